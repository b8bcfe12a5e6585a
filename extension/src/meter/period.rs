//! The span of a limit's period for its payer at a moment.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use pgrx::prelude::*;
use token_meter_core::calendar::{self, Past, Rules};
use token_meter_core::period::{Bounds, Period};

use crate::clock::{self, PostgresZone};
use crate::error::{MeterError, Result};
use crate::store::accounts::{Calendar, PastCalendar};
use crate::store::counters::{self, Place, Span};
use crate::store::limits::Limit;
use crate::store::{Db, settings};

/// Periods skipped are counted no further than this; a carry-over's ceiling is reached long before.
const SKIPPED_MAX: i32 = 10_000;

/// The period of a limit that holds a moment.
pub fn span(db: &mut Db, limit: &Limit, at: DateTime<Utc>) -> Result<Span> {
    of(db, limit.period, limit.anchored, &limit.calendar, at)
}

/// The period that follows one of a limit.
pub fn next(db: &mut Db, limit: &Limit, (_, end): Span) -> Result<Span> {
    if end.is_infinity() { Ok((end, end)) } else { span(db, limit, clock::to_utc(end, "period")?) }
}

pub fn of(
    db: &mut Db,
    period: Period,
    anchored: bool,
    calendar: &Calendar,
    at: DateTime<Utc>,
) -> Result<Span> {
    let period = match period {
        Period::Week(_) => Period::Week(week_start(db)?),
        other => other,
    };
    let Some(bounds) = bounds(period, anchored, calendar, at)? else {
        return Ok((TimestampWithTimeZone::negative_infinity(), TimestampWithTimeZone::positive_infinity()));
    };
    Ok((clock::from_utc(bounds.start)?, clock::from_utc(bounds.end)?))
}

/// So many periods are remembered: most calls lie in those of the calls before them.
const RECENT_MAX: usize = 16;

struct Recent {
    period: Period,
    anchored: bool,
    calendar: Calendar,
    bounds: Bounds,
}

impl Recent {
    fn is_of(&self, period: Period, anchored: bool, calendar: &Calendar, at: DateTime<Utc>) -> bool {
        self.period == period
            && self.anchored == anchored
            && (!anchored || self.calendar.anchor == calendar.anchor)
            && (self.bounds.start..self.bounds.end).contains(&at)
            && self.calendar.time_zone == calendar.time_zone
            && is_same(&self.calendar.past, &calendar.past)
    }
}

fn is_same(one: &Rc<[PastCalendar]>, other: &Rc<[PastCalendar]>) -> bool {
    (one.is_empty() && other.is_empty()) || Rc::ptr_eq(one, other)
}

thread_local! {
    static RECENT: RefCell<VecDeque<Recent>> = const { RefCell::new(VecDeque::new()) };
}

fn bounds(period: Period, anchored: bool, calendar: &Calendar, at: DateTime<Utc>) -> Result<Option<Bounds>> {
    let known = RECENT.with_borrow(|recent| {
        recent.iter().find(|recent| recent.is_of(period, anchored, calendar, at)).map(|recent| recent.bounds)
    });
    if known.is_some() {
        return Ok(known);
    }
    let rules = |time_zone: &str, anchor| Rules {
        zone: PostgresZone(time_zone.to_owned()),
        anchor: anchored.then_some(anchor),
    };
    let past = calendar.past.iter();
    let past: Vec<_> =
        past.map(|past| Past { until: past.until, rules: rules(&past.time_zone, past.anchor) }).collect();
    let found = calendar::bounds(period, at, &past, &rules(&calendar.time_zone, calendar.anchor))?;
    if let Some(bounds) = found {
        RECENT.with_borrow_mut(|recent| {
            recent.truncate(RECENT_MAX - 1);
            recent.push_front(Recent { period, anchored, calendar: calendar.clone(), bounds });
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
