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

/// Claims an answer's name for this transaction. `false`: it has been claimed before, and the engine in SQL finds out what became of it.
pub fn claim(db: &mut Db, account: &str, answer: &str) -> Result<bool> {
    let now = clock::from_utc(clock::now()?)?;
    idempotency::claim(db, account, answer, OPERATION, &Value::Null, now)
}

/// Keeps the row that an answer was charged by.
pub fn charged(db: &mut Db, account: &str, answer: &str, usage_id: i64) -> Result<()> {
    idempotency::answer(db, account, answer, json!({ "usage_id": usage_id }))
}
