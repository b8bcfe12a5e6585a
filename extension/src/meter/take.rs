//! Taking a call's amounts from every limit that counts it, or from none.

use pgrx::prelude::*;
use token_meter_core::call::Call;

use super::gauge::refusal;
use super::period::span;
use super::reading::{Reading, current, place, refresh};
use super::verdict::Reason;
use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::Db;
use crate::store::counters::{self, Change, Counter};
use crate::store::limits::Limit;

/// How often a charge starts anew where another session makes or changes its counter in between.
const ATTEMPTS_MAX: usize = 100;

/// What becomes of the amounts.
#[derive(Clone, Copy)]
pub enum Purpose {
    /// They are used.
    Spend,
    /// They are reserved, until a moment.
    Hold(TimestampWithTimeZone),
}

pub enum Taken {
    All(Vec<Reading>),
    Refused(Reason, Box<Reading>),
}

enum Outcome {
    /// And whether the counter had to be brought up to date, which can have taken something from another.
    Taken(Counter, bool),
    Refused(Reason, Counter),
}

/// Takes from the limits in their order. A refusal takes back what was taken before.
pub fn take(db: &mut Db, call: &Call, limits: Vec<Limit>, purpose: Purpose) -> Result<Taken> {
    let now = clock::from_utc(clock::now()?)?;
    let mut taken: Vec<Reading> = Vec::with_capacity(limits.len());
    let mut moved = false;
    for limit in limits {
        match take_one(db, call, &limit, purpose, now)? {
            Outcome::Taken(counter, refreshed) => {
                moved |= refreshed && !taken.is_empty();
                taken.push((limit, counter));
            }
            Outcome::Refused(reason, counter) => {
                give_back(db, &taken, purpose)?;
                return Ok(Taken::Refused(reason, Box::new((limit, counter))));
            }
        }
    }
    if moved {
        reread(db, call, &mut taken, now)?;
    }
    Ok(Taken::All(taken))
}

fn reread(db: &mut Db, call: &Call, taken: &mut [Reading], now: TimestampWithTimeZone) -> Result<()> {
    for (limit, counter) in taken {
        *counter = counters::find(db, place(limit, call.at, now)?)?
            .ok_or(MeterError::Internal("a charged counter is gone"))?;
    }
    Ok(())
}

/// Takes from one limit: tries the counter of the period as computed, and where there is none, finds the one that runs
/// (a changed zone waits for its end) or makes it.
fn take_one(
    db: &mut Db,
    call: &Call,
    limit: &Limit,
    purpose: Purpose,
    now: TimestampWithTimeZone,
) -> Result<Outcome> {
    let enforce = call.enforce && limit.hard;
    if limit.amount.is_none() && enforce && limit.cap.is_some() {
        return Ok(Outcome::Refused(Reason::Unpriced, current(db, limit, call.at)?));
    }
    let change = change(limit, purpose, enforce);
    let place = place(limit, call.at, now)?;
    let span = span(db, limit, call.at)?;

    let (mut start, mut refreshed) = (span.0, false);
    for _ in 0..ATTEMPTS_MAX {
        if let Some(counter) = counters::charge(db, place, start, &change, limit.cap.as_ref())? {
            return Ok(Outcome::Taken(counter, refreshed));
        }
        match counters::find(db, place)? {
            None => counters::create(db, place, span)?,
            Some(counter) if counter.stale_at <= now => {
                refresh(db, limit, place, &counter)?;
                refreshed = true;
            }
            Some(counter) => match refusal(limit, &counter, call.enforce) {
                Some(reason) => return Ok(Outcome::Refused(reason, counter)),
                None => start = counter.period_start,
            },
        }
    }
    Err(MeterError::Internal("a counter kept changing"))
}

/// Takes back what was taken; the rows are still locked by this transaction.
pub fn give_back(db: &mut Db, taken: &[Reading], purpose: Purpose) -> Result<()> {
    for (limit, counter) in taken {
        if let Some(id) = counter.id {
            counters::uncharge(db, id, &change(limit, purpose, false))?;
        }
    }
    Ok(())
}

fn change(limit: &Limit, purpose: Purpose, enforce: bool) -> Change {
    let none = AnyNumeric::default();
    let (used, reserved, until) = match purpose {
        Purpose::Spend => (amount(limit), none, TimestampWithTimeZone::positive_infinity()),
        Purpose::Hold(until) => (none, amount(limit), until),
    };
    Change { used, reserved, until, enforce }
}

fn amount(limit: &Limit) -> AnyNumeric {
    limit.amount.clone().unwrap_or_default()
}
