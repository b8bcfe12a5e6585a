//! The span of a limit's period for its payer at a moment.

use std::cell::RefCell;
use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use pgrx::prelude::*;
use token_meter_core::period::{self, Bounds, Period};

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
    let Some(bounds) = bounds(period, at, time_zone, anchor)? else {
        return Ok((TimestampWithTimeZone::negative_infinity(), TimestampWithTimeZone::positive_infinity()));
    };
    Ok((clock::from_utc(bounds.start)?, clock::from_utc(bounds.end)?))
}

/// So many periods are remembered: most calls lie in those of the calls before them.
const RECENT_MAX: usize = 16;

struct Recent {
    period: Period,
    time_zone: String,
    anchor: Option<DateTime<Utc>>,
    bounds: Bounds,
}

thread_local! {
    static RECENT: RefCell<VecDeque<Recent>> = const { RefCell::new(VecDeque::new()) };
}

fn bounds(
    period: Period,
    at: DateTime<Utc>,
    time_zone: &str,
    anchor: Option<DateTime<Utc>>,
) -> Result<Option<Bounds>> {
    let holds = |recent: &&Recent| {
        recent.period == period
            && recent.anchor == anchor
            && (recent.bounds.start..recent.bounds.end).contains(&at)
            && recent.time_zone == time_zone
    };
    let known = RECENT.with_borrow(|recent| recent.iter().find(holds).map(|recent| recent.bounds));
    if known.is_some() {
        return Ok(known);
    }
    let found = period::bounds(period, at, &PostgresZone(time_zone.to_owned()), anchor)?;
    if let Some(bounds) = found {
        RECENT.with_borrow_mut(|recent| {
            recent.truncate(RECENT_MAX - 1);
            recent.push_front(Recent { period, time_zone: time_zone.to_owned(), anchor, bounds });
        });
    }
    Ok(found)
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
