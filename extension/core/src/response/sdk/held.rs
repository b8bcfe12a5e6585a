//! Answers of libraries that hold the provider's own usage, or all of its answer, in an object of theirs: Spring AI, LlamaIndex, Haystack,
//! Strands, Agno, Semantic Kernel for Python.

use super::camel::snake;
use crate::response::ResponseError;
use crate::response::alone;
use crate::response::count::count;
use crate::response::event::Event;
use crate::response::node::Node;
use crate::response::shapes;
use crate::response::tokens::{Counts, sum};
use crate::response::units::Usage;

pub fn read(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    for library in [spring, llama_index, haystack, strands, semantic_kernel, agno] {
        if let Some(mut event) = library(node, hint)? {
            event.ends = event.usage.is_some();
            return Ok(Some(event));
        }
    }
    Ok(None)
}

/// A usage object of any provider, also in camel case. Converse's own names tell that the cache stands outside the input.
fn usage_of(reported: &Node, hint: Option<&str>) -> Result<Option<Usage>, ResponseError> {
    let converse = reported.has("cacheReadInputTokens") || reported.has("cacheWriteInputTokens");
    if converse { alone::usage(reported, hint) } else { alone::usage(&snake(reported), hint) }
}

/// A `ChatResponse` of Spring AI, or its usage. What the provider reported is in `nativeUsage`, and tells the cache; where it cannot be
/// read, the three counts of Spring hold.
fn spring(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    let about = node.get("metadata")?.filter(|about| about.has("usage")).unwrap_or(node);
    let reported = about.get("usage")?.unwrap_or(about);
    let of_spring =
        reported.has("promptTokens") && (reported.has("nativeUsage") || !std::ptr::eq(about, node));
    if !of_spring {
        return Ok(None);
    }
    let native = match reported.get("nativeUsage")?.filter(|native| native.is_object()) {
        Some(native) => usage_of(native, hint)?.filter(|usage| usage.counts.tokens().is_some()),
        None => None,
    };
    let usage = match native {
        Some(native) => Some(native),
        None => usage_of(reported, hint)?,
    };
    let mut event = Event::new("spring_ai").with_model(about.text("model")?).with_usage(usage);
    event.answer_id = about.text("id")?.map(str::to_owned);
    Ok(Some(event))
}

/// A `ChatResponse` of LlamaIndex, which holds the answer as it came in `raw`, or what its token counter has counted. What that counter
/// counts of embeddings is of another model, whose name it does not know.
fn llama_index(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    if node.has("prompt_llm_token_count") {
        let mut usage = Usage::of(Counts {
            input: count(node, &["prompt_llm_token_count"])?,
            output: count(node, &["completion_llm_token_count"])?,
            ..Counts::default()
        });
        usage.unit("embedding", count(node, &["total_embedding_token_count"])?);
        return Ok(Some(Event::new("llama_index").with_usage(Some(usage))));
    }
    let Some(beside) = node.get("additional_kwargs")?.filter(|_| node.has("raw")) else { return Ok(None) };
    // an answer as it came is no other one of LlamaIndex
    if let Some(raw) = node.get("raw")?.filter(|raw| raw.is_object() && !raw.has("additional_kwargs"))
        && let Some(event) = shapes::known(raw, hint)?.filter(|event| event.usage.is_some())
    {
        return Ok(Some(Event { shape: "llama_index", ..event }));
    }
    let usage = usage_of(beside, hint)?;
    Ok(usage.map(|usage| Event::new("llama_index").with_usage(Some(usage))))
}

/// The replies of a generator of Haystack, or one of them. Replies to one prompt have the same usage, which is that of all of them.
fn haystack(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    let holder = match node.get("replies")? {
        Some(replies) => match replies.items().first() {
            Some(first) if first.is_object() => first,
            _ => node,
        },
        None if node.has("_meta") => node,
        None => return Ok(None),
    };
    let about = match holder.get("_meta")? {
        Some(about) => Some(about),
        None => holder.get("meta")?,
    };
    let Some(about) = about.map(|about| about.items().first().unwrap_or(about)) else { return Ok(None) };
    let Some(reported) = about.get("usage")?.filter(|reported| reported.is_object()) else { return Ok(None) };
    let usage = usage_of(reported, hint)?;
    Ok(Some(Event::new("haystack").with_model(about.text("model")?).with_usage(usage)))
}

/// The metrics of an agent of Strands, in Converse's words, whichever provider the agent asked.
fn strands(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    let reported = match node.at(&["metrics", "accumulated_usage"])? {
        Some(reported) => Some(reported),
        None => node.get("accumulated_usage")?,
    };
    let Some(reported) = reported.filter(|reported| reported.is_object()) else { return Ok(None) };
    Ok(Some(Event::new("strands").with_usage(alone::usage(reported, hint)?)))
}

/// A message of Semantic Kernel for Python. The one for .NET has the names of OpenAI's client.
fn semantic_kernel(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    let Some(model) = node.text("ai_model_id")? else { return Ok(None) };
    let Some(reported) = node.at(&["metadata", "usage"])?.filter(|reported| reported.is_object()) else {
        return Ok(None);
    };
    Ok(Some(Event::new("semantic_kernel").with_model(Some(model)).with_usage(usage_of(reported, hint)?)))
}

/// The output of a run of Agno. It passes on what Anthropic calls its input, which leaves out the cache.
fn agno(node: &Node, _hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    let Some(metrics) = node.get("metrics")? else { return Ok(None) };
    let told = |key: &str| matches!(metrics.get(key), Ok(Some(Node::Number(_) | Node::Text(_))));
    if !told("input_tokens") || !told("output_tokens") {
        return Ok(None);
    }
    let model = node.text("model")?;
    let part = |keys: &[&str]| count(metrics, keys);
    let cache_read = part(&["cache_read_tokens", "cached_tokens"])?;
    let cache_write = part(&["cache_write_tokens"])?;
    let input = part(&["input_tokens"])?;
    let apart = model.is_some_and(|model| model.contains("claude"))
        || node.text("model_provider")? == Some("Anthropic");
    let counts = Counts {
        input: if apart { sum(&[input, cache_read, cache_write]) } else { input },
        output: part(&["output_tokens"])?,
        cache_read,
        cache_write,
        reasoning: part(&["reasoning_tokens"])?,
        audio_input: part(&["audio_input_tokens", "input_audio_tokens"])?,
        audio_output: part(&["audio_output_tokens", "output_audio_tokens"])?,
    };
    Ok(Some(Event::new("agno").with_model(model).with_usage(Some(Usage::of(counts)))))
}
