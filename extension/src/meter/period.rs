//! The span of a limit's period for its payer at a moment.

use chrono::{DateTime, Utc};
use pgrx::prelude::*;
use token_meter_core::period::{self, Period};

use crate::clock::{self, PostgresZone};
use crate::error::{MeterError, Result};
use crate::store::counters::{self, Place, Span};
use crate::store::limits::Limit;
use crate::store::{Db, settings};

/// Periods skipped are counted no further than this; a carry-over's ceiling is reached long before.
const SKIPPED_MAX: i32 = 10_000;

pub fn span(db: &mut Db, limit: &Limit, at: DateTime<Utc>) -> Result<Span> {
    let anchor = limit.anchored.then_some(limit.calendar.anchor);
    of(db, limit.period, at, &limit.calendar.time_zone, anchor)
}

pub fn of(
    db: &mut Db,
    period: Period,
    at: DateTime<Utc>,
    time_zone: &str,
    anchor: Option<DateTime<Utc>>,
) -> Result<Span> {
    let period = match period {
        Period::Week(_) => Period::Week(week_start(db)?),
        other => other,
    };
    Ok(match period::bounds(period, at, &PostgresZone(time_zone.to_owned()), anchor)? {
        Some(bounds) => (clock::from_utc(bounds.start)?, clock::from_utc(bounds.end)?),
        None => (TimestampWithTimeZone::negative_infinity(), TimestampWithTimeZone::positive_infinity()),
    })
}

/// How many whole periods lie between a period's start and the last one before it that has a counter; 0 where the limit
/// carries nothing over.
pub fn skipped(db: &mut Db, limit: &Limit, place: Place, start: TimestampWithTimeZone) -> Result<i32> {
    let (Some(ceiling), Some(cap)) = (&limit.carry_over_cap, &limit.cap) else { return Ok(0) };
    let Some(mut end) = counters::previous_end(db, place, start)? else { return Ok(0) };
    let mut skipped = 0;
    let mut carried = AnyNumeric::default();
    while end < start && skipped < SKIPPED_MAX && carried < *ceiling {
        end = span(db, limit, clock::to_utc(end, "period")?)?.1;
        skipped += 1;
        carried += cap.clone();
        if *cap == AnyNumeric::default() {
            break;
        }
    }
    Ok(skipped)
}

fn week_start(db: &mut Db) -> Result<chrono::Weekday> {
    settings::read(db, "week_start")?.parse().map_err(|_| MeterError::Internal("week_start is no weekday"))
}
