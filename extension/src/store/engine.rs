//! The engine in SQL (`sql/engine`): a call that the fast path does not do is handed to it, whole.

use chrono::{DateTime, SecondsFormat, Utc};
use pgrx::JsonB;
use pgrx::prelude::*;
use serde_json::{Value, json};
use token_meter_core::call::Call;

use super::conditions_column;
use super::counters::Place;
use super::db::{Db, Row, statement};
use super::limits::Limit;
use crate::clock;
use crate::error::{MeterError, Result};

statement!(CHARGE, "engine_charge.sql", [TEXTOID, TEXTOID]);
statement!(MAKE_ACCOUNT, "engine_make_account.sql", [TEXTOID, TIMESTAMPTZOID]);
statement!(REFUSE, "engine_refuse.sql", [TEXTOID, TEXTOID, INT8OID]);
statement!(ANSWER_WITHIN, "engine_answer_within.sql", [TEXTOID, TEXTOID, INT8OID]);
statement!(AWAIT_SLICE, "engine_await_slice.sql", [TEXTOID, INT8OID, TIMESTAMPTZOID]);
statement!(MAKE_READY, "engine_make_ready.sql", [TEXTOID, INT8OID, TIMESTAMPTZOID, TIMESTAMPTZOID]);
statement!(TELL_REACHED, "engine_tell_reached.sql", [INT8ARRAYOID, TIMESTAMPTZOID]);
statement!(CHECK, "engine_check.sql", [TEXTOID]);
statement!(RESERVE, "engine_reserve.sql", [TEXTOID, TIMESTAMPTZOID]);
statement!(SETTLE, "engine_settle.sql", [INT8OID, TEXTOID, TEXTOID, JSONBOID]);
statement!(BATCH, "engine_batch.sql", [TEXTOID, INT4ARRAYOID, TIMESTAMPTZOID]);

/// A verdict as it is kept.
pub type Kept = Value;

/// `answer`: the name of the answer that the call was read from.
pub fn charge(db: &mut Db, call: &Call, answer: Option<&str>) -> Result<Kept> {
    only(db.rows(&CHARGE, &[as_row(call).into(), answer.into()], kept)?)
}

/// Makes the account of a call, on the default plan.
pub fn make_account(db: &mut Db, call: &Call) -> Result<()> {
    db.execute(&MAKE_ACCOUNT, &[call.account.as_str().into(), clock::from_utc(call.at)?.into()]).map(drop)
}

/// Has a limit that does not let a call pass refuse it: the denial is recorded.
pub fn refuse(db: &mut Db, call: &Call, limit: &Limit) -> Result<Kept> {
    only(db.rows(&REFUSE, &[as_row(call).into(), limit.payer.as_str().into(), limit.id.into()], kept)?)
}

/// The longest answer that a limit which caps has room for, where it has none for all of it, or 0; `None`: it refuses the call. Its counter is locked.
pub fn answer_within(db: &mut Db, call: &Call, limit: &Limit) -> Result<Option<i64>> {
    let args = [as_row(call).into(), limit.payer.as_str().into(), limit.id.into()];
    Ok(db.rows(&ANSWER_WITHIN, &args, |row| row.get(1))?.pop().flatten())
}

/// When the slice of a window starts that another session has begun, once it has; `None`: nobody has.
pub fn await_slice(db: &mut Db, place: Place) -> Result<Option<TimestampWithTimeZone>> {
    let args = [place.account.into(), place.limit_id.into(), place.now.into()];
    Ok(db.row(&AWAIT_SLICE, &args, |row| row.get(1))?.flatten())
}

/// Makes the counter of a place where it is missing, brings it up to date where it is stale, and locks it. Answers when its period starts: of a
/// window, another session, whose clock is ahead, may have begun the next slice.
pub fn make_ready(db: &mut Db, place: Place) -> Result<TimestampWithTimeZone> {
    let args = [place.account.into(), place.limit_id.into(), place.at.into(), place.now.into()];
    db.row(&MAKE_READY, &args, |row| row.need(1))?.ok_or(MeterError::Internal("no counter was made ready"))
}

/// Tells of the thresholds that counters have reached, which are charged and locked.
pub fn tell_reached(db: &mut Db, counters: Vec<i64>, now: TimestampWithTimeZone) -> Result<()> {
    db.execute(&TELL_REACHED, &[counters.into(), now.into()]).map(drop)
}

pub fn check(db: &mut Db, call: &Call) -> Result<Kept> {
    only(db.rows(&CHECK, &[as_row(call).into()], kept)?)
}

pub fn reserve(db: &mut Db, call: &Call, until: TimestampWithTimeZone) -> Result<Kept> {
    only(db.rows(&RESERVE, &[as_row(call).into(), until.into()], kept)?)
}

/// `actuals`: what a retry must repeat.
pub fn settle(db: &mut Db, hold_id: i64, call: &Call, answer: Option<&str>, actuals: &Value) -> Result<Kept> {
    let args = [hold_id.into(), as_row(call).into(), answer.into(), JsonB(actuals.clone()).into()];
    only(db.rows(&SETTLE, &args, kept)?)
}

/// Charges the calls of a batch's events, by their places in it; a verdict each, in their order.
pub fn charge_all(db: &mut Db, calls: &[(usize, &Call)], now: DateTime<Utc>) -> Result<Vec<Kept>> {
    let events = calls.iter().map(|(event, _)| event + 1).max().unwrap_or_default();
    let mut rows = vec!["null".to_owned(); events];
    let mut places = Vec::with_capacity(calls.len());
    for (event, call) in calls {
        rows[*event] = as_row(call);
        places.push(i32::try_from(event + 1).map_err(|_| MeterError::Internal("too many events"))?);
    }
    let args = [format!("[{}]", rows.join(",")).into(), places.into(), clock::from_utc(now)?.into()];
    db.rows(&BATCH, &args, kept)
}

fn kept(row: &Row) -> Result<Kept> {
    Ok(row.need::<JsonB>(1)?.0)
}

fn only(mut rows: Vec<Kept>) -> Result<Kept> {
    rows.pop().ok_or(MeterError::Internal("the engine gave no verdict"))
}

/// A call as a row of the log in the making, the text of a JSON object. Metadata is kept as it is, never looked into.
fn as_row(call: &Call) -> String {
    let counts = &call.counts;
    let fields = json!({
        "account": call.account, "at": call.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        "provider": call.provider, "model": call.model, "operation": call.operation, "operation_id": call.operation_id,
        "session_id": call.session_id, "key_source": call.key_source, "service_tier": call.service_tier,
        "conditions": conditions_column(&call.conditions), "input_tokens": counts.input, "output_tokens": counts.output,
        "tokens": counts.total(), "cache_read_tokens": counts.cache_read, "cache_write_tokens": counts.cache_write,
        "reasoning_tokens": counts.reasoning, "audio_input_tokens": counts.audio_input,
        "audio_output_tokens": counts.audio_output,
        "other_units": (!call.units.is_empty()).then(|| call.units.to_json()), "requests": 1, "enforced": call.enforce,
        "reported_cost": call.reported_cost.map(|cost| cost.normalize().to_string()),
        "marks": (!call.marks.is_empty()).then_some(&call.marks),
    });
    let mut row = fields.to_string();
    if let (Some(metadata), Some('}')) = (&call.metadata, row.pop()) {
        row.push_str(",\"metadata\":");
        row.push_str(metadata);
    }
    row.push('}');
    row
}
