//! One effect for one `(account, idempotency_key)`: a retry gets the first answer, refusals included.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

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
pub fn once<T: Serialize + DeserializeOwned>(
    db: &mut Db,
    keyed: Keyed,
    work: impl FnOnce(&mut Db) -> Result<T>,
) -> Result<T> {
    let Keyed { account, key: Some(key), operation, request } = keyed else { return work(db) };
    let (key, request) = (key.as_str(), &request());
    let now = clock::from_utc(clock::now()?)?;
    if idempotency::claim(db, account, key, operation, request, now)? {
        let answer = work(db)?;
        let kept = serde_json::to_value(&answer).map_err(|_| MeterError::Internal("an answer is no JSON"))?;
        idempotency::answer(db, account, key, kept)?;
        return Ok(answer);
    }
    let first = idempotency::read(db, account, key, operation, request)?;
    if !first.same_request {
        let difference = difference(operation, request, &first);
        return Err(MeterError::IdempotencyConflict { key: key.to_owned(), difference });
    }
    serde_json::from_value(first.verdict).map_err(|_| MeterError::Internal("a kept answer cannot be read"))
}

fn difference(operation: &str, request: &Value, first: &idempotency::Answered) -> String {
    if first.operation != operation {
        return format!("The first request was \"{}\", this one is \"{operation}\".", first.operation);
    }
    let empty = serde_json::Map::new();
    let (now, then) = (request.as_object().unwrap_or(&empty), first.request.as_object().unwrap_or(&empty));
    let changed = now.iter().find(|(name, value)| then.get(*name) != Some(*value));
    match changed {
        Some((name, value)) => {
            format!("{name} was {}, now it is {value}.", then.get(name).unwrap_or(&Value::Null))
        }
        None => "The arguments differ.".into(),
    }
}
