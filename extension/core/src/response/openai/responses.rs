//! The Responses API and the realtime API: events that hold a `response`, or the response itself.

use super::usage::{Context, usage};
use crate::response::ResponseError;
use crate::response::event::Event;
use crate::response::node::Node;
use crate::response::origin;
use crate::response::tools::of_steps;

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
        return Ok(of_session.then(|| Event::new("openai.realtime")));
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
        event = event.with_usage(usage(reported, context)?);
        if event.usage.is_some() {
            break;
        }
    }
    let status = body.text("status")?.unwrap_or("");
    let pending = matches!(status, "in_progress" | "queued");
    event.provider = told;
    event.service_tier = body.text("service_tier")?.map(str::to_owned);
    event.unfinished = pending;
    event.ends = event.usage.is_some() && !pending;
    event.id = if is_body { body.text("id")?.map(str::to_owned) } else { None };
    event.answer_id.clone_from(&event.id);
    event.tools = of_steps(body.get("output")?.map_or(&[][..], Node::items))?;
    if let Some(step) = node.get("item")?.filter(|_| kind == "response.output_item.done") {
        event.tools.join(of_steps(std::slice::from_ref(step))?);
    }
    Ok(Some(event))
}
