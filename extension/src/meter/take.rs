//! Taking a call's amounts from every limit that counts it, or from none.

use pgrx::prelude::*;
use token_meter_core::call::Call;

use super::gauge::refusal;
use super::period::span;
use super::reading::{Reading, current, place, refresh};
use super::reason::Reason;
use super::stripe::{Gathered, Share, deal, gather};
use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::Db;
use crate::store::counters::{self, Change, Counter};
use crate::store::limits::Limit;
use crate::store::stripe_locks::{self, Lock};
use crate::store::stripes;

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
    Taken(Charged),
    Refused(Reason, Counter),
}

struct Charged {
    counter: Counter,
    /// The counter had to be brought up to date, which can have taken something from another.
    refreshed: bool,
    /// Many charge it: what it has left is to be dealt out.
    crowded: bool,
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
                    stripe_locks::saw(place, charged.crowded || charged.counter.stripe.is_some());
                }
                moved |= charged.refreshed && !taken.is_empty();
                crowded.extend(charged.crowded.then_some(taken.len()));
                taken.push((limit, charged.counter));
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

/// Takes from one limit: tries the counter of the period as computed, and where there is none, finds the one that runs
/// (a changed zone waits for its end) or makes it. A counter that is dealt out is charged on a stripe; where none has room, it is
/// gathered, and its row decides.
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

    let (mut start, mut refreshed, mut met) = (span.0, false, false);
    let spends = matches!(purpose, Purpose::Spend);
    let share = Share { limit, place, amount: &change.used };
    let mut entered = if takes_part(limit) { Lock::shared(place)? } else { None };
    let mut at_home = spends && stripe_locks::was_dealt(place);
    for _ in 0..ATTEMPTS_MAX {
        if let (Some(_), true) = (&entered, at_home)
            && let Some(counter) = share.at_home(db, start)?
        {
            return Ok(Outcome::Taken(Charged { counter, refreshed, crowded: false }));
        }
        if let Some((counter, crowded)) = charge_row(db, &share, start, &change, spends)? {
            return Ok(Outcome::Taken(Charged { counter, refreshed, crowded: crowded || met }));
        }
        let found = counters::find(db, place)?;
        if let (Some(found), Some(_)) = (&found, &entered)
            && spends
            && found.deal.is_some()
            && found.stale_at > now
        {
            if !at_home || found.period_start != start {
                (at_home, start) = (true, found.period_start);
                continue;
            }
            if let Some(counter) = share.elsewhere(db, found)? {
                return Ok(Outcome::Taken(Charged { counter, refreshed, crowded: false }));
            }
        }
        // from here on it may have the row locked
        entered.take().into_iter().for_each(Lock::leave);
        let Some(counter) = found else {
            counters::create(db, place, span)?;
            continue;
        };
        start = counter.period_start;
        match (counter.id, refusal(limit, &counter, call.enforce)) {
            _ if counter.stale_at <= now => {
                refresh(db, limit, place, &counter)?;
                refreshed = true;
            }
            (Some(id), _) if let Some(deal) = counter.deal => match spends && takes_part(limit) {
                true => match gather(db, place, id, deal)? {
                    Gathered::Now { crowded } => met |= crowded,
                    Gathered::Before => (entered, at_home) = (Lock::shared(place)?, true),
                },
                false => counters::gather(db, id)?,
            },
            (_, Some(reason)) => return Ok(Outcome::Refused(reason, counter)),
            (_, None) => {}
        }
    }
    Err(MeterError::Internal("a counter kept changing"))
}

/// Whether a limit's counter may be dealt out, and this transaction charge its stripes.
fn takes_part(limit: &Limit) -> bool {
    limit.stripes > 1 && !stripe_locks::has_charged_many()
}

/// Charges the counter's row; tells whether it is one that many charge.
fn charge_row(
    db: &mut Db,
    share: &Share,
    start: TimestampWithTimeZone,
    change: &Change,
    spends: bool,
) -> Result<Option<(Counter, bool)>> {
    let Share { limit, place, .. } = *share;
    let may_deal = spends && takes_part(limit);
    let alone = if may_deal { Lock::of_free_row(place)? } else { None };
    let admits = |counter: &Counter| refusal(limit, counter, change.enforce).is_none();
    let charged = match counters::charge_as_seen(db, place, start, change, admits)? {
        None => counters::charge(db, place, start, change, limit.cap.as_ref())?,
        charged => charged,
    };
    let crowded = may_deal && !(alone.is_some() && limit.when_crowded);
    if let (None, Some(alone)) = (&charged, alone) {
        alone.leave();
    }
    Ok(charged.map(|counter| (counter, crowded)))
}

/// Takes back what was taken; the rows are still locked by this transaction.
pub fn give_back(db: &mut Db, taken: &[Reading], purpose: Purpose) -> Result<()> {
    for (limit, counter) in taken {
        match (counter.id, counter.stripe) {
            (_, Some(stripe)) => stripes::uncharge(db, counter, stripe.number, &amount(limit))?,
            (Some(id), None) => counters::uncharge(db, id, &change(limit, purpose, false))?,
            (None, _) => {}
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
