use pgrx::JsonB;
use pgrx::prelude::*;
use serde_json::{Value, json};

use super::db::{Db, statement};
use crate::error::{MeterError, Result};

statement!(CLAIM, "idempotency_claim.sql", [TEXTOID, TEXTOID, TEXTOID, JSONBOID, TIMESTAMPTZOID]);
statement!(READ, "idempotency_read.sql", [TEXTOID, TEXTOID, TEXTOID, JSONBOID]);
statement!(ANSWER, "idempotency_answer.sql", [TEXTOID, TEXTOID, JSONBOID]);

/// Claims a key for a request. Waits where another transaction is deciding under it; `false`: it has been answered.
pub fn claim(
    db: &mut Db,
    account: &str,
    key: &str,
    operation: &str,
    request: &Value,
    now: TimestampWithTimeZone,
) -> Result<bool> {
    let args =
        [account.into(), key.into(), operation.into(), JsonB(without_defaults(request)).into(), now.into()];
    Ok(db.row(&CLAIM, &args, |row| row.need::<bool>(1))?.is_some())
}

/// What a key was first used for, and the answer.
pub struct Answered {
    pub verdict: Value,
    pub same_request: bool,
    pub operation: String,
    pub request: Value,
}

pub fn read(db: &mut Db, account: &str, key: &str, operation: &str, request: &Value) -> Result<Answered> {
    let args = [account.into(), key.into(), operation.into(), JsonB(without_defaults(request)).into()];
    let answered = db.row(&READ, &args, |row| {
        Ok(Answered {
            verdict: row.need::<JsonB>(1)?.0,
            same_request: row.need(2)?,
            operation: row.need(3)?,
            request: row.need::<JsonB>(4)?.0,
        })
    })?;
    answered.ok_or(MeterError::Internal("an idempotency key is gone"))
}

/// A request as it is kept: without what is left at its default, which most of it is.
pub fn without_defaults(request: &Value) -> Value {
    let is_default = |value: &Value| value.is_null() || value == &json!(0) || value == &json!({});
    match request {
        Value::Object(parts) => parts
            .iter()
            .filter(|(_, part)| !is_default(part))
            .map(|(name, part)| (name.clone(), part.clone()))
            .collect(),
        other => other.clone(),
    }
}

pub fn answer(db: &mut Db, account: &str, key: &str, verdict: Value) -> Result<()> {
    db.execute(&ANSWER, &[account.into(), key.into(), JsonB(verdict).into()]).map(drop)
}
