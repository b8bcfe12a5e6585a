//! Usage in an API's own names, which a client spells in camel case: OpenRouter's and Mistral's for TypeScript, OpenAI's agents.

use std::borrow::Cow;

use crate::response::ResponseError;
use crate::response::bill;
use crate::response::count::count;
use crate::response::event::Event;
use crate::response::node::Node;
use crate::response::openai::usage::{Context, usage as openai_usage};
use crate::response::origin;
use crate::response::tools::of_steps;

/// Names that only such a usage has; the AI SDK's, and Bedrock's, have none of them.
const OWN: [&str; 15] = [
    "promptTokensDetails",
    "completionTokensDetails",
    "inputTokensDetails",
    "outputTokensDetails",
    "prompt_tokens_details",
    "input_tokens_details",
    "cost",
    "costDetails",
    "isByok",
    "costInUsdTicks",
    "promptAudioSeconds",
    "numSearchQueries",
    "cachedPromptTextTokens",
    "serverSideToolsUsed",
    "searchContextSize",
];

/// Whether a usage is of OpenAI's kind, in camel case.
pub fn is_openai(node: &Node, usage: &Node) -> bool {
    let chat = ["promptTokens", "completionTokens"].iter().any(|key| usage.has(key));
    let counts = ["inputTokens", "outputTokens"]
        .iter()
        .any(|key| matches!(usage.get(key), Ok(Some(Node::Number(_) | Node::Text(_)))));
    let bedrock = usage.has("cacheReadInputTokens") || usage.has("cacheReadInputTokenCount");
    !bedrock
        && (chat || counts)
        && (OWN.iter().any(|key| usage.has(key)) || chat && node.get("choices").ok().flatten().is_some())
}

pub fn openai(node: &Node, reported: &Node, hint: Option<&str>) -> Result<Event, ResponseError> {
    let reported = snake(reported);
    let model = match node.text("model")? {
        Some(model) => Some(model),
        None => node.text("modelId")?,
    };
    let told = origin::of(node, Some(&reported), model)?;
    let provider = hint.or(told);
    let responses_api = reported.has("input_tokens");
    let context = Context { provider, model, no_output: false, responses_api };
    let mut usage = openai_usage(&reported, context)?;
    if let Some(usage) = &mut usage {
        usage.cost = bill::of(node, None)?.or(usage.cost);
        if !responses_api {
            usage.with_request_of_search(&reported, provider, model)?;
        }
    }
    let mut event = Event::new("ai_sdk").with_model(model).with_usage(usage);
    event.provider = told;
    event.answer_id = node.text("id")?.map(str::to_owned);
    event.service_tier = match node.text("serviceTier")? {
        Some(tier) => Some(tier.to_owned()),
        None => node.text("service_tier")?.map(str::to_owned),
    };
    event.tools = of_steps(node.get("output")?.map_or(&[][..], Node::items))?;
    event.ends = event.usage.is_some();
    Ok(event)
}

/// A value with its names in snake case. Details come as one object, or as one of each request: those are added up.
pub fn snake<'a>(node: &Node<'a>) -> Node<'a> {
    match node {
        Node::Object(fields) => Node::Object(
            fields
                .iter()
                .map(|(key, value)| {
                    let value = match value {
                        Node::List(requests) if is_details(key) => added(requests),
                        value => snake(value),
                    };
                    (Cow::Owned(snake_of(key)), value)
                })
                .collect(),
        ),
        Node::List(items) => Node::List(items.iter().map(snake).collect()),
        other => other.clone(),
    }
}

fn is_details(key: &str) -> bool {
    key.ends_with("Details") || key.ends_with("_details")
}

fn snake_of(key: &str) -> String {
    let mut name = String::with_capacity(key.len() + 4);
    // names in capitals are none of ours
    let camel = key.chars().any(|sign| sign.is_ascii_lowercase());
    for sign in key.chars() {
        if camel && sign.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(if camel { sign.to_ascii_lowercase() } else { sign });
    }
    name
}

fn added<'a>(requests: &[Node<'a>]) -> Node<'a> {
    let mut fields: Vec<(Cow<'a, str>, Node<'a>)> = Vec::new();
    for request in requests {
        let Node::Object(parts) = snake(request) else { continue };
        for (key, value) in parts {
            let of = |value: &Node| {
                let holder = Node::Object(vec![(key.clone().into_owned().into(), value.clone())]);
                count(&holder, &[&key]).ok().flatten()
            };
            match fields.iter_mut().find(|(name, _)| *name == key) {
                Some((_, before)) => {
                    if let (Some(more), Some(so_far)) = (of(&value), of(before)) {
                        *before = Node::Number((so_far + more).to_string());
                    }
                }
                None => fields.push((key, value)),
            }
        }
    }
    Node::Object(fields)
}
