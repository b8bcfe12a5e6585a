//! APIs of a shape of their own that report the two counts, or an amount of something else, and nothing more.

mod by_amount;
mod wrapped;

use super::ResponseError;
use super::count::{amount, count};
use super::event::Event;
use super::node::Node;
use super::tokens::{Counts, sum};
use super::units::Usage;

pub fn read(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    let holder = node.get("result")?.filter(|result| result.has("stats")).unwrap_or(node);
    if let Some(stats) = holder.get("stats")?.filter(|stats| stats.has("total_output_tokens")) {
        return lmstudio(holder, stats).map(Some);
    }
    if let Some(told) = node.get("data")?.filter(|told| told.has("native_tokens_prompt")) {
        return openrouter(told).map(Some);
    }
    if let Some(event) = by_amount::read(node, hint)? {
        return Ok(Some(event));
    }
    if let Some(event) = wrapped::read(node, hint)? {
        return Ok(Some(event));
    }
    if let Some(status) = node.get("inference_status")?.filter(|status| status.is_object()) {
        return deepinfra(node, status).map(Some);
    }
    two_counts(node)
}

fn two_counts(node: &Node) -> Result<Option<Event>, ResponseError> {
    let (shape, input, output) =
        if let Some(metrics) = node.get("metrics")?.filter(|it| it.has("input_token_count")) {
            ("replicate", count(metrics, &["input_token_count"])?, count(metrics, &["output_token_count"])?)
        } else if let Some(details) = node.get("details")?.filter(|it| it.has("generated_tokens")) {
            ("tgi", tgi_input(details)?, count(details, &["generated_tokens"])?)
        } else if node.has("tokens_evaluated") {
            ("llama_cpp", count(node, &["tokens_evaluated"])?, count(node, &["tokens_predicted"])?)
        } else {
            let results = node.get("results")?.map_or(&[][..], Node::items);
            let (mut input, mut output) = (None, None);
            for result in results {
                input = sum(&[input, count(result, &["input_token_count"])?]);
                output = sum(&[output, count(result, &["generated_token_count"])?]);
            }
            if input.is_none() || output.is_none() {
                return Ok(None);
            }
            ("watsonx", input, output)
        };
    let counts = Counts { input, output, ..Counts::default() };
    let mut event = Event::new(shape)
        .with_model(node.text("model")?.or(node.text("model_id")?))
        .with_usage(Some(Usage::of(counts)));
    event.ends = event.usage.is_some() && node.get("stop")? != Some(&Node::Bool(false));
    Ok(Some(event))
}

/// Text Generation Inference counts the prompt in a stream; else it lists its tokens, where it was asked for them.
fn tgi_input(details: &Node) -> Result<Option<i64>, ResponseError> {
    let listed = details.get("prefill")?.map_or(0, |prefill| prefill.items().len());
    let listed = i64::try_from(listed).ok().filter(|listed| *listed > 0);
    Ok(count(details, &["input_length"])?.or(listed))
}

/// DeepInfra's own API. What it does not count, such as the output of a model of speech, is billed by the rest.
fn deepinfra(node: &Node, status: &Node) -> Result<Event, ResponseError> {
    let input = count(status, &["tokens_input"])?;
    let output = count(status, &["tokens_generated"])?.or(input.map(|_| 0));
    let mut usage = Usage::of(Counts { input, output, ..Counts::default() });
    usage.cost = amount(status.get("cost")?);
    let event = Event::new("deepinfra").with_usage(Some(usage));
    Ok(Event {
        provider: Some("deepinfra"),
        answer_id: node.text("request_id")?.map(str::to_owned),
        ends: true,
        ..event
    })
}

fn lmstudio(node: &Node, stats: &Node) -> Result<Event, ResponseError> {
    let counts = Counts {
        input: count(stats, &["input_tokens"])?,
        output: count(stats, &["total_output_tokens"])?,
        reasoning: count(stats, &["reasoning_output_tokens"])?,
        ..Counts::default()
    };
    let event = Event::new("lmstudio.chat")
        .with_model(node.text("model")?.or(node.text("model_instance_id")?))
        .with_usage(Some(Usage::of(counts)));
    Ok(Event { provider: Some("lmstudio"), ends: true, ..event })
}

/// What OpenRouter tells of a call that was made before: what is billed are the tokens as the model's own tokenizer counts them.
fn openrouter(told: &Node) -> Result<Event, ResponseError> {
    let counts = Counts {
        input: count(told, &["native_tokens_prompt"])?,
        output: count(told, &["native_tokens_completion"])?,
        cache_read: count(told, &["native_tokens_cached"])?,
        reasoning: count(told, &["native_tokens_reasoning"])?,
        ..Counts::default()
    };
    let mut usage = Usage::of(counts);
    let fee = amount(told.get("total_cost")?);
    let own_key = told.get("is_byok")? == Some(&Node::Bool(true));
    let upstream = amount(told.get("upstream_inference_cost")?).filter(|_| own_key).unwrap_or_default();
    usage.cost = fee.and_then(|fee| fee.checked_add(upstream));
    let event = Event::new("openrouter.generation").with_model(told.text("model")?).with_usage(Some(usage));
    Ok(Event {
        provider: Some("openrouter"),
        answer_id: told.text("id")?.map(str::to_owned),
        ends: true,
        ..event
    })
}
