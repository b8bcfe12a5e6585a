//! What is billed by seconds, pages, characters or pictures, and counts no tokens.

use rust_decimal::Decimal;

use crate::response::ResponseError;
use crate::response::count::{amount, count};
use crate::response::event::Event;
use crate::response::node::Node;
use crate::response::units::Usage;

/// A shape, the unit that it is billed by, and how much.
type Amount = (&'static str, &'static str, Option<Decimal>);

pub fn read(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    let told = match spoken(node, hint)? {
        Some(told) => Some(told),
        None => counted(node)?,
    };
    let Some((shape, unit, amount)) = told else { return Ok(None) };
    let mut usage = Usage::default();
    usage.unit(unit, amount);
    let id = match node.at(&["x_groq", "id"])? {
        Some(Node::Text(id)) => Some(id.as_ref()),
        _ if matches!(shape, "assemblyai" | "replicate" | "openai.videos") => node.text("id")?,
        _ => match node.get("metadata")? {
            Some(about) => about.text("request_id")?,
            None => node.text("request_id")?,
        },
    };
    let first = node.get("responses")?.and_then(|responses| responses.items().first());
    let model = match first.map(|first| first.text("modelId")).transpose()?.flatten() {
        Some(model) => Some(model),
        None => node.text("model")?,
    };
    let mut event = Event::new(shape).with_model(model).with_usage(Some(usage));
    event.provider = node.has("x_groq").then_some("groq");
    event.answer_id = id.map(str::to_owned);
    event.ends = event.usage.is_some();
    Ok(Some(event))
}

/// Seconds of what was transcribed.
fn spoken(node: &Node, hint: Option<&str>) -> Result<Option<Amount>, ResponseError> {
    const UNIT: &str = "audio_second";
    let text = node.has("text");
    let transcript = text && ["segments", "words", "language", "task"].iter().any(|key| node.has(key));
    let seconds = |holder: &Node, key: &str| holder.get(key).map(amount);
    Ok(if text && node.has("audio_duration") {
        Some(("assemblyai", UNIT, seconds(node, "audio_duration")?))
    } else if text && node.has("durationInSeconds") {
        Some(("ai_sdk", UNIT, seconds(node, "durationInSeconds")?))
    } else if transcript && node.has("audio_duration_secs") {
        Some(("elevenlabs.transcriptions", UNIT, seconds(node, "audio_duration_secs")?))
    } else if let Some(info) = node.get("transcription_info")?.filter(|info| info.has("duration")) {
        Some(("cloudflare.transcriptions", UNIT, seconds(info, "duration")?))
    } else if transcript && node.has("duration") {
        let groq = hint == Some("groq") || hint.is_none() && node.has("x_groq");
        let seconds = seconds(node, "duration")?;
        let billed = seconds.map(|seconds| if groq { seconds.max(GROQ_SECONDS_MIN) } else { seconds });
        Some(("openai.transcriptions", UNIT, billed))
    } else {
        deepgram(node)?.map(|seconds| ("deepgram", UNIT, seconds))
    })
}

/// Groq bills a request for at least so many seconds.
const GROQ_SECONDS_MIN: Decimal = Decimal::TEN;

/// Seconds of Deepgram, of a recording or of a live session, at whose end it tells them. It bills each channel.
fn deepgram(node: &Node) -> Result<Option<Option<Decimal>>, ResponseError> {
    let about = node.get("metadata")?.filter(|about| about.has("duration") && node.has("results"));
    let session = node.text("type")? == Some("Metadata") && node.has("request_id") && node.has("duration");
    let Some(about) = about.or(session.then_some(node)) else { return Ok(None) };
    let channels = count(about, &["channels"])?.unwrap_or(1).max(1);
    let seconds = amount(about.get("duration")?);
    Ok(Some(seconds.and_then(|seconds| seconds.checked_mul(channels.into()))))
}

/// The unit of a video that OpenAI has made: one that is not ready, or has failed, is not billed. Large ones of the better model cost more.
fn video(node: &Node) -> Result<Option<&'static str>, ResponseError> {
    let made = node.text("object")? == Some("video") && node.text("status")? == Some("completed");
    let large = matches!(node.text("size")?, Some("1792x1024" | "1024x1792"));
    let better = node.text("model")?.is_some_and(|model| model.contains("pro"));
    let unit = if large && better { "video_second_generated_1024p" } else { "video_second_generated" };
    Ok((made && node.has("seconds")).then_some(unit))
}

/// Pages, characters, pictures.
fn counted(node: &Node) -> Result<Option<Amount>, ResponseError> {
    let of = |holder: &Node, key: &str| Ok::<_, ResponseError>(count(holder, &[key])?.map(Decimal::from));
    Ok(if let Some(info) = node.get("usage_info")? {
        Some(("mistral.ocr", "page", of(info, "pages_processed")?))
    } else if let Some(info) = node.get("extra_info")?.filter(|info| info.has("usage_characters")) {
        Some(("minimax.speech", "character", of(info, "usage_characters")?))
    } else if let Some(metrics) = node.get("metrics")?.filter(|it| it.has("image_count")) {
        Some(("replicate", "image_generated", of(metrics, "image_count")?))
    } else if let Some(unit) = video(node)? {
        Some(("openai.videos", unit, amount(node.get("seconds")?)))
    } else {
        None
    })
}
