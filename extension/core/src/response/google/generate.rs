//! `generateContent`, its stream, the live API and embeddings.
//!
//! Thoughts stand outside candidates, the prompt of server-side tools outside the prompt. Each event of a stream
//! reports anew, and a later one can say less: the last holds, whole.

use crate::response::ResponseError;
use crate::response::count::count;
use crate::response::event::{Event, Made};
use crate::response::node::Node;
use crate::response::tokens::{Counts, sum};
use crate::response::tools::{Grounding, Tools};
use crate::response::units::Usage;

pub fn read(node: &Node) -> Result<Option<Event>, ResponseError> {
    if let Some(inner) = node.get("response")?
        && (inner.has("candidates") || inner.has("usageMetadata"))
    {
        return read(inner);
    }
    let metadata = match node.get("usageMetadata")? {
        Some(metadata) => Some(metadata),
        None => node.get("usage_metadata")?,
    };
    let live = ["serverContent", "setupComplete", "server_content"].iter().any(|key| node.has(key));
    let known =
        ["candidates", "promptFeedback", "modelVersion", "model_version"].iter().any(|key| node.has(key));
    if metadata.is_none() && !known && !live {
        return Ok(None);
    }
    let usage = match metadata {
        Some(metadata) => usage(metadata)?,
        None => None,
    };
    let shape = if live { LIVE } else { "google.generate_content" };
    let mut event = Event::new(shape).with_usage(usage);
    event.model = match node.text("modelVersion")? {
        Some(model) => Some(model.to_owned()),
        None => node.text("model_version")?.map(str::to_owned),
    };
    event.answer_id = match node.text("responseId")? {
        Some(id) => Some(id.to_owned()),
        None => node.text("response_id")?.map(str::to_owned),
    };
    event.tools = grounding(node)?;
    event.made = made(node)?;
    event.finishes = ended(node)?;
    event.ends = event.usage.is_some() && (live || event.finishes);
    // Only Vertex says when it answered and from which capacity.
    let vertex = node.has("createTime") || metadata.is_some_and(|metadata| metadata.has("trafficType"));
    event.provider = Some(if vertex { "google-vertex" } else { "google" });
    Ok(Some(event))
}

pub const LIVE: &str = "google.live";

fn grounding(node: &Node) -> Result<Tools, ResponseError> {
    let mut grounding = Grounding::default();
    let candidates = node.get("candidates")?.map_or(&[][..], Node::items);
    let live = node.get("serverContent")?.or(node.get("server_content")?);
    for holder in candidates.iter().chain(live) {
        for key in ["groundingMetadata", "grounding_metadata"] {
            if let Some(metadata) = holder.get(key)? {
                grounding.read(metadata)?;
            }
        }
    }
    Ok(grounding.tools())
}

/// Whether the answer holds pictures or sound.
fn made(node: &Node) -> Result<Made, ResponseError> {
    let mut made = Made::default();
    for candidate in node.get("candidates")?.map_or(&[][..], Node::items) {
        for part in candidate.at(&["content", "parts"])?.map_or(&[][..], Node::items) {
            for (holder, key) in [("inlineData", "mimeType"), ("inline_data", "mime_type")] {
                let Some(file) = part.get(holder)? else { continue };
                let kind = file.text(key)?.or(file.text("mimeType")?).unwrap_or("");
                made.images |= kind.starts_with("image/");
                made.sound |= kind.starts_with("audio/");
            }
        }
    }
    Ok(made)
}

