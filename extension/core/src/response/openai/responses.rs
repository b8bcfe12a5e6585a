//! The Responses API and the realtime API: events that hold a `response`, or the response itself.

use super::usage::{Context, usage};
use crate::price::component::of_model;
use crate::response::ResponseError;
use crate::response::count::count;
use crate::response::error;
use crate::response::event::Event;
use crate::response::node::Node;
use crate::response::origin;
use crate::response::tools::{of_listed, of_steps};
use crate::response::units::Usage;

pub fn read(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    let kind = node.text("type")?.unwrap_or("");
    let event_of_response = kind.starts_with("response.");
    let body = match node.get("response")? {
        Some(response) if event_of_response && response.is_object() => response,
        _ => node,
    };
    let object = body.text("object")?.unwrap_or("");
    let is_body = matches!(object, "response" | "realtime.response");
    let session = ["session.", "conversation.", "input_audio_buffer.", "rate_limits."];
    if !event_of_response && !is_body {
        let of_session = session.iter().any(|prefix| kind.starts_with(prefix)) && !node.has("usage");
        // its responses do not name the model
        let session = node.get("session")?.filter(|session| session.is_object());
        let model = session.map(|session| session.text("model")).transpose()?.flatten();
        return Ok(of_session.then(|| Event::new("openai.realtime").with_model(model)));
    }
    let realtime = object == "realtime.response" || kind == "response.done";
    let model = body.text("model")?;
    let mut event =
        Event::new(if realtime { "openai.realtime" } else { "openai.responses" }).with_model(model);
    let mut told = None;
    // xAI's realtime API reports beside the response, and an empty object in it.
    for holder in [body, node] {
        let Some(reported) = holder.get("usage")?.filter(|reported| reported.is_object()) else { continue };
        told = told.or(origin::of(body, Some(reported), model)?);
        let context = Context { provider: hint.or(told), model, no_output: false, responses_api: true };
        let mut reported = usage(reported, context)?;
        if let Some(usage) = &mut reported {
            usage.with_tools_beside(body)?;
        }
        event = event.with_usage(reported);
        if event.usage.is_some() {
            break;
        }
    }
    if let Some(used) = body.at(&["tool_usage", "image_gen"])?.filter(|used| used.is_object()) {
        let mut usage = event.usage.take().unwrap_or_default();
        drawn(used, image_model(body)?, &mut usage)?;
        event = event.with_usage(Some(usage));
    }
    let status = body.text("status")?.unwrap_or("");
    let pending = matches!(status, "in_progress" | "queued");
    event.provider = told;
    if error::refuses(body)? {
        event.error = Some(error::message(body)?.unwrap_or_default());
    }
    event.service_tier = body.text("service_tier")?.map(str::to_owned);
    event.unfinished = pending;
    event.ends = event.usage.is_some() && !pending;
    event.id = if is_body { body.text("id")?.map(str::to_owned) } else { None };
    event.answer_id.clone_from(&event.id);
    event.tools = of_steps(body.get("output")?.map_or(&[][..], Node::items))?;
    event.tools.join(of_listed(body.get("tools")?.map_or(&[][..], Node::items))?);
    if let Some(used) = body.at(&["tool_usage", "web_search"])?.filter(|used| used.is_object()) {
        event.tools.counted_searches(count(used, &["num_requests"])?.unwrap_or(0));
    }
    if let Some(step) = node.get("item")?.filter(|_| kind == "response.output_item.done") {
        event.tools.join(of_steps(std::slice::from_ref(step))?);
    }
    Ok(Some(event))
}

/// What the image tool has used: tokens of a model of images, which the answer's own counts leave out.
fn drawn(used: &Node, model: &str, usage: &mut Usage) -> Result<(), ResponseError> {
    for (whole, details, part, tokens) in [
        ("input", "input_tokens_details", "image_input", "input_tokens"),
        ("output", "output_tokens_details", "image_output", "output_tokens"),
    ] {
        let Some(all) = count(used, &[tokens])? else { continue };
        let images = match used.get(details)? {
            Some(details) => count(details, &["image_tokens"])?.unwrap_or(0).min(all),
            None => 0,
        };
        usage.unit(&of_model(part, model), Some(images));
        usage.unit(&of_model(whole, model), Some(all - images));
    }
    Ok(())
}

/// The model of the image tool; the first one, where the tool names none.
fn image_model<'a>(body: &'a Node) -> Result<&'a str, ResponseError> {
    for tool in body.get("tools")?.map_or(&[][..], Node::items) {
        if tool.text("type")? == Some("image_generation") {
            return Ok(tool.text("model")?.unwrap_or(IMAGE_MODEL));
        }
    }
    Ok(IMAGE_MODEL)
}

const IMAGE_MODEL: &str = "gpt-image-1";
