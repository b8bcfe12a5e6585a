//! Bodies that say that there is no answer.

use super::ResponseError;
use super::event::Event;
use super::node::Node;

/// An error in any provider's words.
pub fn read(node: &Node) -> Result<Option<Event>, ResponseError> {
    let kind = node.text("type")?;
    let of_kind = kind == Some("error") || node.text("object")? == Some("error");
    let exception = node.has("__type");
    if !refuses(node)?
        && !of_kind
        && !exception
        && !ended_without(node)
        && !only_tells(node)?
        && of_errors(node)?.is_none()
    {
        return Ok(None);
    }
    let message = message(node)?;
    Ok(Some(Event { error: Some(message.unwrap_or_default()), ..Event::new("error") }))
}

/// Whether it is the result of a request in a batch that was not answered.
fn ended_without(node: &Node) -> bool {
    match node {
        Node::Object(fields) => matches!(&fields[..], [(key, Node::Text(kind))]
            if key == "type" && matches!(kind.as_ref(), "expired" | "canceled" | "errored")),
        _ => false,
    }
}

/// Whether all that a body has is a message, and what stands beside one: the errors of Bedrock, Cohere and many a gateway.
fn only_tells(node: &Node) -> Result<bool, ResponseError> {
    const BESIDE: [&str; 19] = [
        "message",
        "Message",
        "detail",
        "id",
        "code",
        "status",
        "statusCode",
        "status_code",
        "type",
        "title",
        "instance",
        "timestamp",
        "path",
        "request_id",
        "requestId",
        "RequestId",
        "errors",
        "error_code",
        "errorCode",
    ];
    let Node::Object(fields) = node else { return Ok(false) };
    let tells = node.text("message")?.is_some()
        || node.text("Message")?.is_some()
        || node.text("detail")?.is_some()
        || of_details(node)?.is_some();
    // an event of a stream has a type and a message too
    let of_status = ["status", "statusCode", "status_code", "code", "title"].iter().any(|key| node.has(key));
    Ok(tells
        && (of_status || !node.has("type"))
        && fields.iter().all(|(key, _)| BESIDE.contains(&key.as_ref())))
}

/// The first of the errors that Cloudflare lists where a request has not succeeded.
fn of_errors<'a>(node: &'a Node) -> Result<Option<&'a str>, ResponseError> {
    if node.get("success")? != Some(&Node::Bool(false)) {
        return Ok(None);
    }
    node.get("errors")?
        .and_then(|errors| errors.items().first())
        .map_or(Ok(None), |first| first.text("message"))
}

/// FastAPI's details, where they are not a text: what the first of a list says, or the one.
fn of_details<'a>(node: &'a Node) -> Result<Option<&'a str>, ResponseError> {
    match node.get("detail")? {
        Some(Node::List(details)) => match details.first() {
            Some(first) => first.text("msg"),
            None => Ok(None),
        },
        Some(detail) => match detail.text("message")? {
            Some(text) => Ok(Some(text)),
            None => detail.text("error"),
        },
        None => Ok(None),
    }
}

/// Whether an event carries an error, whatever else it carries.
pub fn refuses(node: &Node) -> Result<bool, ResponseError> {
    Ok(node.get("error")?.is_some_and(|error| *error != Node::Bool(false)))
}

/// What it says, as far as it says anything.
pub fn message(node: &Node) -> Result<Option<String>, ResponseError> {
    let error = match node.get("error")? {
        Some(Node::Text(text)) => return Ok(Some(text.as_ref().to_owned())),
        Some(error) => match error.get("error")? {
            // one within the other, as in a batch's results
            Some(inner) if inner.is_object() && error.text("message")?.is_none() => inner,
            _ => error,
        },
        None => node,
    };
    for key in ["message", "Message", "errorMessage", "error", "detail"] {
        if let Some(text) = error.text(key)? {
            return Ok(Some(text.to_owned()));
        }
    }
    if let Some(text) = of_details(error)?.or(of_errors(error)?) {
        return Ok(Some(text.to_owned()));
    }
    for key in ["type", "code", "status", "__type"] {
        if let Some(text) = error.text(key)? {
            return Ok(Some(text.to_owned()));
        }
    }
    Ok(None)
}
