//! Which API's shape a body or an event has.

use super::event::Event;
use super::node::Node;
use super::{ResponseError, anthropic, bedrock, cohere, google, ollama, openai, other};

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
