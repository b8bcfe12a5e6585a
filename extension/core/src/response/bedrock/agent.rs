//! The trace of an agent: it asks a model once or more, in steps that each tell their own usage.

use super::tokens;
use crate::response::ResponseError;
use crate::response::event::Event;
use crate::response::node::Node;

/// Its events add up to what the answer has used.
pub const SHAPE: &str = "bedrock.agent";

const STEPS: [&str; 5] = [
    "preProcessingTrace",
    "orchestrationTrace",
    "postProcessingTrace",
    "routingClassifierTrace",
    "customOrchestrationTrace",
];

pub fn read(node: &Node) -> Result<Option<Event>, ResponseError> {
    let Some(trace) = node.at(&["trace", "trace"])? else { return Ok(None) };
    let mut event = Event::new(SHAPE);
    let mut found = false;
    for name in STEPS {
        let Some(step) = trace.get(name)? else { continue };
        found = true;
        if let Some(asked) = step.get("modelInvocationInput")? {
            event.model = asked.text("foundationModel")?.map(str::to_owned);
        }
        if let Some(reported) = step.at(&["modelInvocationOutput", "metadata", "usage"])? {
            event = event.with_usage(Some(tokens(reported)?));
            event.ends = event.usage.is_some();
        }
    }
    Ok(found.then_some(event))
}
