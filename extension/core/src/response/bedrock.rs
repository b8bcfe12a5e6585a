//! Bedrock: Converse, the bodies of its own and of Meta's models, its metrics, sessions of Nova Sonic, traces of agents, and the log of its calls.
//!
//! `inputTokens` leaves out cache reads and writes, as with Anthropic.

mod agent;
mod chunk;
mod log;
mod sonic;

use super::ResponseError;
use super::count::count;
use super::event::Event;
use super::node::Node;
use super::tokens::{Counts, sum};
use super::units::Usage;

pub fn read(node: &Node) -> Result<Option<Event>, ResponseError> {
    let mut event = match converse(node)? {
        Some(event) => event,
        None => match own_models(node)?.or(sonic::read(node)?).or(log::read(node)?).or(agent::read(node)?) {
            Some(event) => event,
            None => return Ok(None),
        },
    };
    event.provider = Some("bedrock");
    if let Some(id) = node.at(&["ResponseMetadata"])? {
        event.answer_id = id.text("RequestId")?.map(str::to_owned);
    }
    Ok(Some(event))
}

pub use agent::SHAPE as AGENT;
pub use chunk::within;

fn converse(node: &Node) -> Result<Option<Event>, ResponseError> {
    let holder = match node.at(&["metadata", "usage"])? {
        Some(_) => node.get("metadata")?,
        None => Some(node),
    };
    let reported = match holder {
        Some(holder) => holder.get("usage")?,
        None => None,
    };
    let reported = reported.filter(|reported| reported.has("inputTokens") || reported.has("outputTokens"));
    let streams = [
        "messageStart",
        "contentBlockStart",
        "contentBlockDelta",
        "contentBlockStop",
        "messageStop",
        "throttlingException",
        "internalServerException",
        "modelStreamErrorException",
        "serviceUnavailableException",
        "validationException",
    ];
    let streamed = streams.iter().any(|key| node.has(key));
    if reported.is_none() && !streamed && !node.has("stopReason") {
        return Ok(None);
    }
    let mut event = Event::new("bedrock.converse").with_model(node.text("modelId")?.or(node.text("model")?));
    for holder in [Some(node), holder].into_iter().flatten() {
        if let Some(tier) = holder.get("serviceTier")? {
            event.service_tier = tier.text("type")?.map(str::to_owned);
        }
    }
    for holder in [Some(node), holder].into_iter().flatten() {
        if let Some(router) = holder.at(&["trace", "promptRouter"])? {
            // the operator asked the router, and pays for the model that it chose
            event.model = router.text("invokedModelId")?.map(str::to_owned).or(event.model);
        }
    }
    if let Some(reported) = reported {
        let mut usage = tokens(reported)?;
        for holder in [Some(node), holder].into_iter().flatten() {
            if let Some(latency) = holder.at(&["performanceConfig"])?
                && latency.text("latency")? == Some("optimized")
            {
                usage.conditions.insert("latency:optimized".to_owned());
            }
        }
        event = event.with_usage(Some(usage));
    }
    event.finishes = node.has("messageStop");
    event.ends = event.usage.is_some();
    Ok(Some(event))
}

/// A usage object in Converse's words.
pub fn tokens(reported: &Node) -> Result<Usage, ResponseError> {
    let input = count(reported, &["inputTokens"])?;
    let cache_read = count(reported, &["cacheReadInputTokens", "cacheReadInputTokenCount"])?;
    let cache_write = count(reported, &["cacheWriteInputTokens", "cacheWriteInputTokenCount"])?;
    let counts = Counts {
        input: input.and_then(|input| sum(&[Some(input), cache_read, cache_write])),
        output: count(reported, &["outputTokens"])?,
        cache_read,
        cache_write,
        ..Counts::default()
    };
    let mut usage = Usage::of(counts);
    let mut long = None;
    for detail in reported.get("cacheDetails")?.map_or(&[][..], Node::items) {
        if detail.text("ttl")? == Some("1h") {
            long = sum(&[long, count(detail, &["inputTokens"])?]);
        }
    }
    usage.unit("cache_write_1h", long.map(|long| long.min(cache_write.unwrap_or(long))));
    Ok(usage)
}

/// Bodies of `InvokeModel`, and the metrics that end its stream.
fn own_models(node: &Node) -> Result<Option<Event>, ResponseError> {
    if node.has("inputTextTokenCount") && !node.has(METRICS) {
        return titan(node).map(Some);
    }
    if node.has("generation_token_count") && !node.has(METRICS) {
        let counts = Counts {
            input: count(node, &["prompt_token_count"])?,
            output: count(node, &["generation_token_count"])?,
            ..Counts::default()
        };
        let mut event = Event::new("bedrock.llama").with_usage(Some(Usage::of(counts)));
        event.ends = node.get("stop_reason")?.is_some();
        return Ok(Some(event));
    }
    let Some(metrics) = node.get(METRICS)? else { return Ok(None) };
    let mut event = Event::new("bedrock.invoke").with_usage(metrics_usage(metrics)?);
    event.ends = true;
    Ok(Some(event))
}

pub const METRICS: &str = "amazon-bedrock-invocationMetrics";

fn titan(node: &Node) -> Result<Event, ResponseError> {
    let mut output = count(node, &["totalOutputTextTokenCount"])?;
    for result in node.get("results")?.map_or(&[][..], Node::items) {
        output = sum(&[output, count(result, &["tokenCount"])?]);
    }
    if ["embedding", "embeddingsByType", "embeddings"].iter().any(|key| node.has(key)) {
        output = output.or(Some(0));
    }
    let input = count(node, &["inputTextTokenCount"])?;
    let counts = Counts { input, output, ..Counts::default() };
    let mut event = Event::new("bedrock.titan").with_usage(Some(Usage::of(counts)));
    event.ends = node.get("completionReason")?.is_some();
    Ok(event)
}

pub fn metrics_usage(metrics: &Node) -> Result<Option<Usage>, ResponseError> {
    let cache_read = count(metrics, &["cacheReadInputTokenCount"])?;
    let cache_write = count(metrics, &["cacheWriteInputTokenCount"])?;
    let input = count(metrics, &["inputTokenCount"])?;
    Ok(counted(input, count(metrics, &["outputTokenCount"])?, cache_read, cache_write))
}

fn counted(
    input: Option<i64>,
    output: Option<i64>,
    cache_read: Option<i64>,
    cache_write: Option<i64>,
) -> Option<Usage> {
    let input = input.and_then(|input| sum(&[Some(input), cache_read, cache_write]));
    let counts = Counts { input, output, cache_read, cache_write, ..Counts::default() };
    (!counts.is_empty()).then(|| Usage::of(counts))
}
