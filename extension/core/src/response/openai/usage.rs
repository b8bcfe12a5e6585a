//! Usage objects after OpenAI's: `prompt_tokens` and `completion_tokens`, or `input_tokens` and `output_tokens`, each
//! with an object of parts.
//!
//! With OpenAI every part is inside its whole. Others left some outside, and kept the names. The total tells: what it
//! holds above prompt and completion is what was left outside.

use crate::response::ResponseError;
use crate::response::count::{amount, count};
use crate::response::node::Node;
use crate::response::tokens::{Counts, sum};
use crate::response::tools::is_billed_by_prompt;
use crate::response::units::Usage;

const PROMPT_DETAILS: [&str; 4] =
    ["prompt_tokens_details", "input_tokens_details", "prompt_token_details", "input_token_details"];
const COMPLETION_DETAILS: [&str; 4] = [
    "completion_tokens_details",
    "output_tokens_details",
    "completion_token_details",
    "output_token_details",
];

/// What the rest of the body says of how this usage is meant.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    pub provider: Option<&'a str>,
    pub model: Option<&'a str>,
    /// The API answers with nothing but numbers: embeddings, a ranking.
    pub no_output: bool,
    /// `input_tokens` API, where every known provider has reasoning inside.
    pub responses_api: bool,
}

struct Raw {
    prompt: Option<i64>,
    completion: Option<i64>,
    total: Option<i64>,
    cache_read: Option<i64>,
    cache_write: Option<i64>,
    reasoning: Option<i64>,
    audio_prompt: Option<i64>,
    audio_completion: Option<i64>,
}

/// Reads a usage object of OpenAI's kind; `None` where it says nothing.
pub fn usage(node: &Node, context: Context) -> Result<Option<Usage>, ResponseError> {
    let raw = raw(node)?;
    let mut counts = placed(&raw, node, context)?;
    if context.no_output && counts.input.is_some() {
        counts.output = counts.output.or(Some(0));
    }
    let mut usage = Usage::of(counts).with_common(node)?;
    usage.service_tier = match usage.service_tier.take() {
        None => tier_of_parts(node, counts.input)?,
        told => told,
    };
    parts_apart(node, &mut usage)?;
    searches_of_gemini(node, &mut usage, context)?;
    Ok((!usage.says_nothing()).then_some(usage))
}

/// Before the names of parts that LangChain knows to be of another service tier; the rest of the input stands under the tier's name.
const TIERS: [(&str, &str, &str); 2] = [
    ("flex", "flex_cache_read", "flex_reasoning"),
    ("priority", "priority_cache_read", "priority_reasoning"),
];

/// The tier of which all of the input is: sums of several calls may be of more than one.
fn tier_of_parts(node: &Node, input: Option<i64>) -> Result<Option<String>, ResponseError> {
    for (tier, cache_read, _) in TIERS {
        let parts = [tier, cache_read].map(|part| count_in(node, &PROMPT_DETAILS, &[part]));
        let [rest, cached] = parts;
        let of_tier = sum(&[rest?, cached?]);
        if of_tier.is_some_and(|of_tier| of_tier > 0) && of_tier >= input {
            return Ok(Some(tier.to_owned()));
        }
    }
    Ok(None)
}

/// Parts that have units of their own.
fn parts_apart(node: &Node, usage: &mut Usage) -> Result<(), ResponseError> {
    for (unit, holders, key) in [
        ("image_input", PROMPT_DETAILS, "image_tokens"),
        ("video_input", PROMPT_DETAILS, "video_tokens"),
        ("image_output", COMPLETION_DETAILS, "image_tokens"),
        ("video_output", COMPLETION_DETAILS, "video_tokens"),
        ("cache_write_1h", PROMPT_DETAILS, "ephemeral_1h_input_tokens"),
    ] {
        usage.unit(unit, count_in(node, &holders, &[key])?);
    }
    if !has_in(node, &PROMPT_DETAILS, "cached_tokens_details")? {
        usage.cached_at_least("cache_read_audio", usage.counts.audio_input);
        usage.cached_at_least("cache_read_image", count_in(node, &PROMPT_DETAILS, &["image_tokens"])?);
    }
    // Pydantic AI's
    usage.unit("cache_read_audio", count(node, &["cache_audio_read_tokens"])?);
    usage.unit("cache_write_1h", count_in(node, &["cache_creation"], &["ephemeral_1h_input_tokens"])?);
    for holder in PROMPT_DETAILS {
        let Some(details) = node.get(holder)? else { continue };
        let cached = ["cached_tokens_details"];
        usage.unit("cache_read_audio", count_in(details, &cached, &["audio_tokens"])?);
        usage.unit("cache_read_image", count_in(details, &cached, &["image_tokens"])?);
        // LiteLLM's
        usage.unit(
            "cache_write_1h",
            count_in(details, &["cache_creation_token_details"], &["ephemeral_1h_input_tokens"])?,
        );
    }
    Ok(())
}

