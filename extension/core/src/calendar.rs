//! An account's periods where its time zone or anchor has been changed. They follow one another without a gap, and none is
//! short: what a change would cut off joins the period after it, so that no change brings a second allowance.
//!
//! All of it follows from the changes and the moment asked for, and not from what was charged: every limit of an account has
//! the same days, also one that comes into force later, and late usage finds the period of its time.

use chrono::{DateTime, TimeDelta, Utc};

use crate::period::{self, Bounds, Period, PeriodError, Zone};

/// What periods are counted by; without an anchor they are the calendar's.
#[derive(Debug, Clone)]
pub struct Rules<Z> {
    pub zone: Z,
    pub anchor: Option<DateTime<Utc>>,
}

/// Rules that held until they were changed.
#[derive(Debug, Clone)]
pub struct Past<Z> {
    pub until: DateTime<Utc>,
    pub rules: Rules<Z>,
}

/// Time zones differ by up to 26 hours. A week or longer may be short by so much in all, however often it is: who moves east
/// would lose a month else, for some hours.
const SHORT_MAX: TimeDelta = TimeDelta::hours(26);

/// From a moment on, other rules hold; their first period can be longer than the others.
struct Stretch<'a, Z> {
    first: Bounds,
    rules: &'a Rules<Z>,
    /// By how much its periods and those before it were short in all.
    short: TimeDelta,
}

/// The period that `at` lies in, after these changes, the earliest first; `None` for a period that never ends. The period that
/// runs when a change is made keeps its end.
pub fn bounds<Z: Zone>(
    period: Period,
    at: DateTime<Utc>,
    past: &[Past<Z>],
    rules: &Rules<Z>,
) -> Result<Option<Bounds>, PeriodError> {
    let Some(first) = past.first() else { return plain(period, at, rules) };
    let mut stretches: Vec<Stretch<Z>> = Vec::new();
    for (place, change) in past.iter().enumerate() {
        let Some(running) = find(period, change.until, &first.rules, &stretches)? else { return Ok(None) };
        // a change of rules that have not begun to hold takes their place
        stretches.retain(|stretch| stretch.first.start < running.end);
        let since = past.get(place + 1).map_or(rules, |next| &next.rules);
        let short = stretches.last().map_or(TimeDelta::zero(), |stretch| stretch.short);
        stretches.push(begin(period, running.end, since, short)?);
    }
    find(period, at, &first.rules, &stretches)
}

/// The rules that hold from a moment on, at which the period before ends.
fn begin<Z: Zone>(
    period: Period,
    start: DateTime<Utc>,
    rules: &Rules<Z>,
    short: TimeDelta,
) -> Result<Stretch<'_, Z>, PeriodError> {
    let whole = plain(period, start, rules)?.ok_or(PeriodError::OutOfRange)?;
    let cut = start - whole.start;
    let is_long = matches!(period, Period::Week(_) | Period::Month | Period::Year);
    if cut.is_zero() || (is_long && short + cut <= SHORT_MAX) {
        return Ok(Stretch { first: Bounds { start, end: whole.end }, rules, short: short + cut });
    }
    let next = plain(period, whole.end, rules)?.ok_or(PeriodError::OutOfRange)?;
    let short = (short - (whole.end - start)).max(TimeDelta::zero());
    Ok(Stretch { first: Bounds { start, end: next.end }, rules, short })
}

fn find<Z: Zone>(
    period: Period,
    at: DateTime<Utc>,
    first: &Rules<Z>,
    stretches: &[Stretch<Z>],
) -> Result<Option<Bounds>, PeriodError> {
    match stretches.iter().rev().find(|stretch| stretch.first.start <= at) {
        None => plain(period, at, first),
        Some(stretch) if at < stretch.first.end => Ok(Some(stretch.first)),
        Some(stretch) => plain(period, at, stretch.rules),
    }
}

fn plain<Z: Zone>(
    period: Period,
    at: DateTime<Utc>,
    rules: &Rules<Z>,
) -> Result<Option<Bounds>, PeriodError> {
    period::bounds(period, at, &rules.zone, rules.anchor)
}

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
