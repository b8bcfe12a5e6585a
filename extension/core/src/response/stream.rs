//! One answer out of the events of a stream.
//!
//! Usage is known only when the stream reached its end: what an earlier event reports is then replaced, and a stream
//! that broke off says only that at least so much was used.

use super::anthropic::{Fields, Message};
use super::event::{self, Event};
use super::node::Node;
use super::units::Usage;
use super::{Extracted, ResponseError};

#[derive(Default)]
pub struct Stream {
    hint: Option<String>,
    shape: Option<&'static str>,
    provider: Option<&'static str>,
    model: Option<String>,
    service_tier: Option<String>,
    usage: Option<Usage>,
    messages: Messages,
    /// Nothing that matters can follow.
    ended: bool,
    /// The text ended; usage that comes now is final.
    finished: bool,
    refused: bool,
    /// Holds more than one answer: the last one's usage is not all of it.
    several: bool,
    final_id: Option<String>,
    /// Something unreadable came, and no usage after it.
    unreadable_since_usage: bool,
}

/// State of a Messages stream.
#[derive(Default)]
struct Messages {
    fields: Fields,
    id: Option<String>,
    seen: bool,
    started: bool,
    /// A message was counted to its end.
    counted: bool,
}

impl Stream {
    pub fn new(hint: Option<String>) -> Self {
        Stream { hint, ..Stream::default() }
    }

    pub fn take(&mut self, node: &Node) -> Result<(), ResponseError> {
        let event = event::read(node, self.hint.as_deref())?;
        self.refused |= event.shape == "error" || node.get("error")?.is_some();
        self.finished |= event.finishes;
        self.provider = self.provider.or(event.provider);
        if event.model.as_deref().is_some_and(|model| !model.is_empty()) && self.model.is_none() {
            self.model.clone_from(&event.model);
        }
        if event.service_tier.is_some() {
            self.service_tier.clone_from(&event.service_tier);
        }
        if !matches!(event.shape, "error" | "unknown") && (self.shape.is_none() || event.usage.is_some()) {
            self.shape = Some(event.shape);
        }
        self.count(event);
        Ok(())
    }

    fn count(&mut self, event: Event) {
        if let Some(message) = event.message {
            self.message(message);
            return;
        }
        if event.usage.is_none() {
            return;
        }
        if event.id.is_some() {
            self.several |= self.final_id.is_some() && self.final_id != event.id;
            self.final_id = event.id;
        }
        self.usage = event.usage;
        self.unreadable_since_usage = false;
        self.ended |= event.ends || self.finished;
    }

    fn message(&mut self, message: Message) {
        let state = &mut self.messages;
        state.seen = true;
        if message.starts {
            self.several |= state.counted && state.id != message.id;
            state.started = true;
            state.id = message.id;
            state.counted = false;
        }
        if message.fields != Fields::default() {
            self.unreadable_since_usage = false;
            state.counted |= message.stops;
        }
        state.fields.then(message.fields);
        self.usage = state.fields.usage();
        self.ended |= message.stops;
    }

    /// An event that cannot be read. What it said is lost; a later report makes up for it.
    pub fn unreadable(&mut self) {
        self.unreadable_since_usage = true;
    }

    /// The stream's own end marker.
    pub fn end(&mut self) {
        self.ended = true;
    }

    pub fn knows_model(&self) -> bool {
        self.model.is_some()
    }

    pub fn is_of(&self, shape: &str) -> bool {
        self.shape == Some(shape)
    }

    pub fn finish(self) -> Extracted {
        let messages = &self.messages;
        let lost_start = messages.seen && !messages.started && !messages.fields.has_whole_input();
        let complete =
            self.ended && !self.refused && !self.several && !self.unreadable_since_usage && !lost_start;
        let shape = self.shape.unwrap_or(if self.refused { "error" } else { "unknown" });
        Parts {
            provider: self.hint.or(self.provider.map(str::to_owned)),
            model: self.model,
            shape,
            service_tier: self.service_tier,
            usage: self.usage,
            complete,
        }
        .into()
    }
}

/// The usage of a single body, which is final unless the body says that the answer is not finished.
pub fn body(node: &Node, hint: Option<String>) -> Result<Parts, ResponseError> {
    let event = event::read(node, hint.as_deref())?;
    let (usage, stops) = match &event.message {
        Some(message) => (message.fields.usage(), message.stops),
        None => (event.usage, true),
    };
    Ok(Parts {
        provider: hint.or(event.provider.map(str::to_owned)),
        model: event.model,
        shape: event.shape,
        service_tier: event.service_tier,
        usage,
        complete: stops && !event.unfinished,
    })
}

/// Everything of an answer, before it is known whether its usage counts.
pub struct Parts {
    pub provider: Option<String>,
    pub model: Option<String>,
    pub shape: &'static str,
    pub service_tier: Option<String>,
    pub usage: Option<Usage>,
    pub complete: bool,
}

impl From<Parts> for Extracted {
    fn from(parts: Parts) -> Self {
        let usage = parts.usage.unwrap_or_default();
        let counts = (!usage.counts.is_empty()).then_some(usage.counts);
        let known = parts.complete;
        Extracted {
            provider: parts.provider,
            model: parts.model,
            shape: parts.shape,
            counts: counts.filter(|_| known),
            at_least: counts.filter(|_| !known),
            other_units: if known { usage.other_units } else { Default::default() },
            service_tier: usage.service_tier.or(parts.service_tier),
            reported_cost: usage.cost.filter(|_| known),
            complete: parts.complete,
        }
    }
}
