//! One answer out of the events of a stream.
//!
//! Usage is known only when the stream reached its end: what an earlier event reports is then replaced, and a stream
//! that broke off says only that at least so much was used.

use std::collections::BTreeMap;

use super::anthropic::{Fields, Message};
use super::event::Event;
use super::node::Node;
use super::shapes;
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
    /// The answer that the events belong to; a text can hold several.
    id: Option<String>,
    /// Answers before this one.
    earlier: u32,
    /// This answer reported, or ended.
    answered: bool,
    /// Something unreadable came, and no usage after it.
    unreadable_since_usage: bool,
}

/// State of a Messages stream.
#[derive(Default)]
struct Messages {
    fields: Fields,
    seen: bool,
    started: bool,
}

impl Stream {
    pub fn new(hint: Option<String>) -> Self {
        Stream { hint, ..Stream::default() }
    }

    pub fn take(&mut self, node: &Node) -> Result<(), ResponseError> {
        let event = shapes::read(node, self.hint.as_deref())?;
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
        if event.id.is_some() {
            self.belongs_to(event.id);
        } else if self.ended && event.shape.starts_with("ollama.") {
            // its answers have no id, and each is done once
            self.begin_anew();
        }
        if event.usage.is_none() {
            return;
        }
        self.usage = event.usage;
        self.answered = true;
        self.unreadable_since_usage = false;
        self.ended |= event.ends || self.finished;
    }

    fn message(&mut self, message: Message) {
        if message.starts {
            self.belongs_to(message.id);
            self.messages.started = true;
        }
        let state = &mut self.messages;
        state.seen = true;
        if message.fields != Fields::default() {
            self.unreadable_since_usage = false;
            self.answered |= message.stops;
        }
        state.fields.then(message.fields);
        self.usage = state.fields.usage();
        self.ended |= message.stops;
    }

    /// Begins anew where an answer with another id begins.
    fn belongs_to(&mut self, id: Option<String>) {
        if self.id.is_some() && self.id != id {
            self.begin_anew();
        }
        self.id = id;
    }

    fn begin_anew(&mut self) {
        self.earlier += u32::from(self.answered);
        self.answered = false;
        self.ended = false;
        self.finished = false;
        self.usage = None;
        self.messages = Messages::default();
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

    /// Whether each report of this stream is whole and replaces the one before.
    pub fn replaces_reports(&self) -> bool {
        matches!(self.shape, Some("openai.chat" | "google.generate_content"))
    }

    pub fn into_hint(self) -> Option<String> {
        self.hint
    }

    pub fn is_of(&self, shape: &str) -> bool {
        self.shape == Some(shape)
    }

    pub fn finish(self) -> Result<Extracted, ResponseError> {
        let messages = &self.messages;
        let lost_start = messages.seen && !messages.started && !messages.fields.has_whole_input();
        let complete = self.ended && !self.refused && !self.unreadable_since_usage && !lost_start;
        let shape = self.shape.unwrap_or(if self.refused { "error" } else { "unknown" });
        Parts {
            provider: self.hint.or(self.provider.map(str::to_owned)),
            model: self.model,
            shape,
            service_tier: self.service_tier,
            usage: self.usage,
            complete,
            answers: self.earlier + u32::from(self.shape.is_some()),
        }
        .extracted()
    }
}

/// The usage of a single body, which is final unless the body says that the answer is not finished.
pub fn body(node: &Node, hint: Option<String>) -> Result<Parts, ResponseError> {
    let event = shapes::read(node, hint.as_deref())?;
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
        answers: u32::from(!matches!(event.shape, "error" | "unknown")),
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
    pub answers: u32,
}

impl Parts {
    pub fn extracted(self) -> Result<Extracted, ResponseError> {
        let usage = self.usage.unwrap_or_default();
        let counts = Some(usage.counts.in_range()?).filter(|counts| !counts.is_empty());
        let known = self.complete;
        Ok(Extracted {
            provider: self.provider,
            model: self.model,
            shape: self.shape,
            counts: counts.filter(|_| known),
            at_least: counts.filter(|_| !known),
            other_units: if known { usage.other_units } else { BTreeMap::new() },
            service_tier: usage.service_tier.or(self.service_tier),
            reported_cost: usage.cost.filter(|_| known),
            answers: self.answers,
            complete: self.complete,
        })
    }
}
