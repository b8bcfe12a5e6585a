//! APIs of a shape of their own that report the two counts and nothing else.

use super::ResponseError;
use super::count::count;
use super::event::Event;
use super::node::Node;
use super::tokens::{Counts, sum};
use super::units::Usage;

pub fn read(node: &Node) -> Result<Option<Event>, ResponseError> {
    let holder = node.get("result")?.filter(|result| result.has("stats")).unwrap_or(node);
    if let Some(stats) = holder.get("stats")?.filter(|stats| stats.has("total_output_tokens")) {
        return lmstudio(holder, stats).map(Some);
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

fn lmstudio(node: &Node, stats: &Node) -> Result<Event, ResponseError> {
    let counts = Counts {
        input: count(stats, &["input_tokens"])?,
        output: count(stats, &["total_output_tokens"])?,
        reasoning: count(stats, &["reasoning_output_tokens"])?,
        ..Counts::default()
    };
    let event = Event::new("lmstudio.chat")
        .with_model(node.text("model")?.or(node.text("model_instance_id")?))
        .with_usage(Some(Usage::of(counts.clamped())));
    Ok(Event { provider: Some("lmstudio"), ends: true, ..event })
}
