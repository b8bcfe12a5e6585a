//! What an account has used of a limit.

use chrono::{DateTime, Utc};

use super::period;
use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::Db;
use crate::store::accounts::Account;
use crate::store::counters::{self, Counter, Place};
use crate::store::limits::Limit;

/// The counter of the period that holds a moment, or what it would hold if it were made now.
pub fn current(db: &mut Db, account: &Account, limit: &Limit, at: DateTime<Utc>) -> Result<Counter> {
    let place = Place { account: &account.id, limit_id: limit.id, at: clock::from_utc(at)? };
    if let Some(counter) = counters::find(db, place)? {
        return Ok(counter);
    }
    let span = period::span(account, limit.period, limit.anchored, at)?;
    counters::preview(db, place, span)?.ok_or(MeterError::Internal("a limit is gone"))
}
