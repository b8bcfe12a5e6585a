//! Which API's shape a body or an event has.

use super::event::Event;
use super::node::Node;
use super::{
    ResponseError, alone, anthropic, bedrock, cohere, error, framing, google, ollama, openai, other, sdk,
};

/// An event, or a body; a line of a batch's output is the answer in it.
pub fn read(node: &Node, hint: Option<&str>) -> Result<Event, ResponseError> {
    if let Some(text) = bedrock::within(node)?
        && let Ok(Some(inner)) = framing::value(&text)
    {
        return Ok(Event { provider: Some("bedrock"), ..read(&inner, hint)? });
    }
    let Some(inner) = batched(node)? else { return one(node, hint) };
    let mut event = one(inner, hint)?;
    event.batched = true;
    // Each line is an answer of its own.
    let own = ["custom_id", "key", "recordId"].into_iter().find_map(|key| node.text(key).ok().flatten());
    event.id = own.map(str::to_owned).or(event.id);
    event.ends |= event.usage.is_some();
    Ok(event)
}

/// The answer in a line of a batch's output: OpenAI's and those that offer the same, Anthropic's, Google's, Bedrock's.
fn batched<'a, 'b>(node: &'b Node<'a>) -> Result<Option<&'b Node<'a>>, ResponseError> {
    let named = node.has("custom_id");
    let paths: [(bool, &[&str]); 4] = [
        (named || node.at(&["response", "status_code"])?.is_some(), &["response", "body"]),
        (named, &["result", "message"]),
        (named || node.has("key") || node.has("request") || node.has("processed_time"), &["response"]),
        (node.has("recordId"), &["modelOutput"]),
    ];
    for (is_line, path) in paths {
        if is_line && let Some(inner) = node.at(path)?.filter(|inner| inner.is_object()) {
            return Ok(Some(inner));
        }
    }
    if named
        && let Some(result) = node.get("result")?.filter(|result| result.has("error") || result.has("type"))
    {
        return Ok(Some(result));
    }
    Ok(None)
}

fn one(node: &Node, hint: Option<&str>) -> Result<Event, ResponseError> {
    if let Some(event) = known(node, hint)? {
        return Ok(event);
    }
    Ok(error::read(node)?.unwrap_or_else(|| Event::new("unknown")))
}

/// The answer that a body is, if it is one of a shape that is known. Shapes are asked in this order: one with a mark of its own before one that
/// others share.
pub fn known(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    type Shape = fn(&Node, Option<&str>) -> Result<Option<Event>, ResponseError>;
    const SHAPES: [Shape; 13] = [
        sdk::read,
        |node, _| anthropic::read(node),
        openai::responses::read,
        |node, _| google::generate::read(node),
        |node, _| google::predict::read(node),
        |node, _| google::interactions::read(node),
        |node, _| cohere::read(node),
        |node, _| bedrock::read(node),
        |node, _| ollama::read(node),
        openai::chat::read,
        other::read,
        alone::read,
        of_job,
    ];
    for shape in SHAPES {
        if let Some(event) = shape(node, hint)? {
            return Ok(Some(event));
        }
    }
    Ok(None)
}

/// The answer in the record of its job, such as Perplexity's asynchronous ones. An error of the job is its own.
fn of_job(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    for key in ["response", "result"] {
        if let Some(inner) = node.get(key)?.filter(|inner| inner.is_object())
            && let Some(mut event) = known(inner, hint)?
        {
            if event.error.is_none() {
                event.error = error::read(node)?.and_then(|refusal| refusal.error);
            }
            return Ok(Some(event));
        }
    }
    Ok(None)
}
