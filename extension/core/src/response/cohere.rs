//! Cohere, both versions. It bills `billed_units`; `tokens` counts its own prompt template too and is larger.

use super::ResponseError;
use super::count::{amount, count};
use super::event::Event;
use super::node::Node;
use super::tokens::{Counts, sum};
use super::units::Usage;

pub fn read(node: &Node) -> Result<Option<Event>, ResponseError> {
    let kind = node.text("type")?.or(node.text("event_type")?).unwrap_or("");
    if kind == "stream-end" {
        let Some(body) = node.get("response")?.filter(|body| body.is_object()) else { return Ok(None) };
        let event = body_event(body, "cohere.chat_v1")?;
        return Ok(Some(Event { ends: true, ..event }));
    }
    if kind == "message-end" {
        let Some(delta) = node.get("delta")? else { return Ok(None) };
        let event = body_event(delta, "cohere.chat_v2")?;
        return Ok(Some(Event { ends: true, ..event }));
    }
    let streams = ["message-", "content-", "tool-", "citation-", "text-generation", "stream-", "search-"];
    if streams.iter().any(|prefix| kind.starts_with(prefix)) {
        let id = node.text("id")?.filter(|_| kind == "message-start").map(str::to_owned);
        return Ok(Some(Event { answer_id: id, ..Event::new("cohere.chat") }));
    }
    let billed =
        node.at(&["usage", "billed_units"])?.is_some() || node.at(&["meta", "billed_units"])?.is_some();
    let shape = if node.has("generation_id") || (node.has("chat_history") && node.has("text")) {
        "cohere.chat_v1"
    } else if node.has("embeddings") && node.has("response_type") {
        "cohere.embeddings"
    } else if billed && node.has("results") {
        "cohere.rerank"
    } else if billed {
        "cohere.chat_v2"
    } else {
        return Ok(None);
    };
    Ok(Some(body_event(node, shape)?))
}

fn body_event(body: &Node, shape: &'static str) -> Result<Event, ResponseError> {
    let billed = match body.at(&["usage", "billed_units"])? {
        Some(billed) => Some(billed),
        None => body.at(&["meta", "billed_units"])?,
    };
    let mut event = Event::new(shape);
    event.answer_id = match body.text("id")? {
        Some(id) => Some(id.to_owned()),
        None => body.text("generation_id")?.map(str::to_owned),
    };
    let Some(billed) = billed else { return Ok(event) };
    // Bedrock, which answers in this shape too, leaves the bill out.
    event.provider = Some("cohere");
    // tokens of pictures are billed beside those of text
    let input = sum(&[count(billed, &["input_tokens"])?, count(billed, &["image_tokens"])?]);
    let output = match count(billed, &["output_tokens"])? {
        None if shape == "cohere.embeddings" && input.is_some() => Some(0),
        output => output,
    };
    let mut usage = Usage::of(Counts { input, output, ..Counts::default() });
    for (component, key) in [
        ("search", "search_units"),
        ("classification", "classifications"),
        ("image", "images"),
        ("image_input", "image_tokens"),
    ] {
        usage.unit(component, amount(billed.get(key)?));
    }
    Ok(event.with_usage(Some(usage)))
}
