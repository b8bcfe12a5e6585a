//! Chat, completions, embeddings, images, transcriptions: a body with `usage`.
//!
//! A chat stream reports once, in a chunk without choices or beside the last choice; a few report in every chunk,
//! so that only what comes with or after the end of the choices is final.

use super::usage::{Context, usage};
use crate::response::ResponseError;
use crate::response::event::Event;
use crate::response::node::Node;
use crate::response::origin;

pub fn read(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    if let Some(inner) = node.get("result")?
        && inner.has("usage")
    {
        return read(inner, hint);
    }
    let object = node.text("object")?.unwrap_or("");
    let choices = node.get("choices")?;
    let reported = match node.get("usage")? {
        Some(reported) if reported.is_object() => Some(reported),
        _ => node.at(&["x_groq", "usage"])?,
    };
    let chat = choices.is_some() || object.starts_with("chat.completion") || object == "text_completion";
    if !chat && reported.is_none() && object != "list" {
        return Ok(None);
    }
    let lists_numbers = ["data", "results", "embeddings", "embedding"].iter().any(|key| node.has(key));
    let model = node.text("model")?;
    let told = origin::of(node, reported, model)?;
    let context =
        Context { provider: hint.or(told), model, no_output: !chat && lists_numbers, responses_api: false };
    let mut event = Event::new(shape(node, chat, object)).with_model(model);
    if let Some(reported) = reported {
        event = event.with_usage(usage(reported, context)?);
    }
    event.provider = told;
    event.service_tier = node.text("service_tier")?.map(str::to_owned);
    let choices = choices.map_or(&[][..], Node::items);
    for choice in choices {
        if choice.get("finish_reason")?.is_some() {
            event.finishes = true;
        }
    }
    event.ends = event.usage.is_some() && (choices.is_empty() || event.finishes);
    // A whole body; chunks of one stream share their id, or have ids of no meaning.
    event.id = if object == "chat.completion" { node.text("id")?.map(str::to_owned) } else { None };
    event.unfinished = !event.finishes && !choices.is_empty() && object == "chat.completion.chunk";
    Ok(Some(event))
}

fn shape(node: &Node, chat: bool, object: &str) -> &'static str {
    match object {
        "text_completion" => "openai.completions",
        _ if chat => "openai.chat",
        _ if node.has("results") => "rerank",
        _ if node.has("created") && node.has("data") => "openai.images",
        _ if node.has("data") || node.has("embeddings") || node.has("embedding") => "openai.embeddings",
        _ if node.has("text") => "openai.transcriptions",
        _ => "usage",
    }
}
