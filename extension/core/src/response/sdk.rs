//! Usage as client libraries hand it over: the Vercel AI SDK's, in all its versions, Genkit's, LangChain's, the Claude Agent SDK's, and those
//! of clients that spell an API's own names in camel case.

mod agent;
mod camel;
mod gemini_cli;
mod held;
mod told;
mod told_beside;

use super::ResponseError;
use super::anthropic::steps;
use super::bill;
use super::count::{amount, count};
use super::event::Event;
use super::node::Node;
use super::openai::usage::{Context, usage as openai_usage};
use super::tokens::{Counts, sum};
use super::tools::of_steps;
use super::units::Usage;

pub fn read(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    let message = node.get("kwargs")?.unwrap_or(node);
    if let Some(reported) = message.get("usage_metadata")?.filter(|usage| usage.has("input_tokens")) {
        return langchain(message, reported, hint).map(Some);
    }
    if let Some(event) = agent::read(node)? {
        return Ok(Some(event));
    }
    if let Some(event) = gemini_cli::read(node)? {
        return Ok(Some(event));
    }
    if let Some(event) = told::read(node, message, hint)? {
        return Ok(Some(event));
    }
    if let Some(event) = held::read(node, hint)? {
        return Ok(Some(event));
    }
    let reported = reported_of_ai_sdk(node)?;
    if camel::is_openai(node, reported) {
        return camel::openai(node, reported, hint).map(Some);
    }
    if is_ai_sdk(node, reported) { ai_sdk(node, reported, hint).map(Some) } else { Ok(None) }
}

pub use camel::snake;
pub use told::of_models;

/// The usage in a result of the AI SDK. An app puts it into the metadata of a message for its user interface, where it wants it kept.
fn reported_of_ai_sdk<'a, 'b>(node: &'b Node<'a>) -> Result<&'b Node<'a>, ResponseError> {
    for path in [
        &["totalUsage"][..],
        &["usage"],
        &["messageMetadata", "totalUsage"],
        &["messageMetadata", "usage"],
        &["metadata", "totalUsage"],
    ] {
        if let Some(reported) = node.at(path)? {
            return Ok(reported);
        }
    }
    Ok(node)
}

/// A message of LangChain. Every part is inside its whole.
fn langchain(message: &Node, reported: &Node, hint: Option<&str>) -> Result<Event, ResponseError> {
    let about = message.get("response_metadata")?.unwrap_or(message);
    let model = match about.text("model_name")? {
        Some(model) => Some(model),
        None => about.text("model")?,
    };
    let context = Context { provider: hint, model, ..Context::default() };
    let mut usage = openai_usage(reported, context)?;
    if let Some(usage) = &mut usage {
        for key in ["token_usage", "tokenUsage", "usage"] {
            if let Some(told) = about.get(key)?.filter(|told| told.is_object()) {
                usage.cost = usage.cost.or(bill::of_usage(&camel::snake(told))?);
            }
        }
        usage.cost = usage.cost.or(amount(about.get("cost")?)).or(bill::of(about, None)?);
        if let Some(told) = about.get("usage")?.filter(|told| told.is_object()) {
            usage.take_told(Usage::default().with_common(told)?);
            steps::read(told, usage)?; // the counts have the messages among them
        }
    }
    let mut event = Event::new("langchain").with_model(model).with_usage(usage);
    event.service_tier = about.text("service_tier")?.map(str::to_owned);
    if let Some(steps) = message.at(&["additional_kwargs", "tool_outputs"])? {
        event.tools = of_steps(steps.items())?;
    }
    event.answer_id = match about.text("id")? {
        Some(id) => Some(id.to_owned()),
        // those of LangChain itself name a run, not an answer
        None => message
            .text("id")?
            .filter(|id| !id.starts_with("run-") && !id.starts_with("lc_run-"))
            .map(str::to_owned),
    };
    event.ends = event.usage.is_some();
    Ok(event)
}

/// Bedrock's own usage has the same names for the three main counts; the AI SDK's has others beside them.
fn is_ai_sdk(node: &Node, usage: &Node) -> bool {
    const OWN: [&str; 8] = [
        "cachedInputTokens",
        "reasoningTokens",
        // Genkit's, which has the other names too
        "cachedContentTokens",
        "thoughtsTokens",
        "inputTokenDetails",
        "outputTokenDetails",
        "promptTokens",
        "completionTokens",
    ];
    let bedrock = usage.has("cacheReadInputTokens") || usage.has("cacheReadInputTokenCount");
    let result = ["providerMetadata", "totalUsage", "finishReason", "modelId", "images"]
        .iter()
        .any(|key| node.has(key))
        || node.at(&["response", "modelId"]).ok().flatten().is_some();
    let nested = usage.get("inputTokens").ok().flatten().is_some_and(Node::is_object);
    let of_numbers = of_numbers(usage);
    !bedrock
        && (OWN.iter().any(|key| usage.has(key))
            || nested
            || of_numbers
            || result && usage.has("inputTokens"))
}

/// Whether it is what embedding has used, `{"tokens": 10}`.
fn of_numbers(usage: &Node) -> bool {
    match usage {
        Node::Object(fields) => {
            matches!(&fields[..], [(key, Node::Number(_) | Node::Text(_))] if key == "tokens")
        }
        _ => false,
    }
}

