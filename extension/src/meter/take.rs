//! Taking a call's amounts from every limit that counts it, or from none.

use token_meter_core::call::Call;

use super::claim::{Charged, Claim, Purpose};
use super::gauge::{fits, has_room};
use super::reading::{Reading, place};
use super::stripe::deal;
use crate::clock;
use crate::error::Result;
use crate::store::counters::{self, Counter, Place};
use crate::store::limits::Limit;
use crate::store::{Db, engine, stripe_homes, stripe_locks, stripes};

pub enum Taken {
    All(Vec<Reading>),
    /// By this limit; what was taken is taken back, and what was locked is locked still.
    Refused(Limit),
    /// Nothing: all of them have room for the call with an answer of so many tokens, which is what this limit has left. What was locked is
    /// locked still.
    Less(i64, Limit),
}

/// What one limit says.
enum Taking {
    Charged(Charged),
    Refused,
    Less(i64),
}

/// Takes from the limits in their order.
pub fn take(db: &mut Db, call: &Call, limits: Vec<Limit>, purpose: Purpose) -> Result<Taken> {
    let mut taken: Vec<Reading> = Vec::with_capacity(limits.len());
    let mut crowded = Vec::new();
    let mut less: Option<(i64, Limit)> = None;
    for limit in limits {
        let charged = match take_one(db, call, &limit, purpose)? {
            Taking::Charged(charged) => charged,
            Taking::Refused => {
                give_back(db, &taken, purpose)?;
                return Ok(Taken::Refused(limit));
            }
            // the others are asked for all of it, as if this one came last
            Taking::Less(answer) => {
                if less.as_ref().is_none_or(|(least, _)| answer < *least) {
                    less = Some((answer, limit));
                }
                continue;
            }
        };
        if limit.stripes > 1 {
            let place = place(&limit, call.at, clock::from_utc(clock::now()?)?)?;
            stripe_homes::saw(place, charged.crowded || charged.counter.stripe.is_some());
        }
        crowded.extend(charged.crowded.then_some(taken.len()));
        taken.push((limit, charged.counter));
    }
    if let Some((answer, limit)) = less {
        give_back(db, &taken, purpose)?;
        return Ok(if answer == 0 { Taken::Refused(limit) } else { Taken::Less(answer, limit) });
    }
    // not before: what a refusal takes back would have been taken for used, and thresholds for passed
    for (limit, counter) in crowded.into_iter().map(|at| &taken[at]) {
        deal(db, limit, counter, clock::from_utc(clock::now()?)?)?;
    }
    Ok(Taken::All(taken))
}

/// Where its counter does not simply let the call pass, and the call cannot simply make it, the engine in SQL makes it ready first: this counter
/// alone, in its turn. A call that is on a stripe of another must not wait for all of that: two of them would wait for each other.
fn take_one(db: &mut Db, call: &Call, limit: &Limit, purpose: Purpose) -> Result<Taking> {
    let is_unpriced = limit.amount.is_none() && call.enforce && limit.hard && limit.cap.is_some();
    if is_unpriced {
        return Ok(Taking::Refused);
    }
    let now = clock::from_utc(clock::now()?)?;
    let place = place(limit, call.at, now)?;
    let mut charged = Claim::new(call, limit, purpose, now)?.charge(db)?;
    if charged.is_none() {
        charged = first(db, call, limit, purpose, place)?;
    }
    if charged.is_none()
        && limit.window.is_some()
        && let Some(starts_at) = engine::await_slice(db, place)?
    {
        charged = Claim::new(call, limit, purpose, now.max(starts_at))?.charge(db)?;
    }
    if charged.is_none() {
        let starts_at = engine::make_ready(db, place)?;
        remember(limit, place);
        let now = if limit.window.is_some() { now.max(starts_at) } else { now };
        charged = Claim::new(call, limit, purpose, now)?.charge(db)?;
    }
    remember(limit, place);
    match charged {
        Some(charged) => Ok(Taking::Charged(charged)),
        None if limit.caps && call.enforce => take_rest(db, call, limit, purpose),
        None => Ok(Taking::Refused),
    }
}

/// The first call of a period.
fn first(db: &mut Db, call: &Call, limit: &Limit, purpose: Purpose, place: Place) -> Result<Option<Charged>> {
    let change = purpose.of(limit, call.enforce && limit.hard);
    let admits = |counter: &Counter| fits(limit, counter, change.enforce);
    let made = counters::make_first(db, limit, place, &change, admits)?;
    Ok(made.map(|counter| Charged { counter, crowded: false }))
}

/// What a limit that caps says where it does not have room for all of a call. Its counter is locked and brought home. What is used already cannot be
/// cut any more: where anything is left, it is charged whole.
fn take_rest(db: &mut Db, call: &Call, limit: &Limit, purpose: Purpose) -> Result<Taking> {
    if let Purpose::Hold(_) = purpose {
        return Ok(engine::answer_within(db, call, limit)?.map_or(Taking::Refused, Taking::Less));
    }
    let now = clock::from_utc(clock::now()?)?;
    let counter = counters::find(db, place(limit, call.at, now)?)?;
    if !counter.is_some_and(|counter| has_room(limit, &counter)) {
        return Ok(Taking::Refused);
    }
    let used = Call { enforce: false, ..call.clone() };
    let charged = Claim::new(&used, limit, purpose, now)?.charge(db)?;
    Ok(charged.map_or(Taking::Refused, Taking::Charged))
}

/// This transaction may have the row locked.
fn remember(limit: &Limit, place: Place) {
    if limit.stripes > 1 {
        stripe_locks::remember(place);
    }
}

/// Takes back what was taken; the rows are still locked by this transaction.
pub fn give_back(db: &mut Db, taken: &[Reading], purpose: Purpose) -> Result<()> {
    for (limit, counter) in taken {
        match (counter.id, counter.stripe) {
            (_, Some(stripe)) => stripes::uncharge(db, counter, stripe.number, purpose.on_stripe(limit))?,
            (Some(id), None) => counters::uncharge(db, id, &purpose.of(limit, false))?,
            (None, _) => {}
        }
    }
    Ok(())
}
