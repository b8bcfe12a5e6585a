//! The Interactions API: every count is named `total_…`, and none is part of another but the cached.

use crate::response::ResponseError;
use crate::response::count::count;
use crate::response::event::Event;
use crate::response::node::Node;
use crate::response::tokens::{Counts, sum};
use crate::response::tools::{FOUND, Grounding, Tools};
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
    event.answer_id = body.text("id")?.filter(|_| body.has("status")).map(str::to_owned);
    event.tools = grounding(node, body)?;
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
        audio_input: modality(usage, &INPUT, "audio")?,
        audio_output: modality(usage, &["output_tokens_by_modality"], "audio")?,
        ..Counts::default()
    };
    let mut read = Usage::of(counts);
    if usage.get(CACHED[0])?.is_none() {
        for (unit, name) in
            [("cache_read_audio", "audio"), ("cache_read_image", "image"), ("cache_read_video", "video")]
        {
            read.cached_at_least(unit, modality(usage, &INPUT, name)?);
        }
    }
    for (unit, lists, name) in [
        ("image_input", &INPUT[..], "image"),
        ("video_input", &INPUT[..], "video"),
        ("cache_read_audio", &CACHED[..], "audio"),
        ("cache_read_image", &CACHED[..], "image"),
        ("cache_read_video", &CACHED[..], "video"),
        ("image_output", &["output_tokens_by_modality"], "image"),
        ("video_output", &["output_tokens_by_modality"], "video"),
    ] {
        read.unit(unit, modality(usage, lists, name)?);
    }
    Ok((!counts.is_empty()).then_some(read))
}

const INPUT: [&str; 2] = ["input_tokens_by_modality", "tool_use_tokens_by_modality"];
const CACHED: [&str; 1] = ["cached_tokens_by_modality"];

/// Grounding by the steps of the interaction, or as its usage counts it.
fn grounding(node: &Node, body: &Node) -> Result<Tools, ResponseError> {
    let mut grounding = Grounding::default();
    for list in ["steps", "outputs"] {
        for step in body.get(list)?.map_or(&[][..], Node::items) {
            grounding.read_step(step)?;
        }
    }
    for key in ["step", "delta", "content"] {
        if let Some(step) = node.get(key)? {
            grounding.read_step(step)?;
        }
    }
    let mut tools = grounding.tools();
    if tools.is_empty()
        && let Some(usage) = body.get("usage")?
    {
        for told in usage.get("grounding_tool_count")?.map_or(&[][..], Node::items) {
            tools.join(counted(told)?);
        }
    }
    Ok(tools)
}

fn counted(told: &Node) -> Result<Tools, ResponseError> {
    let uses = count(told, &["count"])?.unwrap_or(0).min(USES_MAX);
    let mut tools = Tools::default();
    match told.text("type")? {
        Some("google_search") if uses > 0 => {
            tools.add("grounded_prompt", FOUND);
            (0..uses).for_each(|place| tools.add("grounding_query", &format!("#{place}")));
        }
        Some("google_maps") => (0..uses).for_each(|place| tools.add("maps_grounding", &format!("#{place}"))),
        _ => {}
    }
    Ok(tools)
}

/// More uses of a tool than an answer has.
const USES_MAX: i64 = 10_000;

fn modality(usage: &Node, lists: &[&str], name: &str) -> Result<Option<i64>, ResponseError> {
    let mut tokens = None;
    for list in lists {
        for item in usage.get(list)?.map_or(&[][..], Node::items) {
            if item.text("modality")?.is_some_and(|modality| modality.eq_ignore_ascii_case(name)) {
                tokens = sum(&[tokens, count(item, &["tokens"])?]);
            }
        }
    }
    Ok(tokens)
}
