//! What an account has used of a limit.

use chrono::{DateTime, Utc};
use pgrx::prelude::*;

use super::period::{next, skipped, span};
use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::Db;
use crate::store::counters::{self, Counter, Place};
use crate::store::limits::Limit;

/// A limit and its counter, as a verdict is made of them.
pub type Reading = (Limit, Counter);

/// Where a limit's counter for a moment is looked for.
pub fn place(limit: &Limit, at: DateTime<Utc>, now: TimestampWithTimeZone) -> Result<Place<'_>> {
    Ok(Place { account: &limit.payer, limit_id: limit.id, at: clock::from_utc(at)?, now })
}

/// The counter of the period that holds a moment, as it stands now: where the row is stale or not there yet, what it
/// would be. Writes nothing.
pub fn current(db: &mut Db, limit: &Limit, at: DateTime<Utc>) -> Result<Counter> {
    let place = place(limit, at, clock::from_utc(clock::now()?)?)?;
    let foreseen = match counters::find(db, place)? {
        Some(Counter { id: Some(id), period_start, opened, stale_at, .. }) if stale_at <= place.now => {
            let skipped = if opened { 0 } else { skipped(db, limit, place, period_start)? };
            counters::foresee(db, id, place.now, skipped)?
        }
        Some(counter) => return Ok(counter),
        None => {
            let span = span(db, limit, at)?;
            let skipped = skipped(db, limit, place, span.0)?;
            let next = next(db, limit, span)?;
            counters::preview(db, place, span, next, skipped)?
        }
    };
    foreseen.ok_or(MeterError::Internal("a limit is gone"))
}

/// Makes the counter of the period that holds a moment.
pub fn make(db: &mut Db, limit: &Limit, place: Place, at: DateTime<Utc>) -> Result<()> {
    let span = span(db, limit, at)?;
    let next = next(db, limit, span)?;
    counters::create(db, place, span, next)
}

/// Brings a stale counter up to date.
pub fn refresh(db: &mut Db, limit: &Limit, place: Place, counter: &Counter) -> Result<()> {
    let Some(id) = counter.id else { return Ok(()) };
    let skipped = if counter.opened { 0 } else { skipped(db, limit, place, counter.period_start)? };
    counters::refresh(db, id, place.now, skipped)
}
