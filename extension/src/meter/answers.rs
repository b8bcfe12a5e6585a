//! Answers that an account has been charged for, by the names that they have.
//!
//! They stand among the idempotency keys and are kept as long: the first claim of a name does not wait, and a second
//! claim waits until the first is committed or gone. A name is free again where its call was refused, or charged and then
//! refunded.

use serde_json::{Value, json};

use crate::clock;
use crate::error::Result;
use crate::store::{Db, idempotency};

const OPERATION: &str = "answer";

/// Whether the account has been charged for an answer; if not, it is claimed for this transaction.
pub fn was_charged(db: &mut Db, account: &str, answer: &str) -> Result<bool> {
    let now = clock::from_utc(clock::now()?)?;
    if idempotency::claim(db, account, answer, OPERATION, &Value::Null, now)? {
        idempotency::answer(db, account, answer, json!({}))?;
        return Ok(false);
    }
    Ok(!idempotency::claim_again(db, account, answer, OPERATION, now)?)
}

/// Keeps the row that an answer was charged by; `None`: it was refused.
pub fn charged(db: &mut Db, account: &str, answer: &str, usage_id: Option<i64>) -> Result<()> {
    match usage_id {
        Some(usage_id) => idempotency::answer(db, account, answer, json!({ "usage_id": usage_id })),
        None => Ok(()),
    }
}
