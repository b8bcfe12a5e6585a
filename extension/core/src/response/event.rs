//! What one body, or one event of a stream, says.

use super::node::Node;
use super::units::Usage;
use super::{ResponseError, anthropic, bedrock, cohere, google, ollama, openai, other};

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

/// Shapes are asked in this order: one with a mark of its own before one that others share.
pub fn read(node: &Node, hint: Option<&str>) -> Result<Event, ResponseError> {
    type Shape = fn(&Node, Option<&str>) -> Result<Option<Event>, ResponseError>;
    const SHAPES: [Shape; 11] = [
        |node, _| anthropic::read(node),
        openai::responses::read,
        |node, _| google::generate::read(node),
        |node, _| google::generate::read_predictions(node),
        |node, _| google::interactions::read(node),
        |node, _| cohere::read(node),
        |node, _| bedrock::read(node),
        |node, _| ollama::read(node),
        openai::chat::read,
        |node, _| other::read(node),
        |node, _| refusal(node),
    ];
    for shape in SHAPES {
        if let Some(event) = shape(node, hint)? {
            return Ok(event);
        }
    }
    Ok(Event::new("unknown"))
}

fn refusal(node: &Node) -> Result<Option<Event>, ResponseError> {
    let refused = node.get("error")?.is_some() || node.text("type")? == Some("error");
    Ok(refused.then(|| Event::new("error")))
}
