//! Usage as other client libraries tell it: where LangChain has no sum of its own, .NET, Cohere's client, OpenTelemetry, Pydantic AI.

use std::borrow::Cow;

use super::camel::snake;
use crate::price::component::of_model;
use crate::response::ResponseError;
use crate::response::alone;
use crate::response::cohere;
use crate::response::count::count;
use crate::response::event::Event;
use crate::response::node::Node;
use crate::response::openai::usage::{Context, usage as openai_usage};
use crate::response::tokens::Counts;
use crate::response::units::Usage;

pub fn read(node: &Node, message: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    if let Some(event) = langchain(node, message, hint)? {
        return Ok(Some(event));
    }
    if let Some(event) = dotnet(node, hint)? {
        return Ok(Some(event));
    }
    if let Some(event) = billed_units(node)? {
        return Ok(Some(event));
    }
    if let Some(event) = telemetry(node)? {
        return Ok(Some(event));
    }
    pydantic(node, hint)
}

/// What LangChain keeps of the provider's own usage.
fn langchain(node: &Node, message: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    let holders = [
        message.get("response_metadata")?,
        node.get("llm_output")?,
        node.get("llmOutput")?,
        (!node.has("usage")).then_some(node),
    ];
    for about in holders.into_iter().flatten() {
        for key in ["token_usage", "tokenUsage", "usage"] {
            let Some(reported) = about.get(key)?.filter(|reported| reported.is_object()) else { continue };
            let Some(usage) = alone::usage(&snake(reported), hint)? else { continue };
            let mut event = Event::new("langchain").with_model(model_of(about)?).with_usage(Some(usage));
            event.answer_id = about.text("id")?.map(str::to_owned);
            event.ends = true;
            return Ok(Some(event));
        }
    }
    Ok(None)
}

fn model_of<'a>(about: &'a Node) -> Result<Option<&'a str>, ResponseError> {
    for key in ["model_name", "modelName", "model", "model_id", "modelId", "ModelId"] {
        if let Some(model) = about.text(key)? {
            return Ok(Some(model));
        }
    }
    Ok(None)
}

/// `inputTokenCount` of Microsoft.Extensions.AI, `InputTokenCount` of OpenAI's client for .NET: every part is inside its whole. Bedrock's
/// metrics have the same names, and other ones for the cache.
fn dotnet(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    let reported = match node.get("usage")? {
        Some(usage) => usage,
        // Semantic Kernel has it among the metadata of a result
        None => node.get("Usage")?.or(node.at(&["Metadata", "Usage"])?).unwrap_or(node),
    };
    let counts = [["inputTokenCount", "outputTokenCount"], ["InputTokenCount", "OutputTokenCount"]];
    if !counts.iter().flatten().any(|key| reported.has(key)) || reported.has("cacheReadInputTokenCount") {
        return Ok(None);
    }
    let model = model_of(node)?;
    let context = Context { provider: hint, model, no_output: false, responses_api: true };
    let usage = openai_usage(&tokens(&snake(reported)), context)?;
    let mut event = Event::new("extensions_ai").with_model(model).with_usage(usage);
    event.answer_id = node.text("responseId")?.map(str::to_owned);
    event.ends = event.usage.is_some();
    Ok(Some(event))
}

/// Names that end in `_token_count` as those that end in `_tokens`.
fn tokens<'a>(node: &Node<'a>) -> Node<'a> {
    match node {
        Node::Object(fields) => Node::Object(
            fields
                .iter()
                .map(|(key, value)| {
                    let name = match key.strip_suffix("_token_count") {
                        Some(name) => Cow::Owned(format!("{name}_tokens")),
                        None => key.clone(),
                    };
                    (name, tokens(value))
                })
                .collect(),
        ),
        other => other.clone(),
    }
}

/// An answer of Cohere as its client for TypeScript spells it.
fn billed_units(node: &Node) -> Result<Option<Event>, ResponseError> {
    let spelled =
        node.at(&["usage", "billedUnits"])?.is_some() || node.at(&["meta", "billedUnits"])?.is_some();
    if !spelled {
        return Ok(None);
    }
    let Node::Object(fields) = node else { return Ok(None) };
    let fields = fields.iter().map(|(key, value)| match key.as_ref() {
        "usage" | "meta" => (key.clone(), snake(value)),
        "responseType" => (Cow::Borrowed("response_type"), value.clone()),
        "generationId" => (Cow::Borrowed("generation_id"), value.clone()),
        _ => (key.clone(), value.clone()),
    });
    let mut event = cohere::read(&Node::Object(fields.collect()))?;
    if let Some(event) = &mut event {
        event.ends = event.usage.is_some();
    }
    Ok(event)
}

