//! Events that are charged at once, with the numbers that people know them by.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::error::Error;

/// A chunk of so many bytes is charged, however few events it has.
const BYTES_MAX: usize = 4 << 20;

#[derive(Default)]
pub struct Chunk {
    /// The events, with commas between them.
    json: String,
    numbers: Vec<u64>,
    /// Events that a second run would charge again.
    pub without_key: u64,
}

impl Chunk {
    pub fn push(&mut self, number: u64, event: &RawValue, key_prefix: Option<&str>) {
        if !self.json.is_empty() {
            self.json.push(',');
        }
        let keyed = match (has_key(event.get()), key_prefix) {
            (Some(false), Some(prefix)) => with_key(event.get(), &format!("{prefix}:{number}")),
            (Some(false), None) => {
                self.without_key += 1;
                None
            }
            _ => None, // what is no object the server tells
        };
        self.json.push_str(keyed.as_deref().unwrap_or(event.get()));
        self.numbers.push(number);
    }

    pub fn is_full(&self, events_max: u32) -> bool {
        self.numbers.len() as u64 >= events_max.into() || self.json.len() >= BYTES_MAX
    }

    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    pub fn len(&self) -> u64 {
        self.numbers.len() as u64
    }

    pub fn last(&self) -> Option<u64> {
        self.numbers.last().copied()
    }

    pub fn json(&self) -> String {
        format!("[{}]", self.json)
    }

    /// The number of an event by its place in the chunk, from 1.
    pub fn number(&self, place: &str) -> u64 {
        let place = place.parse::<usize>().unwrap_or_default().wrapping_sub(1);
        self.numbers.get(place).copied().unwrap_or_default()
    }

    /// The error of a chunk that was not charged, or of which nobody knows.
    pub fn stopped_by(&self, error: Error, keyed: bool) -> Error {
        let (first, last) =
            (self.numbers.first().copied().unwrap_or_default(), self.last().unwrap_or_default());
        match error {
            Error::Server(db) => {
                let message = self.renumbered(db.message());
                let hint = format!("Not charged: {}. {}", span(first, last), self.how(first, keyed));
                Error::Stopped { message, db: Some(db), hint }
            }
            other => Error::Stopped {
                message: other.to_string(),
                db: None,
                hint: format!(
                    "Nobody has heard of the charge of {}: run it again where they have idempotency keys, \
                     else look for the first of them in \"token-meter history\".",
                    span(first, last)
                ),
            },
        }
    }

    /// `event 2: …` of the server counts within the chunk.
    fn renumbered(&self, message: &str) -> String {
        let told = message.strip_prefix("event ").and_then(|rest| rest.split_once(": "));
        match told {
            Some((place, problem)) if place.bytes().all(|byte| byte.is_ascii_digit()) => {
                format!("event {}: {problem}", self.number(place))
            }
            _ => message.to_owned(),
        }
    }

    pub fn how_to_go_on(&self, charged_to: Option<u64>, keyed: bool) -> String {
        let first = self.numbers.first().copied().or(charged_to.map(|last| last + 1)).unwrap_or(1);
        let charged = match charged_to {
            Some(last) => format!("Events up to {last} are done."),
            None => "Nothing was charged.".to_owned(),
        };
        format!("{charged} {}", self.how(first, keyed))
    }

    fn how(&self, first: u64, keyed: bool) -> String {
        if keyed {
            "Run it again with the same --key-prefix: what is charged is not charged again.".to_owned()
        } else {
            format!("Go on with --from-event {first}.")
        }
    }
}

fn span(first: u64, last: u64) -> String {
    if first == last { format!("event {first}") } else { format!("events {first} to {last}") }
}

/// `None`: it is no object.
fn has_key(event: &str) -> Option<bool> {
    let fields: BTreeMap<String, &RawValue> = serde_json::from_str(event).ok()?;
    Some(fields.get("idempotency_key").is_some_and(|key| key.get() != "null"))
}

fn with_key(event: &str, key: &str) -> Option<String> {
    let mut fields: BTreeMap<String, Box<RawValue>> = serde_json::from_str(event).ok()?;
    fields.insert("idempotency_key".to_owned(), to_raw_value(&Value::from(key)).ok()?);
    serde_json::to_string(&fields).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::Chunk;

    fn chunk(events: &[(u64, &str)], prefix: Option<&str>) -> Chunk {
        let mut chunk = Chunk::default();
        for (number, event) in events {
            if let Ok(event) = serde_json::from_str::<&RawValue>(event) {
                chunk.push(*number, event, prefix);
            }
        }
        chunk
    }

    #[test]
    fn a_key_is_given_to_those_that_have_none() {
        let events = [
            (7, "{\"cost\": 1.50}"),
            (9, "{\"idempotency_key\": \"k\"}"),
            (10, "{\"idempotency_key\": null}"),
            (11, "17"),
        ];
        let keyed = chunk(&events, Some("no\"v"));
        assert_eq!(
            keyed.json(),
            "[{\"cost\":1.50,\"idempotency_key\":\"no\\\"v:7\"},{\"idempotency_key\": \"k\"},\
             {\"idempotency_key\":\"no\\\"v:10\"},17]"
        );
        let plain = chunk(&events, None);
        assert_eq!((keyed.without_key, plain.without_key), (0, 2));
        assert!(plain.json().contains("\"cost\": 1.50"));
    }

    #[test]
    fn the_server_counts_within_the_chunk() {
        let chunk = chunk(&[(7, "{}"), (9, "{}")], None);
        assert_eq!(chunk.renumbered("event 2: unknown argument \"x\""), "event 9: unknown argument \"x\"");
        assert_eq!(chunk.renumbered("too many events"), "too many events");
        assert_eq!((chunk.len(), chunk.last(), chunk.number("1")), (2, Some(9), 7));
    }
}
