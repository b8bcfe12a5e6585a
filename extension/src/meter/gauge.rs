//! How full a limit is.

use pgrx::prelude::*;

use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::counters::Counter;
use crate::store::limits::Limit;

pub struct Gauge {
    pub used: AnyNumeric,
    pub reserved: AnyNumeric,
    /// With what was granted; `None`: unlimited.
    pub cap: Option<AnyNumeric>,
    /// Never below 0; `None`: unlimited.
    pub remaining: Option<AnyNumeric>,
    /// Share of the cap that is used or reserved, to two decimals; `None`: unlimited.
    pub percent: Option<AnyNumeric>,
    pub level: &'static str,
    /// `None`: never.
    pub resets_at: Option<TimestampWithTimeZone>,
}

pub fn gauge(limit: &Limit, counter: &Counter) -> Result<Gauge> {
    let taken = counter.used.clone() + counter.reserved.clone();
    let cap = effective_cap(limit, counter);
    let remaining = cap.as_ref().map(|cap| (cap.clone() - taken.clone()).max(AnyNumeric::default()));
    let hundredfold = AnyNumeric::from(100) * taken.clone();
    let percent = cap.as_ref().map(|cap| percent(&hundredfold, cap)).transpose()?;
    let level = cap.as_ref().map_or("ok", |cap| level(limit, &taken, &hundredfold, cap));
    Ok(Gauge {
        used: counter.used.clone(),
        reserved: counter.reserved.clone(),
        cap,
        remaining,
        percent,
        level,
        resets_at: resets_at(limit, counter)?,
    })
}

/// When nothing is left of what counts now, if nothing is added; `None`: never.
fn resets_at(limit: &Limit, counter: &Counter) -> Result<Option<TimestampWithTimeZone>> {
    match limit.window {
        Some(window) => clock::later(counter.period_end, window).map(Some),
        None => Ok((!counter.period_end.is_infinity()).then_some(counter.period_end)),
    }
}

/// The cap with what was granted; `None`: unlimited.
pub fn effective_cap(limit: &Limit, counter: &Counter) -> Option<AnyNumeric> {
    limit.cap.clone().map(|cap| cap + counter.granted.clone())
}

/// Whether so much fits under the cap.
fn admits(limit: &Limit, counter: &Counter, taken: AnyNumeric) -> bool {
    effective_cap(limit, counter).is_none_or(|cap| taken <= cap)
}

/// Whether a limit as it stands lets its amount pass, as it does what adds nothing, and any where it does not `enforce`.
pub fn fits(limit: &Limit, counter: &Counter, enforce: bool) -> bool {
    if !(enforce && limit.hard) {
        return true;
    }
    match &limit.amount {
        None => limit.cap.is_none(),
        Some(amount) if *amount == AnyNumeric::default() => true,
        Some(amount) => {
            admits(limit, counter, counter.used.clone() + counter.reserved.clone() + amount.clone())
        }
    }
}

/// Whether a limit has anything left.
pub fn has_room(limit: &Limit, counter: &Counter) -> bool {
    effective_cap(limit, counter).is_none_or(|cap| counter.used.clone() + counter.reserved.clone() < cap)
}

/// Whether a limit that caps has let a call pass that it did not have room for.
pub fn capped(limit: &Limit, counter: &Counter) -> bool {
    let adds = limit.amount.as_ref().is_some_and(|amount| *amount > AnyNumeric::default());
    limit.caps && adds && passed(limit, counter)
}

/// Whether a charged limit stands above its cap, or may, by an amount that is not known.
pub fn passed(limit: &Limit, counter: &Counter) -> bool {
    match limit.amount {
        Some(_) => !admits(limit, counter, counter.used.clone() + counter.reserved.clone()),
        None => limit.cap.is_some(),
    }
}

fn percent(hundredfold: &AnyNumeric, cap: &AnyNumeric) -> Result<AnyNumeric> {
    let is_none = *cap == AnyNumeric::default();
    let share = if is_none { AnyNumeric::from(100) } else { hundredfold.clone() / cap.clone() };
    let rounded =
        share.rescale::<1000, 2>().map_err(|_| MeterError::Internal("a percentage is out of range"))?;
    Ok(AnyNumeric::from(rounded))
}

/// Compared without dividing, so that a threshold is met exactly where it lies.
fn level(limit: &Limit, taken: &AnyNumeric, hundredfold: &AnyNumeric, cap: &AnyNumeric) -> &'static str {
    let reached = |percent: &AnyNumeric| *hundredfold >= percent.clone() * cap.clone();
    match limit.thresholds.as_slice() {
        _ if taken >= cap => "exceeded",
        [_, .., critical] if reached(critical) => "critical",
        [warning, ..] if reached(warning) => "warning",
        _ => "ok",
    }
}