/// Gemini's searches as LiteLLM tells them: billed by the prompt, or by the query.
fn searches_of_gemini(node: &Node, usage: &mut Usage, context: Context) -> Result<(), ResponseError> {
    let searches = count_in(node, &PROMPT_DETAILS, &["web_search_requests"])?;
    if !is_of_gemini(context) {
        return Ok(());
    }
    match context.model.is_none_or(is_billed_by_prompt) {
        true => usage.unit("grounded_prompt", searches.map(|searches| searches.min(1))),
        false => usage.unit("grounding_query", searches),
    }
    Ok(())
}

fn raw(node: &Node) -> Result<Raw, ResponseError> {
    let from_prompt = |keys: &[&str]| count_in(node, &PROMPT_DETAILS, keys);
    let from_completion = |keys: &[&str]| count_in(node, &COMPLETION_DETAILS, keys);
    Ok(Raw {
        prompt: count(node, &["prompt_tokens", "input_tokens"])?,
        completion: count(node, &["completion_tokens", "output_tokens"])?,
        total: count(node, &["total_tokens"])?,
        cache_read: sum(&[
            from_prompt(&["cached_tokens", "cache_read_tokens", "cache_read_input_tokens", "cache_read"])?,
            from_prompt(&[TIERS[0].1])?,
            from_prompt(&[TIERS[1].1])?,
        ])
        .or(count(
            node,
            &[
                "cached_tokens",
                "num_cached_tokens",
                "prompt_cache_hit_tokens",
                // Codex, and xAI's own client
                "cached_input_tokens",
                "cached_prompt_text_tokens",
                // CrewAI
                "cached_prompt_tokens",
                "cache_read_input_tokens",
                "cache_read_tokens",
            ],
        )?),
        cache_write: from_prompt(&[
            "cache_write_tokens",
            "cache_creation_tokens",
            "cache_creation_input_tokens",
            "cache_creation",
            "flex_cache_creation",
            "priority_cache_creation",
        ])?
        .max(sum(&[
            from_prompt(&["ephemeral_5m_input_tokens"])?,
            from_prompt(&["ephemeral_1h_input_tokens"])?,
        ]))
        .or(count(node, &["cache_creation_input_tokens", "cache_write_tokens", "cache_creation_tokens"])?),
        reasoning: sum(&[
            from_completion(&["reasoning_tokens", "thinking_tokens", "reasoning"])?,
            from_completion(&[TIERS[0].2])?,
            from_completion(&[TIERS[1].2])?,
        ])
        .or(count(node, &["reasoning_tokens", "reasoning_output_tokens"])?)
        // Pydantic AI's
        .or(count_in(node, &["details"], &["reasoning_tokens", "thoughts_tokens"])?),
        audio_prompt: from_prompt(&["audio_tokens", "audio"])?
            .or(count(node, &["audio_prompt_tokens", "input_audio_tokens"])?),
        audio_completion: from_completion(&["audio_tokens", "audio"])?
            .or(count(node, &["audio_completion_tokens", "output_audio_tokens"])?),
    })
}

