//! The Interactions API: every count is named `total_…`, and none is part of another but the cached.

use crate::response::ResponseError;
use crate::response::count::count;
use crate::response::event::Event;
use crate::response::node::Node;
use crate::response::tokens::{Counts, sum};
use crate::response::units::Usage;

pub fn read(node: &Node) -> Result<Option<Event>, ResponseError> {
    let event_type = node.text("event_type")?.unwrap_or("");
    let body = match node.get("interaction")? {
        Some(interaction) if interaction.is_object() => interaction,
        _ if event_type.starts_with("step.") || event_type.starts_with("interaction.") => node,
        _ if event_type.starts_with("content.") => node,
        _ if node.text("object")? == Some("interaction") => node,
        _ => return Ok(None),
    };
    let mut event = Event::new("google.interactions").with_model(body.text("model")?);
    event.provider = Some("google");
    event.service_tier = body.text("service_tier")?.map(str::to_owned);
    if let Some(usage) = body.get("usage")? {
        event = event.with_usage(read_usage(usage)?);
    }
    let status = body.text("status")?.unwrap_or("");
    event.unfinished = matches!(status, "in_progress" | "queued");
    event.ends = event.usage.is_some() && !matches!(status, "in_progress" | "queued");
    Ok(Some(event))
}

fn read_usage(usage: &Node) -> Result<Option<Usage>, ResponseError> {
    let prompt = count(usage, &["total_input_tokens"])?;
    let tools = count(usage, &["total_tool_use_tokens"])?;
    let thoughts = count(usage, &["total_thought_tokens", "total_reasoning_tokens"])?;
    let output = count(usage, &["total_output_tokens"])?;
    let counts = Counts {
        input: prompt.and_then(|prompt| sum(&[Some(prompt), tools])),
        output: output.and_then(|output| sum(&[Some(output), thoughts])),
        cache_read: count(usage, &["total_cached_tokens"])?,
        reasoning: thoughts,
        audio_input: modality(usage, "input_tokens_by_modality")?,
        audio_output: modality(usage, "output_tokens_by_modality")?,
        ..Counts::default()
    };
    Ok((!counts.is_empty()).then(|| Usage::of(counts.clamped())))
}

fn modality(usage: &Node, list: &str) -> Result<Option<i64>, ResponseError> {
    let mut tokens = None;
    for item in usage.get(list)?.map_or(&[][..], Node::items) {
        if item.text("modality")? == Some("audio") {
            tokens = sum(&[tokens, count(item, &["tokens"])?]);
        }
    }
    Ok(tokens)
}
