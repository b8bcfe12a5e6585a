//! The span of a limit's period for an account at a moment.

use chrono::{DateTime, Utc};
use pgrx::prelude::*;
use token_meter_core::period::{self, Period};

use crate::clock::{self, PostgresZone};
use crate::error::Result;
use crate::store::accounts::Account;

/// Start (inclusive) and end (exclusive); infinite where the period never ends.
pub type Span = (TimestampWithTimeZone, TimestampWithTimeZone);

pub fn span(account: &Account, period: Period, anchored: bool, at: DateTime<Utc>) -> Result<Span> {
    of(period, at, &account.time_zone, anchored.then_some(account.anchor))
}

pub fn of(period: Period, at: DateTime<Utc>, time_zone: &str, anchor: Option<DateTime<Utc>>) -> Result<Span> {
    Ok(match period::bounds(period, at, &PostgresZone(time_zone.to_owned()), anchor)? {
        Some(bounds) => (clock::from_utc(bounds.start)?, clock::from_utc(bounds.end)?),
        None => (TimestampWithTimeZone::negative_infinity(), TimestampWithTimeZone::positive_infinity()),
    })
}
