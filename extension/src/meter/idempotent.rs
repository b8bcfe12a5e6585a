//! One effect for one `(account, idempotency_key)`: a retry gets the first answer, refusals included.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::verdict::Verdict;
use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::{Db, idempotency};

/// A call's key and the arguments that a retry must repeat.
pub struct Keyed<'a> {
    pub account: &'a str,
    /// `None`: each call counts.
    pub key: Option<String>,
    pub operation: &'static str,
    pub request: &'a dyn Fn() -> Value,
}

/// Runs `work` under a key, or answers with what it gave the first time.
pub fn once(db: &mut Db, keyed: Keyed, work: impl FnOnce(&mut Db) -> Result<Verdict>) -> Result<Verdict> {
    let Keyed { account, key: Some(key), operation, request } = keyed else { return work(db) };
    let (key, request) = (key.as_str(), &request());
    let now = clock::from_utc(clock::now()?)?;
    if idempotency::claim(db, account, key, operation, request, now)? {
        let answer = work(db)?;
        idempotency::answer(db, account, key, answer.to_json())?;
        return Ok(answer);
    }
    earlier(db, account, key, operation, request)
}

/// What was answered first under a key that this request repeats.
fn earlier(db: &mut Db, account: &str, key: &str, operation: &str, request: &Value) -> Result<Verdict> {
    let first = idempotency::read(db, account, key, operation, request)?;
    if !first.same_request {
        let difference = difference(operation, request, &first);
        return Err(MeterError::IdempotencyConflict { key: key.to_owned(), difference });
    }
    Verdict::kept(first.verdict)
}

/// A request of many, under a key or not.
pub struct Request<'a> {
    pub account: &'a str,
    pub key: Option<&'a str>,
    pub operation: &'static str,
    pub request: Value,
}

/// Runs `work` on the requests that are new, by their places, and answers the others with what they got the first time. Keys
/// are claimed in one order, so that two batches do not wait for each other.
pub fn each_once(
    db: &mut Db,
    requests: &[Request],
    work: impl FnOnce(&mut Db, &[usize]) -> Result<Vec<Verdict>>,
) -> Result<Vec<Verdict>> {
    let now = clock::from_utc(clock::now()?)?;
    let mut answers: Vec<Option<Verdict>> = vec![None; requests.len()];
    let mut new: Vec<usize> = Vec::new();
    let mut keyed: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (place, request) in requests.iter().enumerate() {
        match request.key {
            Some(key) => keyed.entry((request.account, key)).or_default().push(place),
            None => new.push(place),
        }
    }
    let mut repeated = Vec::new();
    for ((account, key), places) in &keyed {
        let first = &requests[places[0]];
        if idempotency::claim(db, account, key, first.operation, &first.request, now)? {
            new.push(places[0]);
            repeated.extend(places.iter().skip(1).map(|place| (*place, *account, *key)));
        } else {
            for place in places {
                let Request { operation, request, .. } = &requests[*place];
                let answer =
                    earlier(db, account, key, operation, request).map_err(|error| error.of_event(*place));
                answers[*place] = Some(answer?);
            }
        }
    }
    new.sort_unstable();
    for (place, answer) in new.iter().zip(work(db, &new)?) {
        if let Request { account, key: Some(key), .. } = requests[*place] {
            idempotency::answer(db, account, key, answer.to_json())?;
        }
        answers[*place] = Some(answer);
    }
    for (place, account, key) in repeated {
        let Request { operation, request, .. } = &requests[place];
        answers[place] =
            Some(earlier(db, account, key, operation, request).map_err(|error| error.of_event(place))?);
    }
    answers.into_iter().map(|answer| answer.ok_or(MeterError::Internal("a request has no answer"))).collect()
}

fn difference(operation: &str, request: &Value, first: &idempotency::Answered) -> String {
    if first.operation != operation {
        return format!("The first request was \"{}\", this one is \"{operation}\".", first.operation);
    }
    let then =
        |name: &str, now: &Value| first.request.get(name).cloned().unwrap_or_else(|| unsaid(name, now));
    let named = request.as_object().into_iter().flatten();
    let changed = named.map(|(name, now)| (name, then(name, now), now)).find(|(_, then, now)| then != *now);
    match changed {
        Some((name, then, now)) => format!("{name} was {then}, now it is {now}."),
        None => "The arguments differ.".into(),
    }
}

/// What a part of a request says that is kept without it.
fn unsaid(part: &str, other: &Value) -> Value {
    match other {
        _ if part == "other_units" => json!({}),
        Value::Number(_) => json!(0),
        _ => Value::Null,
    }
}
