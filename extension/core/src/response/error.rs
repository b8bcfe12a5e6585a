//! Bodies that say that there is no answer.

use super::ResponseError;
use super::event::Event;
use super::node::Node;

/// An error in any provider's words.
pub fn read(node: &Node) -> Result<Option<Event>, ResponseError> {
    let of_kind = node.text("type")? == Some("error") || node.text("object")? == Some("error");
    let exception = node.has("__type");
    if !refuses(node)? && !of_kind && !exception {
        return Ok(None);
    }
    let message = message(node)?;
    Ok(Some(Event { error: Some(message.unwrap_or_default()), ..Event::new("error") }))
}

/// Whether an event carries an error, whatever else it carries.
pub fn refuses(node: &Node) -> Result<bool, ResponseError> {
    Ok(node.get("error")?.is_some_and(|error| *error != Node::Bool(false)))
}

/// What it says, as far as it says anything.
pub fn message(node: &Node) -> Result<Option<String>, ResponseError> {
    let error = match node.get("error")? {
        Some(Node::Text(text)) => return Ok(Some(text.as_ref().to_owned())),
        Some(error) => error,
        None => node,
    };
    for key in ["message", "errorMessage", "error", "detail", "type", "code", "status", "__type"] {
        if let Some(text) = error.text(key)? {
            return Ok(Some(text.to_owned()));
        }
    }
    Ok(None)
}
