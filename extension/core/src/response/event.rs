//! What one body, or one event of a stream, says.

use super::anthropic;
use super::tools::Tools;
use super::units::Usage;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub shape: &'static str,
    /// Told by the shape itself.
    pub provider: Option<&'static str>,
    pub model: Option<String>,
    pub service_tier: Option<String>,
    /// Replaces what an earlier event reported.
    pub usage: Option<Usage>,
    /// Messages' events, whose fields replace one another one by one.
    pub message: Option<anthropic::Message>,
    /// This event's usage is final.
    pub ends: bool,
    /// The text of the answer ends here; its usage may follow.
    pub finishes: bool,
    /// Of the answer, where events of one answer share it.
    pub id: Option<String>,
    /// The answer's own name, as its provider gave it.
    pub answer_id: Option<String>,
    /// Tools that the provider ran.
    pub tools: Tools,
    /// What a refusal says.
    pub error: Option<String>,
    /// It is a line of a batch's output.
    pub batched: bool,
    /// The body says itself that the answer is not finished.
    pub unfinished: bool,
}

impl Event {
    pub fn new(shape: &'static str) -> Self {
        Event {
            shape,
            provider: None,
            model: None,
            service_tier: None,
            usage: None,
            message: None,
            ends: false,
            finishes: false,
            id: None,
            answer_id: None,
            tools: Tools::default(),
            error: None,
            batched: false,
            unfinished: false,
        }
    }

    pub fn with_model(mut self, model: Option<&str>) -> Self {
        self.model = model.map(str::to_owned);
        self
    }

    pub fn with_usage(mut self, usage: Option<Usage>) -> Self {
        self.usage = usage.filter(|usage| !usage.says_nothing());
        self
    }
}