/// The attributes of a span after OpenTelemetry's conventions: every part is inside its whole.
fn telemetry(node: &Node) -> Result<Option<Event>, ResponseError> {
    let span = node.get("attributes")?.filter(|span| span.is_object()).unwrap_or(node);
    let counts = Counts {
        input: count(span, &["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"])?,
        output: count(span, &["gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"])?,
        cache_read: count(
            span,
            &[
                "gen_ai.usage.cache_read.input_tokens",
                "gen_ai.usage.cache_read_input_tokens",
                "gen_ai.usage.details.cache_read_tokens",
            ],
        )?,
        cache_write: count(
            span,
            &[
                "gen_ai.usage.cache_creation.input_tokens",
                "gen_ai.usage.cache_creation_input_tokens",
                "gen_ai.usage.details.cache_write_tokens",
            ],
        )?,
        reasoning: count(
            span,
            &["gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.details.reasoning_tokens"],
        )?,
        ..Counts::default()
    };
    if counts.input.is_none() && counts.output.is_none() {
        return Ok(None);
    }
    let model = match span.text("gen_ai.response.model")? {
        Some(model) => Some(model),
        None => span.text("gen_ai.request.model")?,
    };
    let mut event = Event::new("opentelemetry").with_model(model).with_usage(Some(Usage::of(counts)));
    event.answer_id = span.text("gen_ai.response.id")?.map(str::to_owned);
    event.ends = true;
    Ok(Some(event))
}

/// An answer of Pydantic AI, and its usage before its version 1, where every part is inside its whole, and named in `details`.
fn pydantic(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    let reported = node.get("usage")?.unwrap_or(node);
    let earlier = reported.has("request_tokens") || reported.has("response_tokens");
    let answer =
        node.text("kind")? == Some("response") && node.has("model_name") && reported.has("input_tokens");
    let usage = if earlier {
        Some(Usage::of(pydantic_counts(reported)?))
    } else if answer {
        openai_usage(reported, Context { provider: hint, responses_api: true, ..Context::default() })?
    } else {
        return Ok(None);
    };
    let mut event = Event::new("pydantic_ai").with_model(model_of(node)?).with_usage(usage);
    event.answer_id = node.text("provider_response_id")?.map(str::to_owned);
    event.ends = event.usage.is_some();
    Ok(Some(event))
}

fn pydantic_counts(reported: &Node) -> Result<Counts, ResponseError> {
    let empty = Node::Object(vec![]);
    let details = reported.get("details")?.unwrap_or(&empty);
    Ok(Counts {
        input: count(reported, &["request_tokens"])?,
        output: count(reported, &["response_tokens"])?,
        cache_read: count(
            details,
            &["cached_tokens", "cache_read_input_tokens", "cache_read_tokens", "cached_content_tokens"],
        )?,
        cache_write: count(details, &["cache_creation_input_tokens", "cache_write_tokens"])?,
        reasoning: count(details, &["reasoning_tokens", "thoughts_tokens"])?,
        ..Counts::default()
    })
}

/// The usage of each model by its name, as LangChain's callback and others sum it up. The first one's is that of the call; what others
/// have used stands beside, at their own prices.
///
/// The names of models are no names that lead to usage, so that the body is read once more, and whole.
pub fn of_models(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    let Node::Object(models) = node else { return Ok(None) };
    let mut event: Option<Event> = None;
    for (name, reported) in models {
        let Some(usage) = alone::usage(&snake(reported), hint)?.filter(|usage| usage.counts.input.is_some())
        else {
            return Ok(None);
        };
        match event.as_mut().and_then(|event| event.usage.as_mut()) {
            None => {
                let first = Event::new("langchain").with_model(Some(name)).with_usage(Some(usage));
                event = Some(Event { ends: true, ..first });
            }
            Some(first) => beside(first, name, &usage.counts),
        }
    }
    Ok(event)
}

/// Adds what another model than the call's has used.
pub fn beside(first: &mut Usage, model: &str, counts: &Counts) {
    let cached = counts.cache_read.unwrap_or(0) + counts.cache_write.unwrap_or(0);
    for (component, tokens) in [
        ("input", counts.input.map(|input| input - cached)),
        ("cache_read", counts.cache_read),
        ("cache_write", counts.cache_write),
        ("output", counts.output),
    ] {
        first.unit(&of_model(component, model), tokens);
    }
}
