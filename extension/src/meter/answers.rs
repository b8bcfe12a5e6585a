//! Answers that an account has been charged for, by the names that they have.
//!
//! They stand among the idempotency keys and are kept as long: the first claim of a name does not wait, and a second
//! claim waits until the first is committed or gone. A name that was claimed for a call which was then refused is free.

use serde_json::{Value, json};

use crate::clock;
use crate::error::Result;
use crate::store::{Db, idempotency};

const OPERATION: &str = "answer";

/// Whether the account has been charged for an answer; if not, it is claimed for this transaction.
pub fn was_charged(db: &mut Db, account: &str, answer: &str) -> Result<bool> {
    let now = clock::from_utc(clock::now()?)?;
    let nothing = Value::Null;
    if idempotency::claim(db, account, answer, OPERATION, &nothing, now)? {
        idempotency::answer(db, account, answer, json!({}))?;
        return Ok(false);
    }
    let first = idempotency::read(db, account, answer, OPERATION, &nothing)?;
    Ok(first.verdict.get("usage_id").is_some_and(|usage_id| !usage_id.is_null()))
}

/// Keeps the row that an answer was charged by; `None`: it was refused.
pub fn charged(db: &mut Db, account: &str, answer: &str, usage_id: Option<i64>) -> Result<()> {
    match usage_id {
        Some(usage_id) => idempotency::answer(db, account, answer, json!({ "usage_id": usage_id })),
        None => Ok(()),
    }
}
