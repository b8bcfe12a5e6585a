//! APIs of a shape of their own that report the two counts, or an amount of something else, and nothing more.

use rust_decimal::Decimal;

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
    if let Some(event) = without_tokens(node, hint)? {
        return Ok(Some(event));
    }
    let (shape, input, output) =
        if let Some(metrics) = node.get("metrics")?.filter(|it| it.has("input_token_count")) {
            ("replicate", count(metrics, &["input_token_count"])?, count(metrics, &["output_token_count"])?)
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

/// What is billed by seconds, pages or characters, and counts no tokens.
fn without_tokens(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    let spoken =
        node.has("text") && ["segments", "words", "language", "task"].iter().any(|key| node.has(key));
    let about = node.get("metadata")?;
    let mut usage = Usage::default();
    let shape = if node.has("audio_duration") && node.has("text") {
        usage.unit("audio_second", amount(node.get("audio_duration")?));
        "assemblyai"
    } else if let Some(info) = node.get("usage_info")? {
        usage.unit("page", count(info, &["pages_processed"])?);
        "mistral.ocr"
    } else if spoken && node.has("duration") {
        let groq = hint == Some("groq") || hint.is_none() && node.has("x_groq");
        let seconds = amount(node.get("duration")?);
        let billed = seconds.map(|seconds| if groq { seconds.max(GROQ_SECONDS_MIN) } else { seconds });
        usage.unit("audio_second", billed);
        "openai.transcriptions"
    } else if let Some(about) = about.filter(|about| about.has("duration") && node.has("results")) {
        usage.unit("audio_second", amount(about.get("duration")?));
        "deepgram"
    } else if let Some(info) = node.get("extra_info")?.filter(|info| info.has("usage_characters")) {
        usage.unit("character", count(info, &["usage_characters"])?);
        "minimax.speech"
    } else {
        return Ok(None);
    };
    let id = match node.at(&["x_groq", "id"])? {
        Some(Node::Text(id)) => Some(id.as_ref()),
        _ if shape == "assemblyai" => node.text("id")?,
        _ => about.map(|about| about.text("request_id")).transpose()?.flatten(),
    };
    let mut event = Event::new(shape).with_model(node.text("model")?).with_usage(Some(usage));
    event.provider = node.has("x_groq").then_some("groq");
    event.answer_id = id.map(str::to_owned);
    event.ends = event.usage.is_some();
    Ok(Some(event))
}

/// Groq bills a request for at least so many seconds.
const GROQ_SECONDS_MIN: Decimal = Decimal::TEN;

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
