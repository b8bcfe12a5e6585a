//! The meter's clock, and moments on it.

use std::ffi::CString;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use pgrx::prelude::*;
use pgrx::{direct_function_call, pg_sys};

use crate::error::{MeterError, Result};
use crate::guc;

/// From the Unix epoch to Postgres' own, 1 January 2000.
const POSTGRES_EPOCH: TimeDelta = TimeDelta::seconds(946_684_800);
/// A caller's clock may be ahead of ours by this much.
const AHEAD_MAX: TimeDelta = TimeDelta::minutes(5);
/// A price set "from now on" by a caller's clock may be behind ours by this much.
const BACKDATING_MAX: TimeDelta = TimeDelta::minutes(1);

/// Now: the real clock, which moves within a transaction, or the one a test has set.
pub fn now() -> Result<DateTime<Utc>> {
    match guc::CLOCK.get() {
        Some(text) if !text.is_empty() => {
            to_utc(from_text(&text.to_string_lossy(), "token_meter.clock")?, "token_meter.clock")
        }
        _ => utc_from_micros(unsafe { pg_sys::GetCurrentTimestamp() }),
    }
}

/// The moment a call speaks of: `at`, checked to be finite and not ahead of the clock, or now.
pub fn moment(at: Option<TimestampWithTimeZone>) -> Result<DateTime<Utc>> {
    let now = now()?;
    let Some(at) = at else { return Ok(now) };
    let at = to_utc(at, "at")?;
    if at > now + AHEAD_MAX {
        return Err(MeterError::invalid(
            "at lies in the future",
            format!("at is {}, now is {}.", at.to_rfc3339(), now.to_rfc3339()),
            "Give the moment of the call, at most 5 minutes ahead of the server's clock.",
        ));
    }
    Ok(at)
}

/// A moment as text, by the session's rules.
pub fn from_text(text: &str, argument: &'static str) -> Result<TimestampWithTimeZone> {
    let text = CString::new(text).map_err(|_| MeterError::Internal("a text has a zero byte"))?;
    let args = [text.as_c_str().into_datum(), pg_sys::InvalidOid.into_datum(), (-1_i32).into_datum()];
    // SAFETY: timestamptz_in takes (cstring, oid, typmod)
    let at = unsafe { direct_function_call::<TimestampWithTimeZone>(pg_sys::timestamptz_in, &args) };
    at.ok_or(MeterError::Null { argument })
}

/// Refuses usage of longer ago than late usage is accepted.
pub fn check_late(at: DateTime<Utc>, days: i64) -> Result<()> {
    if at >= now()? - TimeDelta::days(days) {
        return Ok(());
    }
    Err(MeterError::invalid(
        "at lies too far in the past",
        format!("at is {}, and usage older than {days} days is refused.", at.to_rfc3339()),
        "Setting late_usage_days says how late usage may be recorded.",
    ))
}

/// From when on a price is to hold: `effective_from`, or now. A price never reaches into the past unnoticed.
pub fn effective_from(from: Option<TimestampWithTimeZone>) -> Result<DateTime<Utc>> {
    let now = now()?;
    let from = from.map_or(Ok(now), |from| to_utc(from, "effective_from"))?;
    if from < now - BACKDATING_MAX {
        return Err(MeterError::invalid(
            "effective_from lies in the past",
            format!("effective_from is {}, now is {}.", from.to_rfc3339(), now.to_rfc3339()),
            "Usage on record keeps its cost. To price late usage from then on, use meter_set_price with allow_past => true.",
        ));
    }
    Ok(from)
}

pub fn to_utc(at: TimestampWithTimeZone, argument: &'static str) -> Result<DateTime<Utc>> {
    let micros: i64 = at.into();
    if micros == i64::MIN || micros == i64::MAX {
        return Err(MeterError::invalid(
            format!("{argument} must be finite"),
            format!("{argument} is {}infinity.", if micros < 0 { "-" } else { "" }),
            "Give a moment of the calendar.",
        ));
    }
    let moment = utc_from_micros(micros)?;
    // far from the end of any calendar, so that periods around it can be computed
    if (1..=9999).contains(&moment.year()) { Ok(moment) } else { Err(MeterError::OutOfRange) }
}

pub fn from_utc(at: DateTime<Utc>) -> Result<TimestampWithTimeZone> {
    let micros = (at - POSTGRES_EPOCH).timestamp_micros();
    TimestampWithTimeZone::try_from(micros).map_err(|_| MeterError::OutOfRange)
}

pub fn later(at: TimestampWithTimeZone, by: TimeDelta) -> Result<TimestampWithTimeZone> {
    from_utc(to_utc(at, "period_end")? + by)
}

/// From microseconds since 2000, as Postgres keeps a timestamp.
fn utc_from_micros(micros: i64) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp_micros(micros)
        .and_then(|at| at.checked_add_signed(POSTGRES_EPOCH))
        .ok_or(MeterError::OutOfRange)
}
