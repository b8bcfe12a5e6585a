//! A record of Bedrock's log of model invocations. It counts as the metrics do, whatever the body of the model's answer is.

use super::counted;
use crate::response::ResponseError;
use crate::response::count::count;
use crate::response::event::Event;
use crate::response::node::Node;

pub fn read(node: &Node) -> Result<Option<Event>, ResponseError> {
    if node.text("schemaType")? != Some("ModelInvocationLog") {
        return Ok(None);
    }
    let told = |side: &str, key: &str| match node.get(side)? {
        Some(side) => count(side, &[key]),
        None => Ok(None),
    };
    let usage = counted(
        told("input", "inputTokenCount")?,
        told("output", "outputTokenCount")?,
        told("input", "cacheReadInputTokenCount")?,
        told("input", "cacheWriteInputTokenCount")?,
    );
    let id = node.text("requestId")?.map(str::to_owned);
    let mut event = Event::new("bedrock.log").with_model(node.text("modelId")?).with_usage(usage);
    event.ends = event.usage.is_some();
    // each record is a call of its own
    event.id.clone_from(&id);
    event.answer_id = id;
    Ok(Some(event))
}