fn ai_sdk(node: &Node, reported: &Node, hint: Option<&str>) -> Result<Event, ResponseError> {
    let about = node.get("response")?.unwrap_or(node);
    let model = match about.text("modelId")? {
        Some(model) => Some(model),
        None => match node.get("messageMetadata")?.or(node.get("metadata")?) {
            Some(metadata) => node.text("model")?.or(metadata.text("model")?),
            None => node.text("model")?,
        },
    };
    let empty = Node::Object(vec![]);
    let metadata = match node.get("providerMetadata")? {
        Some(metadata) => metadata,
        None => node.get("experimental_providerMetadata")?.unwrap_or(&empty),
    };
    let mut usage = Usage::of(counts(reported, metadata, model, hint)?);
    usage.cost = bill::of(node, None)?;
    let tools = told_beside::read(metadata, model, hint, &mut usage)?;
    if node.get("images")?.is_some() {
        usage.unit("image_output", usage.counts.output);
    }
    let mut event = Event::new("ai_sdk").with_model(model).with_usage(Some(usage));
    event.provider = match metadata {
        Node::Object(_) if metadata.has("gateway") => Some("vercel_ai_gateway"),
        _ => ["openrouter", "openai", "anthropic", "bedrock", "xai"]
            .into_iter()
            .find(|name| metadata.has(name)),
    };
    event.tools = tools;
    event.answer_id = about.text("id")?.map(str::to_owned);
    event.ends = event.usage.is_some();
    Ok(event)
}

fn counts(
    reported: &Node,
    metadata: &Node,
    model: Option<&str>,
    hint: Option<&str>,
) -> Result<Counts, ResponseError> {
    let told = |path: &[&str], key: &str| match metadata.at(path)? {
        Some(holder) => count(holder, &[key]),
        None => Ok(None),
    };
    if of_numbers(reported) {
        return Ok(Counts { input: count(reported, &["tokens"])?, output: Some(0), ..Counts::default() });
    }
    let input = total(reported, &["inputTokens", "promptTokens"])?;
    let output = total(reported, &["outputTokens", "completionTokens"])?;
    let inside = |names: [&str; 2], key: [&str; 2]| {
        for name in names {
            if let Some(holder) = reported.get(name)?.filter(|holder| holder.is_object()) {
                return count(holder, &key);
            }
        }
        Ok(None)
    };
    const INPUT: [&str; 2] = ["inputTokenDetails", "inputTokens"];
    const OUTPUT: [&str; 2] = ["outputTokenDetails", "outputTokens"];
    let uncached = inside(INPUT, ["noCacheTokens", "noCache"])?;
    let cache_read = inside(INPUT, ["cacheReadTokens", "cacheRead"])?
        .or(count(reported, &["cachedInputTokens", "cachedPromptTokens", "cachedContentTokens"])?)
        .or(told(&["openai"], "cachedPromptTokens")?)
        .or(told(&["anthropic"], "cacheReadInputTokens")?)
        .or(told(&["bedrock", "usage"], "cacheReadInputTokens")?);
    let cache_write = inside(INPUT, ["cacheWriteTokens", "cacheWrite"])?
        .or(told(&["anthropic"], "cacheCreationInputTokens")?)
        .or(told(&["bedrock", "usage"], "cacheWriteInputTokens")?);
    let reasoning = inside(OUTPUT, ["reasoningTokens", "reasoning"])?
        .or(count(reported, &["reasoningTokens", "thoughtsTokens"])?)
        .or(told(&["openai"], "reasoningTokens")?);
    let cached = sum(&[cache_read, cache_write]).unwrap_or(0);
    let gap = match (input, output, count(reported, &["totalTokens"])?) {
        (Some(input), Some(output), Some(total)) => total - input - output,
        _ => 0,
    };
    // Until version 6 the library passed on what the provider calls its input, and Anthropic's leaves out the cache.
    let apart = ["anthropic", "bedrock"].iter().any(|name| metadata.has(name) || hint == Some(name))
        || model.is_some_and(|model| model.contains("claude"));
    let input = match (uncached, input) {
        (Some(uncached), _) => sum(&[Some(uncached), cache_read, cache_write]),
        (None, Some(input)) if reported.has("inputTokenDetails") => Some(input),
        (None, Some(input)) if apart || cached > 0 && gap == cached || cached > input => Some(input + cached),
        (None, input) => input,
    };
    let outside =
        reasoning.filter(|reasoning| *reasoning > 0 && (gap == *reasoning || gap == *reasoning + cached));
    let output = if outside.is_some() { sum(&[output, outside]) } else { output };
    Ok(Counts { input, output, cache_read, cache_write, reasoning, ..Counts::default() })
}

/// A count, or the total of an object of counts.
fn total(reported: &Node, keys: &[&str]) -> Result<Option<i64>, ResponseError> {
    for key in keys {
        match reported.get(key)? {
            Some(holder) if holder.is_object() => return count(holder, &["total"]),
            Some(_) => return count(reported, &[key]),
            None => {}
        }
    }
    Ok(None)
}
