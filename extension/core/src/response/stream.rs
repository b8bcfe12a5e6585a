//! One answer out of the events of a stream.
//!
//! Usage is known only when the stream reached its end: what an earlier event reports is then replaced, and a stream
//! that broke off says only that at least so much was used.

use super::anthropic::{Fields, Message};
use super::bedrock;
use super::error;
use super::event::{Event, Made};
use super::google;
use super::node::Node;
use super::parts::Parts;
use super::shapes;
use super::tools::Tools;
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
    /// What the refusal says.
    error: Option<String>,
    /// Usage came with the refusal, or after it: that was used all the same.
    reported_when_refused: bool,
    answer_id: Option<String>,
    tools: Tools,
    made: Made,
    batched: bool,
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
        self.take_event(event, node)
    }

    /// Takes one of the answers that a batch has brought in one body.
    pub fn take_of_batch(&mut self, place: usize, node: &Node) -> Result<(), ResponseError> {
        let event = shapes::read(node, self.hint.as_deref())?;
        let ends = event.usage.is_some();
        self.take_event(Event { id: Some(place.to_string()), batched: true, ends, ..event }, node)
    }

    fn take_event(&mut self, mut event: Event, node: &Node) -> Result<(), ResponseError> {
        if self.is_of(google::LIVE) {
            self.take_turn(&mut event);
        }
        if event.error.is_some() || error::refuses(node)? {
            self.refused = true;
            let told = match &event.error {
                Some(told) => told.clone(),
                None => error::message(node)?.unwrap_or_default(),
            };
            self.error.get_or_insert(told);
        }
        self.finished |= event.finishes;
        self.batched |= event.batched;
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
            self.answer_id = self.answer_id.take().or(event.answer_id);
            return;
        }
        if event.id.is_some() {
            self.belongs_to(event.id);
        } else if self.ended && event.shape.starts_with("ollama.") {
            // its answers have no id, and each is done once
            self.begin_anew();
        }
        self.answer_id = self.answer_id.take().or(event.answer_id);
        self.tools.join(event.tools);
        self.made.join(event.made);
        let Some(usage) = event.usage else { return };
        self.report(usage);
        self.answered = true;
        self.reported_when_refused |= self.refused;
        self.unreadable_since_usage = false;
        self.ended |= event.ends || self.finished;
    }

    /// A message of a live session of Google's. A turn reports once or more, in messages of its content or in ones of their own. Each turn
    /// is an answer, and is billed by itself: what is reported after a turn has ended and reported belongs to the next one.
    fn take_turn(&mut self, event: &mut Event) {
        if event.usage.is_none() {
            return;
        }
        event.shape = google::LIVE;
        event.ends = true;
        if self.finished && self.answered {
            self.begin_anew();
        }
    }

    /// A report replaces the one before, except that nothing undoes nothing: what was used stays used. Those of an agent's steps add up.
    fn report(&mut self, later: Usage) {
        if self.is_of(bedrock::AGENT)
            && let Some(usage) = &mut self.usage
        {
            usage.add(later);
            return;
        }
        let whole = self.shape.is_some_and(|shape| shape.starts_with("google."));
        self.usage = Some(match self.usage.take() {
            Some(earlier) => later.after(earlier, whole),
            None => later,
        });
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
            self.reported_when_refused |= self.refused;
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
        self.answer_id = None;
        self.tools = Tools::default();
        self.made = Made::default();
        self.reported_when_refused = false;
    }

    /// An event that cannot be read. What it said is lost; a later report makes up for it.
    pub fn unreadable(&mut self) {
        self.unreadable_since_usage = true;
    }

    /// The stream's own end marker.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// Whether what was reported last says anything.
    pub fn reports_something(&self) -> bool {
        self.usage.as_ref().is_some_and(|usage| !usage.counts.is_zero())
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
        let known = self.ended && !self.unreadable_since_usage && !lost_start;
        let shape = self.shape.unwrap_or(if self.refused { "error" } else { "unknown" });
        Parts {
            provider: self.hint.or(self.provider.map(str::to_owned)),
            model: self.model,
            shape,
            service_tier: self.service_tier,
            usage: self.usage,
            complete: known && !self.refused,
            known: known && (!self.refused || self.reported_when_refused),
            answers: self.earlier + u32::from(self.shape.is_some()),
            told: self.provider,
            id: self.answer_id,
            tools: self.tools,
            made: self.made,
            error: self.error,
            batched: self.batched,
        }
        .extracted()
    }
}