/// Puts what was left outside a whole into it.
fn placed(raw: &Raw, node: &Node, context: Context) -> Result<Counts, ResponseError> {
    let mut counts = Counts {
        input: raw.prompt,
        output: raw.completion,
        cache_read: raw.cache_read,
        cache_write: raw.cache_write,
        reasoning: raw.reasoning,
        audio_input: raw.audio_prompt,
        audio_output: raw.audio_completion,
    };
    let (Some(prompt), Some(completion)) = (raw.prompt, raw.completion) else {
        return Ok(one_sided(raw, counts, context));
    };
    let audio_seconds = amount(node.get("prompt_audio_seconds")?).is_some_and(|seconds| !seconds.is_zero());
    let mistral = audio_seconds || context.provider == Some("mistral");
    let gemini = is_of_gemini(context);
    let reasoning = raw.reasoning.unwrap_or(0);
    let audio = raw.audio_prompt.unwrap_or(0);
    let cached = raw.cache_read.unwrap_or(0) + raw.cache_write.unwrap_or(0);
    // Tokens of the tools of Mistral's agents, billed as input.
    let connectors = count(node, &["connector_tokens"])?;
    let (mut outside_input, mut outside_output) = (0, 0);
    match raw.total.map(|total| total - prompt - completion) {
        Some(0) => {
            // Perplexity bills reasoning beside a completion that it is not part of, and leaves it out of the total.
            if node.has("num_search_queries") && reasoning > 0 && node.has("reasoning_tokens") {
                outside_output = reasoning;
            }
            if mistral && audio > prompt {
                outside_input = audio;
            }
        }
        Some(gap) if gap > 0 => {
            if gap == audio && mistral {
                outside_input = audio;
            } else if gap == reasoning {
                outside_output = reasoning;
            } else if gap == audio {
                outside_input = audio;
            } else if gap == audio + reasoning {
                (outside_input, outside_output) = (audio, reasoning);
            } else if connectors == Some(gap) {
                outside_input = gap;
            } else if gap == cached {
                outside_input = cached;
            } else if gap == cached + reasoning {
                (outside_input, outside_output) = (cached, reasoning);
            } else if audio_seconds && audio == 0 {
                outside_input = gap;
                counts.audio_input = Some(gap);
            } else if gemini {
                // Thoughts that the compatible API does not list, billed as output.
                outside_output = gap;
                counts.reasoning = Some(gap.max(reasoning));
            }
        }
        _ => {
            if context.provider == Some("xai") && !context.responses_api {
                outside_output = reasoning;
            }
            if mistral {
                outside_input = audio;
            }
        }
    }
    counts.input = Some(prompt + outside_input);
    counts.output = Some(completion + outside_output);
    Ok(counts)
}

/// Only one of prompt and completion is there; the total may tell the other.
fn one_sided(raw: &Raw, mut counts: Counts, context: Context) -> Counts {
    match (raw.prompt, raw.completion, raw.total) {
        (Some(prompt), None, Some(total)) if total >= prompt => counts.output = Some(total - prompt),
        (None, None, Some(total)) if context.no_output => counts.input = Some(total),
        _ => {}
    }
    counts
}

fn is_of_gemini(context: Context) -> bool {
    let is_gemini = |model: &str| model.rsplit('/').next().is_some_and(|name| name.starts_with("gemini"));
    context.provider == Some("google") || context.model.is_some_and(is_gemini)
}

/// Whether one of `holders` says this.
fn has_in(node: &Node, holders: &[&str], key: &str) -> Result<bool, ResponseError> {
    for holder in holders {
        if let Some(holder) = node.get(holder)?
            && holder.get(key)?.is_some()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether all output is of pictures: the API of images splits its input by kind, and the output only of some models.
pub fn is_of_images(node: &Node) -> Result<bool, ResponseError> {
    let Some(details) = node.get("input_tokens_details")? else { return Ok(false) };
    Ok(details.has("image_tokens")
        && details.has("text_tokens")
        && !details.has("cached_tokens")
        && !["output_tokens_details", "image_tokens", "prompt_tokens"].iter().any(|key| node.has(key)))
}

/// The count under the first of `keys` in the first of `holders` that has one.
fn count_in(node: &Node, holders: &[&str], keys: &[&str]) -> Result<Option<i64>, ResponseError> {
    for holder in holders {
        if let Some(holder) = node.get(holder)?
            && let Some(value) = count(holder, keys)?
        {
            return Ok(Some(value));
        }
    }
    Ok(None)
}
