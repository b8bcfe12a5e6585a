//! What one body, or one event of a stream, says.

use super::anthropic;
use super::tools::Tools;
use super::units::Usage;

/// What an answer holds beside text: where its output is not split by kind, all of it is of that kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Made {
    pub images: bool,
    pub sound: bool,
}

impl Made {
    pub fn join(&mut self, other: Made) {
        self.images |= other.images;
        self.sound |= other.sound;
    }

    /// Tells the kind of the output of a model that is made for it: another one may show a picture that a tool has drawn.
    pub fn count_into(self, usage: &mut Usage, model: Option<&str>) {
        let made_for =
            |words: &[&str]| model.is_none_or(|model| words.iter().any(|word| model.contains(word)));
        let Some(output) = usage.counts.output.filter(|_| !usage.output_is_split) else { return };
        let output = output - usage.counts.reasoning.unwrap_or(0);
        if self.images && made_for(&["image"]) {
            usage.unit("image_output", Some(output));
        } else if self.sound && made_for(&["tts", "audio"]) && usage.counts.audio_output.is_none() {
            usage.counts.audio_output = Some(output);
        }
    }
}

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
    /// What the answer holds beside text.
    pub made: Made,
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
            made: Made::default(),
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
