//! Anthropic's Messages API, and whoever offers the same.
//!
//! `input_tokens` leaves out cache reads and writes. A stream reports in `message_start` and again in `message_delta`;
//! what it reports is cumulative, so that the largest value of each field holds, and nothing is summed.

mod part;
pub(super) mod steps;

use self::part::Part;
use super::ResponseError;
use super::count::count;
use super::event::Event;
use super::node::Node;
use super::tokens::{Counts, sum};
use super::units::Usage;

/// What an event says of the message it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub id: Option<String>,
    pub fields: Fields,
    pub starts: bool,
    /// Its output is counted to the end.
    pub stops: bool,
}

/// A usage object as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    said: Part,
    /// The sum of the steps of the model that answers.
    steps: Part,
    thinking: Option<i64>,
    total: Option<i64>,
    /// Units, bill and tier.
    rest: Usage,
}

/// Events that can carry usage, and those that say that there is none.
pub fn read(node: &Node) -> Result<Option<Event>, ResponseError> {
    let kind = node.text("type")?.unwrap_or("");
    let (body, stops) = match kind {
        "message_start" => (node.get("message")?.unwrap_or(node), false),
        "message_delta" => (node, node.at(&["delta", "stop_reason"])?.is_some()),
        "message_stop" => return Ok(Some(event(Message::stop()))),
        "content_block_start" | "content_block_delta" | "content_block_stop" | "ping" => {
            return Ok(Some(Event::new(SHAPE)));
        }
        "message" if node.has("role") || node.has("stop_reason") || node.has("usage") => (node, true),
        _ if node.at(&["usage", "cache_read_input_tokens"])?.is_some()
            && node.at(&["usage", "input_tokens"])?.is_some() =>
        {
            (node, true)
        }
        _ => return Ok(None),
    };
    let message = Message {
        id: body.text("id")?.map(str::to_owned),
        fields: match body.get("usage")? {
            Some(usage) => Fields::read(usage)?,
            None => Fields::default(),
        },
        starts: kind == "message_start" || stops && kind != "message_delta",
        stops,
    };
    let mut event = event(message).with_model(body.text("model")?);
    event.ends = stops && kind != "message_delta";
    event.provider = provider(body)?;
    event.answer_id = body.text("id")?.map(str::to_owned);
    Ok(Some(event))
}

const SHAPE: &str = "anthropic.messages";

fn event(message: Message) -> Event {
    Event { message: Some(message), ..Event::new(SHAPE) }
}

/// Others answer in this shape too; only the ids that Anthropic's own hosts give are certain.
fn provider(body: &Node) -> Result<Option<&'static str>, ResponseError> {
    let id = body.text("id")?.unwrap_or("");
    let claude = body.text("model")?.is_some_and(|model| model.starts_with("claude"));
    Ok(match id {
        id if id.starts_with("msg_bdrk_") => Some("bedrock"),
        id if id.starts_with("msg_vrtx_") => Some("google-vertex"),
        id if id.starts_with("msg_01") && claude => Some("anthropic"),
        _ => None,
    })
}

impl Message {
    fn stop() -> Self {
        Message { id: None, fields: Fields::default(), starts: false, stops: true }
    }
}

impl Fields {
    pub fn read(usage: &Node) -> Result<Self, ResponseError> {
        let mut rest = Usage::default().with_common(usage)?;
        let steps = steps::read(usage, &mut rest)?;
        Ok(Fields {
            said: Part::read(usage)?,
            steps,
            thinking: match usage.get("output_tokens_details")? {
                Some(details) => count(details, &["thinking_tokens", "reasoning_tokens"])?,
                None => None,
            },
            total: count(usage, &["total_tokens"])?,
            rest,
        })
    }

    /// Takes a later report of the same message. What is reported is cumulative, so that less undoes nothing, unless it
    /// says that what was input came from the cache, or went into it.
    pub fn then(&mut self, later: Fields) {
        let sides = |part: Part| [part.input, part.cache_read, part.cache_write];
        let before = sides(self.said);
        let moved = [0, 1, 2].map(|at| sides(later.said)[at].or(before[at]));
        let cached = |side: &[Option<i64>; 3]| sum(&side[1..]).unwrap_or(0);
        let corrects = later.said.input.is_some_and(|input| input > 0) && cached(&moved) > cached(&before);
        let all = |side: &[Option<i64>; 3]| sum(side).unwrap_or(0);
        let [input, cache_read, cache_write] = match all(&moved) >= all(&before) || corrects {
            true => moved,
            false => [0, 1, 2].map(|at| moved[at].max(before[at])),
        };
        self.said = Part { input, cache_read, cache_write, ..self.said.or_more(later.said) };
        self.steps = self.steps.or_more(later.steps);
        self.thinking = later.thinking.max(self.thinking);
        self.total = later.total.max(self.total);
        for (unit, amount) in later.rest.other_units {
            let known = self.rest.other_units.entry(unit).or_default();
            *known = amount.max(*known);
        }
        self.rest.cost = later.rest.cost.or(self.rest.cost);
        self.rest.service_tier = later.rest.service_tier.or_else(|| self.rest.service_tier.take());
        self.rest.conditions.extend(later.rest.conditions);
    }

    /// Whether the input is told in full, without an earlier event.
    pub fn has_whole_input(&self) -> bool {
        self.said.input.is_some() && self.said.cache_read.is_some() && self.said.cache_write.is_some()
    }

    pub fn usage(&self) -> Option<Usage> {
        let mut usage = self.rest.clone();
        let total = self.said.input.zip(self.said.output).map(|(input, output)| input + output);
        // Where a total is given and has no room for the cache, the cache is in the input already.
        let inside = self.total.is_some() && self.total == total;
        let mut said = self.said;
        if said.input.is_some() && said.output.is_some() {
            said = said.or_more(self.steps);
        }
        usage = usage.with_counts(Counts {
            input: match said.input {
                Some(input) if inside => Some(input),
                Some(input) => sum(&[Some(input), said.cache_read, said.cache_write]),
                None => None,
            },
            output: said.output,
            cache_read: said.cache_read,
            cache_write: said.cache_write,
            reasoning: self.thinking,
            ..Counts::default()
        });
        usage.unit(
            "cache_write_1h",
            said.cache_write_1h.map(|part| part.min(usage.counts.cache_write.unwrap_or(part))),
        );
        (!usage.says_nothing()).then_some(usage)
    }
}
