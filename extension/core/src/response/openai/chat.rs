//! Chat, completions, embeddings, images, transcriptions: a body with `usage`.
//!
//! A chat stream reports once, in a chunk without choices or beside the last choice; a few report in every chunk,
//! so that only what comes with or after the end of the choices is final.

use super::images;
use super::usage::{Context, is_of_images, usage};
use crate::response::ResponseError;
use crate::response::bill;
use crate::response::count::count;
use crate::response::event::Event;
use crate::response::node::Node;
use crate::response::origin;
use crate::response::units::Usage;

pub fn read(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    if let Some(inner) = node.get("result")?
        && inner.has("usage")
    {
        return read(inner, hint);
    }
    let object = node.text("object")?.unwrap_or("");
    let choices = node.get("choices")?;
    let reported = reported(node, choices)?;
    let chat = choices.is_some() || object.starts_with("chat.completion") || object == "text_completion";
    let pictures = images::made(node);
    if !chat && reported.is_none() && object != "list" && pictures == 0 {
        return Ok(None);
    }
    let lists_numbers = ["data", "results", "embeddings", "embedding"].iter().any(|key| node.has(key));
    let model = node.text("model")?;
    let told = origin::of(node, reported, model)?;
    let context =
        Context { provider: hint.or(told), model, no_output: !chat && lists_numbers, responses_api: false };
    let mut event = Event::new(shape(node, chat, pictures > 0, object)).with_model(model);
    if let Some(reported) = reported {
        let mut usage = usage(reported, context)?.unwrap_or_default();
        usage.cost = bill::of(node, None)?.or(usage.cost);
        usage.with_tools_beside(node)?;
        if chat {
            usage.with_request_of_search(reported, context.provider, model)?;
        }
        output_by_kind(node, event.shape, reported, &mut usage)?;
        if let Some(told) = node.get("perf_metrics")? {
            usage.counts.with_cached(count(told, &["cached-prompt-tokens"])?); // Fireworks
        }
        event = event.with_usage(Some(usage));
    } else if let Some(cost) = bill::of(node, None)? {
        event = event.with_usage(Some(Usage { cost: Some(cost), ..Usage::default() }));
    }
    if !chat && pictures > 0 {
        event = with_pictures(event, pictures);
    }
    event.model = most_used(node)?.or(event.model);
    event.provider = told;
    event.answer_id = node.text("id")?.map(str::to_owned);
    if chat && model.is_some_and(always_searches) {
        event.tools.add("web_search", "");
    }
    event.service_tier = node.text("service_tier")?.map(str::to_owned);
    read_end(node, chat, object, &mut event)?;
    // A whole body; chunks of one stream share their id, or have ids of no meaning.
    event.id = if object == "chat.completion" { node.text("id")?.map(str::to_owned) } else { None };
    // in a realtime session, what the user said is transcribed by a model of its own, and billed beside the responses
    if node.text("type")? == Some("conversation.item.input_audio_transcription.completed") {
        event.id = node.text("item_id")?.map(str::to_owned);
    }
    Ok(Some(event))
}

/// The usage of an answer, where it stands.
fn reported<'n, 'a>(
    node: &'n Node<'a>,
    choices: Option<&'n Node<'a>>,
) -> Result<Option<&'n Node<'a>>, ResponseError> {
    if let Some(reported) = node.get("usage")?.filter(|reported| reported.is_object()) {
        return Ok(Some(reported));
    }
    if let Some(reported) = node.at(&["x_groq", "usage"])? {
        return Ok(Some(reported));
    }
    // Moonshot reports inside the last choice.
    match choices.and_then(|choices| choices.items().first()) {
        Some(choice) => choice.get("usage"),
        None => Ok(None),
    }
}

/// Whether an answer finishes, whether its usage is final, and whether more of its stream is to come.
fn read_end(node: &Node, chat: bool, object: &str, event: &mut Event) -> Result<(), ResponseError> {
    // A native DashScope answer has its end, which it first spells "null", in its output.
    let output = node.get("output")?.filter(|output| output.is_object());
    let nested = match output {
        Some(output) => output.get("choices")?,
        None => None,
    };
    let choices = node.get("choices")?.or(nested);
    let tells_its_end = choices.is_none() && !chat;
    let choices = choices.map_or(&[][..], Node::items);
    for holder in output.into_iter().chain(choices) {
        event.finishes |= holder.text("finish_reason")?.is_some_and(|reason| reason != "null");
    }
    let closes = if tells_its_end { is_closing(node)? } else { choices.is_empty() };
    event.ends = event.usage.is_some() && (closes || event.finishes);
    event.unfinished = !event.finishes && !choices.is_empty() && object == "chat.completion.chunk";
    Ok(())
}

/// The model that most tokens of an answer of Groq's compound systems are of: they are billed by the models that they have asked.
fn most_used(node: &Node) -> Result<Option<String>, ResponseError> {
    let mut most: Option<(i64, &str)> = None;
    for used in node.at(&["usage_breakdown", "models"])?.map_or(&[][..], Node::items) {
        let (Some(model), Some(usage)) = (used.text("model")?, used.get("usage")?) else { continue };
        let tokens = count(usage, &["total_tokens"])?.unwrap_or(0);
        if most.is_none_or(|(more, _)| tokens > more) {
            most = Some((tokens, model));
        }
    }
    Ok(most.map(|(_, model)| model.to_owned()))
}

/// Counts the pictures of an answer that neither counts tokens nor tells its cost: they are billed one by one then.
fn with_pictures(mut event: Event, pictures: u64) -> Event {
    let mut usage = event.usage.take().unwrap_or_default();
    if usage.cost.is_none() && (usage.counts.is_empty() || usage.counts.is_zero()) {
        usage.unit("image_generated", Some(pictures));
    }
    event.with_usage(Some(usage))
}

/// Models that search the web for every answer, and bill it.
fn always_searches(model: &str) -> bool {
    model.contains("-search-preview") || model.contains("-search-api")
}

/// The output of an image or speech model. Where the answer does not split its output tokens by kind, all of them are of images, or of audio.
fn output_by_kind(node: &Node, shape: &str, reported: &Node, usage: &mut Usage) -> Result<(), ResponseError> {
    let kind = node.text("type")?.or(node.text("event")?).unwrap_or("");
    let images =
        shape == "openai.images" || kind.starts_with("image_generation.") || kind.starts_with("image_edit.");
    let images = images || shape == "usage" && is_of_images(reported)?;
    if images && !reported.has("output_tokens_details") {
        usage.unit("image_output", usage.counts.output);
    }
    let speech = kind.starts_with("speech.audio.") || node.has("audio_data");
    if speech && usage.counts.audio_output.is_none() {
        usage.counts.audio_output = usage.counts.output;
    }
    Ok(())
}

/// Whether an event of an API without choices is by its name the last.
fn is_closing(node: &Node) -> Result<bool, ResponseError> {
    let kind = node.text("type")?.or(node.text("event")?).unwrap_or("");
    Ok(["done", "complete", "end", "stop", "finish"].iter().any(|word| kind.contains(word)))
}

fn shape(node: &Node, chat: bool, pictures: bool, object: &str) -> &'static str {
    match object {
        "text_completion" => "openai.completions",
        _ if chat => "openai.chat",
        _ if node.has("results") => "rerank",
        _ if pictures || node.has("created") && node.has("data") => "openai.images",
        _ if node.has("data") || node.has("embeddings") || node.has("embedding") => "openai.embeddings",
        _ if node.has("text") => "openai.transcriptions",
        _ => "usage",
    }
}
