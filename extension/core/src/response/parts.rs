//! What was read of an answer, before it is known whether its usage counts.

use std::collections::BTreeMap;

use super::event::{Event, Made};
use super::node::Node;
use super::shapes;
use super::tools::Tools;
use super::units::Usage;
use super::{Extracted, ResponseError};

/// The usage of a single body, which is final unless the body says that the answer is not finished.
pub fn body(node: &Node, hint: Option<String>) -> Result<Parts, ResponseError> {
    let event = shapes::read(node, hint.as_deref())?;
    Ok(of_event(event, hint))
}

/// The same of what was read of a body.
pub fn of_event(event: Event, hint: Option<String>) -> Parts {
    let (usage, stops) = match &event.message {
        Some(message) => (message.fields.usage(), message.stops),
        None => (event.usage, true),
    };
    let complete = stops && !event.unfinished;
    Parts {
        provider: hint.or(event.provider.map(str::to_owned)),
        model: event.model,
        shape: event.shape,
        service_tier: event.service_tier,
        usage,
        complete,
        known: complete,
        answers: u32::from(!matches!(event.shape, "error" | "unknown")),
        told: event.provider,
        id: event.answer_id,
        tools: event.tools,
        made: event.made,
        error: event.error,
        batched: event.batched,
    }
}

pub struct Parts {
    pub provider: Option<String>,
    pub model: Option<String>,
    pub shape: &'static str,
    pub service_tier: Option<String>,
    pub usage: Option<Usage>,
    pub complete: bool,
    /// What it reports is all that was used.
    pub known: bool,
    pub answers: u32,
    /// The provider by the answer's own word.
    pub told: Option<&'static str>,
    pub id: Option<String>,
    pub tools: Tools,
    pub made: Made,
    pub error: Option<String>,
    pub batched: bool,
}

impl Parts {
    pub fn extracted(mut self) -> Result<Extracted, ResponseError> {
        // where no usage is told, its tokens are not known: the tools alone would pass for all that it has used
        let tells_usage = self.usage.is_some();
        let mut usage = self.usage.unwrap_or_default();
        self.tools.of_generation(self.model.as_deref());
        if tells_usage {
            self.tools.count_into(&mut usage, self.model.as_deref());
        }
        self.made.count_into(&mut usage, self.model.as_deref());
        let counts = Some(usage.counts.in_range()?).filter(|counts| !counts.is_empty());
        let known = self.known;
        let tier = usage.service_tier.or(self.service_tier);
        Ok(Extracted {
            provider: self.provider,
            told_provider: self.told,
            model: self.model,
            shape: self.shape,
            counts: counts.filter(|_| known),
            at_least: counts.filter(|_| !known),
            clamped: usage.clamped,
            other_units: if known { usage.other_units } else { BTreeMap::new() },
            service_tier: if self.batched { Some("batch".to_owned()) } else { tier },
            conditions: usage.conditions,
            reported_cost: usage.cost.filter(|_| known),
            id: self.id,
            error: self.error,
            answers: self.answers,
            complete: self.complete,
        })
    }
}
