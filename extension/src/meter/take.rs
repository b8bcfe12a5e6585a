//! Taking a call's amounts from every limit that counts it, or from none.

use pgrx::prelude::*;
use token_meter_core::call::Call;

use super::claim::{Claim, Outcome, Purpose};
use super::reading::{Reading, current, place};
use super::reason::Reason;
use super::stripe::deal;
use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::Db;
use crate::store::counters::{self, Counter};
use crate::store::limits::Limit;
use crate::store::{stripe_homes, stripe_locks, stripes};

pub enum Taken {
    All(Vec<Reading>),
    Refused(Reason, Box<Reading>),
}

/// Takes from the limits in their order. A refusal takes back what was taken before.
pub fn take(db: &mut Db, call: &Call, limits: Vec<Limit>, purpose: Purpose) -> Result<Taken> {
    let now = clock::from_utc(clock::now()?)?;
    let mut taken: Vec<Reading> = Vec::with_capacity(limits.len());
    let (mut moved, mut crowded) = (false, Vec::new());
    for limit in limits {
        match take_one(db, call, &limit, purpose, now)? {
            Outcome::Taken(charged) => {
                if limit.stripes > 1 {
                    let place = place(&limit, call.at, now)?;
                    stripe_locks::remember(place);
                    stripe_homes::saw(place, charged.crowded || charged.counter.stripe.is_some());
                }
                moved |= charged.refreshed && !taken.is_empty();
                crowded.extend(charged.crowded.then_some(taken.len()));
                taken.push((limit, charged.counter));
            }
            Outcome::Refused(reason, counter) => {
                if limit.stripes > 1 {
                    stripe_locks::remember(place(&limit, call.at, now)?); // it may have the row locked
                }
                give_back(db, &taken, purpose)?;
                return Ok(Taken::Refused(reason, Box::new((limit, counter))));
            }
        }
    }
    if moved {
        reread(db, call, &mut taken, now)?;
    }
    // not before: what a refusal takes back would have been taken for used, and thresholds for passed
    for (limit, counter) in crowded.into_iter().map(|at| &taken[at]) {
        deal(db, limit, counter, now)?;
    }
    Ok(Taken::All(taken))
}

fn reread(db: &mut Db, call: &Call, taken: &mut [Reading], now: TimestampWithTimeZone) -> Result<()> {
    for (limit, counter) in taken {
        let found = counters::find(db, place(limit, call.at, now)?)?;
        let found = found.ok_or(MeterError::Internal("a charged counter is gone"))?;
        *counter = Counter { stripe: counter.stripe, ..found };
    }
    Ok(())
}

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
    Claim::new(db, call, limit, purpose, now)?.decide(db)
}

/// Takes back what was taken; the rows are still locked by this transaction.
pub fn give_back(db: &mut Db, taken: &[Reading], purpose: Purpose) -> Result<()> {
    for (limit, counter) in taken {
        match (counter.id, counter.stripe) {
            (_, Some(stripe)) => {
                stripes::uncharge(db, counter, stripe.number, &purpose.of(limit, false).used)?
            }
            (Some(id), None) => counters::uncharge(db, id, &purpose.of(limit, false))?,
            (None, _) => {}
        }
    }
    Ok(())
}