fn ended(node: &Node) -> Result<bool, ResponseError> {
    for (content, end) in [("serverContent", "turnComplete"), ("server_content", "turn_complete")] {
        if node.at(&[content, end])? == Some(&Node::Bool(true)) {
            return Ok(true);
        }
    }
    let Some(candidates) = node.get("candidates")? else {
        return Ok(node.get("promptFeedback")?.is_some_and(|feedback| feedback.has("blockReason")));
    };
    for candidate in candidates.items() {
        if candidate.get("finishReason")?.is_some() || candidate.get("finish_reason")?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The usage that a metadata object reports.
pub fn usage(metadata: &Node) -> Result<Option<Usage>, ResponseError> {
    let prompt = count(metadata, &["promptTokenCount", "prompt_token_count"])?;
    let tools = count(metadata, &["toolUsePromptTokenCount", "tool_use_prompt_token_count"])?;
    let candidates = count(
        metadata,
        &["candidatesTokenCount", "responseTokenCount", "candidates_token_count", "response_token_count"],
    )?;
    let thoughts = count(metadata, &["thoughtsTokenCount", "thoughts_token_count"])?;
    let total = count(metadata, &["totalTokenCount", "total_token_count"])?;
    let input = prompt.and_then(|prompt| sum(&[Some(prompt), tools]));
    // A count of 0 is left out of the JSON; a total says whether it was one.
    let output = match sum(&[candidates, thoughts]) {
        Some(output) => Some(output),
        None => match (input, total) {
            (Some(input), Some(total)) if total > input => None,
            (Some(_), _) => Some(0),
            (None, _) => None,
        },
    };
    let parts = Modalities {
        input: [
            list(metadata, &["promptTokensDetails", "prompt_tokens_details"])?,
            list(metadata, &["toolUsePromptTokensDetails", "tool_use_prompt_tokens_details"])?,
        ],
        cached: list(metadata, &["cacheTokensDetails", "cache_tokens_details"])?,
        output: list(
            metadata,
            &[
                "candidatesTokensDetails",
                "responseTokensDetails",
                "candidates_tokens_details",
                "response_tokens_details",
            ],
        )?,
    };
    let counts = Counts {
        input,
        output,
        cache_read: count(metadata, &["cachedContentTokenCount", "cached_content_token_count"])?,
        cache_write: None,
        reasoning: thoughts,
        audio_input: parts.input("AUDIO")?,
        audio_output: parts.output("AUDIO")?,
    };
    let mut usage = Usage::of(counts);
    usage.output_is_split = !parts.output.is_empty();
    if parts.cached.is_empty() {
        usage.cached_at_least("cache_read_audio", counts.audio_input);
        usage.cached_at_least("cache_read_image", parts.input("IMAGE")?);
        usage.cached_at_least("cache_read_video", parts.input("VIDEO")?);
    }
    for (unit, tokens) in [
        ("image_input", parts.input("IMAGE")?),
        ("video_input", parts.input("VIDEO")?),
        ("cache_read_audio", tokens_of(parts.cached, "AUDIO")?),
        ("cache_read_image", tokens_of(parts.cached, "IMAGE")?),
        ("cache_read_video", tokens_of(parts.cached, "VIDEO")?),
        ("image_output", parts.output("IMAGE")?),
        ("video_output", parts.output("VIDEO")?),
    ] {
        usage.unit(unit, tokens);
    }
    usage.service_tier = match metadata.text("serviceTier")? {
        Some(tier) => Some(tier.to_owned()),
        None => metadata.text("trafficType")?.or(metadata.text("traffic_type")?).map(str::to_owned),
    };
    Ok((!usage.says_nothing()).then_some(usage))
}

/// The parts of the counts by modality.
struct Modalities<'a> {
    input: [&'a [Node<'a>]; 2],
    cached: &'a [Node<'a>],
    output: &'a [Node<'a>],
}

impl Modalities<'_> {
    fn input(&self, name: &str) -> Result<Option<i64>, ResponseError> {
        Ok(sum(&[tokens_of(self.input[0], name)?, tokens_of(self.input[1], name)?]))
    }

    fn output(&self, name: &str) -> Result<Option<i64>, ResponseError> {
        tokens_of(self.output, name)
    }
}

/// The first of these lists that is there.
fn list<'a>(metadata: &'a Node, lists: &[&str]) -> Result<&'a [Node<'a>], ResponseError> {
    for list in lists {
        if let Some(list) = metadata.get(list)? {
            return Ok(list.items());
        }
    }
    Ok(&[])
}

/// Tokens of one modality.
fn tokens_of(list: &[Node], name: &str) -> Result<Option<i64>, ResponseError> {
    let mut tokens = None;
    for item in list {
        if item.text("modality")?.is_some_and(|modality| modality.eq_ignore_ascii_case(name)) {
            tokens = sum(&[tokens, count(item, &["tokenCount", "token_count", "tokens"])?]);
        }
    }
    Ok(tokens)
}
