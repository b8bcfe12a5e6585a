//! One effect for one `(account, idempotency_key)`: a retry gets the first answer, refusals included.

use serde_json::Value;

use super::verdict::Verdict;
use crate::error::{MeterError, Result};
use crate::store::{Db, idempotency};

/// A call's key and the arguments that a retry must repeat.
pub struct Keyed {
    pub account: String,
    pub key: String,
    pub operation: &'static str,
    pub request: Value,
}

/// Runs `work` under a key, or answers with what it gave the first time.
pub fn once(db: &mut Db, keyed: &Keyed, work: impl FnOnce(&mut Db) -> Result<Verdict>) -> Result<Verdict> {
    let Keyed { account, key, operation, request } = keyed;
    if idempotency::claim(db, account, key, operation, request)? {
        let verdict = work(db)?;
        let kept =
            serde_json::to_value(&verdict).map_err(|_| MeterError::Internal("a verdict is no JSON"))?;
        idempotency::answer(db, account, key, kept)?;
        return Ok(verdict);
    }
    let first = idempotency::read(db, account, key, operation, request)?;
    if !first.same_request {
        let difference = difference(operation, request, &first);
        return Err(MeterError::IdempotencyConflict { key: key.clone(), difference });
    }
    serde_json::from_value(first.verdict).map_err(|_| MeterError::Internal("a kept verdict cannot be read"))
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
