//! Answers that another object wraps: Tencent's in `Response`, in names that begin with capitals, and what Jina's reader has read in `data`.

use crate::response::ResponseError;
use crate::response::count::count;
use crate::response::error;
use crate::response::event::Event;
use crate::response::node::Node;
use crate::response::sdk::snake;
use crate::response::shapes;
use crate::response::tokens::Counts;
use crate::response::units::Usage;

pub fn read(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    match tencent(node, hint)? {
        Some(event) => Ok(Some(event)),
        None => jina_reader(node),
    }
}

/// An answer of Tencent's, or an event of its stream, which has no wrapping: in other names it is one of OpenAI's.
fn tencent(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    let inner = node.get("Response")?.filter(|inner| inner.has("Usage") || inner.has("Error"));
    let inner = inner.or(node.at(&["Usage", "PromptTokens"])?.map(|_| node));
    let Some(inner) = inner.map(snake) else { return Ok(None) };
    match shapes::known(&inner, hint)? {
        Some(event) => Ok(Some(event)),
        None => error::read(&inner),
    }
}

/// Jina's reader and its search bill the tokens that they put out.
fn jina_reader(node: &Node) -> Result<Option<Event>, ResponseError> {
    if !node.has("code") || !node.has("data") {
        return Ok(None);
    }
    let reported = match node.at(&["data", "usage"])? {
        Some(reported) => Some(reported),
        None => node.at(&["meta", "usage"])?,
    };
    let Some(reported) = reported.filter(|reported| reported.has("tokens")) else { return Ok(None) };
    let counts = Counts { input: Some(0), output: count(reported, &["tokens"])?, ..Counts::default() };
    let event = Event::new("jina.reader").with_usage(Some(Usage::of(counts)));
    Ok(Some(Event { provider: Some("jina"), ends: true, ..event }))
}
