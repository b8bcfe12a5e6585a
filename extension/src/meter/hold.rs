//! Setting an amount aside before a call, and settling or releasing it afterwards.

use pgrx::prelude::*;
use serde_json::Value;
use token_meter_core::call::Call;
use token_meter_core::conditions::Conditions;
use token_meter_core::counts::TokenCounts;
use token_meter_core::price::Priced;
use token_meter_core::units::Units;

use super::charge::{enter, price_call, reason_after, record, refuse};
use super::claim::Purpose;
use super::reading::Reading;
use super::reason::Reason;
use super::take::{Taken, give_back, take};
use super::verdict::Verdict;
use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::counters::{self, Owned};
use crate::store::holds::{self, Hold, Settlement};
use crate::store::{Db, fence, limits, settings};

/// How often a place is looked for where others take it at the same time.
const ATTEMPTS_MAX: usize = 100;

/// Reserves a call's estimate on every limit that counts it, or on none.
pub fn reserve(db: &mut Db, call: &Call, until: TimestampWithTimeZone) -> Result<Verdict> {
    let (account, call) = enter(db, call)?;
    let priced = price_call(db, &call)?;
    let limits = limits::in_force(db, &account, &call, priced.cost, None)?;
    let purpose = Purpose::Hold(until);
    let held = match take(db, &call, limits, purpose)? {
        Taken::Refused(reason, reading) => return refuse(db, &call, &priced, reason, Some(&reading)),
        Taken::All(held) => held,
    };
    match open(db, &call, &priced, until, &held)? {
        Some(hold_id) => {
            let reason = reason_after(&call, &held);
            Ok(Verdict::allowed(&call, &priced, reason, &held)?.with_hold(hold_id))
        }
        None => {
            give_back(db, &held, purpose)?;
            refuse(db, &call, &priced, Reason::TooManyHolds, None)
        }
    }
}

/// Opens the hold in one of the account's places. `None`: all are taken.
fn open(
    db: &mut Db,
    call: &Call,
    priced: &Priced,
    until: TimestampWithTimeZone,
    held: &[Reading],
) -> Result<Option<i64>> {
    let places: i32 = settings::number(db, "open_holds_max")?;
    let reserved: Vec<(i64, AnyNumeric)> = held
        .iter()
        .filter_map(|(limit, counter)| Some((counter.id?, limit.amount.clone().unwrap_or_default())))
        .collect();
    for _ in 0..ATTEMPTS_MAX {
        let slot = holds::free_slot(db, &call.account)?;
        if slot > places {
            if holds::expire(db, &call.account, clock::from_utc(clock::now()?)?)? == 0 {
                return Ok(None);
            }
        } else if let Some(hold_id) = holds::open(db, call, priced.cost, until, slot, &reserved)? {
            return Ok(Some(hold_id));
        }
    }
    Err(MeterError::Contended { what: "the places for holds" })
}

/// What a call has used in the end; what it does not say stays as it was reserved.
pub struct Actuals {
    pub counts: TokenCounts,
    pub units: Units,
    pub service_tier: Option<String>,
    pub conditions: Option<Conditions>,
    pub operation_id: Option<String>,
    pub metadata: Option<String>,
    /// All of it, to tell a retry from another settlement.
    pub request: Value,
}

/// Records what a call has used, in the period in which it was reserved, and frees the rest. It is never refused.
pub fn settle(db: &mut Db, hold: Hold, actuals: Actuals) -> Result<Verdict> {
    let call = Call {
        counts: actuals.counts,
        units: actuals.units,
        service_tier: actuals.service_tier.unwrap_or(hold.call.service_tier),
        conditions: actuals.conditions.unwrap_or(hold.call.conditions),
        operation_id: actuals.operation_id.or(hold.call.operation_id),
        metadata: actuals.metadata.or(hold.call.metadata),
        ..hold.call
    };
    let (account, call) = enter(db, &call)?;
    let now = clock::from_utc(clock::now()?)?;
    let hold = lock(db, hold.id)?;
    if hold.released {
        return Err(MeterError::HoldEnded { hold_id: hold.id, state: "released" });
    }
    if hold.settled {
        return match (hold.settlement, hold.verdict) {
            (Some(settlement), Some(verdict)) if settlement == actuals.request => Verdict::kept(verdict),
            _ => Err(MeterError::HoldEnded { hold_id: hold.id, state: "settled with other counts" }),
        };
    }
    let reserved = counters::owned(db, hold.reserved.iter().map(|(counter_id, _)| *counter_id))?;
    if reserved.iter().any(|counter| has_outlived(counter, now)) {
        holds::lock_counters(db, hold.id, now)?;
    }
    let priced = price_call(db, &call)?;
    let limits = limits::in_force(db, &account, &call, priced.cost, Some((hold.id, &reserved)))?;
    let Taken::All(mut charged) = take(db, &call, limits, Purpose::Spend)? else {
        return Err(MeterError::Internal("a settlement was refused"));
    };
    // by this clock or, where a counter had to be waited for, by that of whoever has swept it
    let late = !free(db, &hold, &mut charged, now)? || hold.expires_at <= now;
    let overage = exceeds(&hold, &call, &charged);
    let covered = charged.iter().all(|(_, counter)| reserved_on(&hold, counter.id).is_some());
    let call = Call { enforce: covered && !late && !overage, ..call };
    let recorded = record(db, &account, &call, &priced, &charged, Some(hold.id))?;
    let reason = match (late, overage) {
        (true, _) => Reason::Late,
        (_, true) => Reason::Overage,
        _ => reason_after(&call, &charged),
    };
    let usage_id = recorded.usage_id;
    let verdict = Verdict::allowed(&call, &priced, reason, &charged)?.with_usage(recorded).with_hold(hold.id);
    let settlement = Settlement { usage_id, late, overage, actuals: actuals.request };
    holds::settle(db, hold.id, now, settlement, verdict.to_json()?)?;
    Ok(verdict)
}

/// Gives a hold back unused.
pub fn release(db: &mut Db, hold: &Hold) -> Result<Verdict> {
    fence::enter_charge(&hold.call.account)?;
    let now = clock::from_utc(clock::now()?)?;
    let hold = lock(db, hold.id)?;
    if hold.settled {
        return Err(MeterError::HoldEnded { hold_id: hold.id, state: "settled" });
    }
    if let (true, Some(verdict)) = (hold.released, hold.verdict) {
        return Verdict::kept(verdict);
    }
    holds::lock_counters(db, hold.id, now)?;
    holds::free(db, hold.id, now)?;
    let verdict = Verdict::released(&hold.call, hold.cost)?.with_hold(hold.id);
    holds::release(db, hold.id, now, verdict.to_json()?)?;
    Ok(verdict)
}

/// The hold of this id, if it is this account's where one is named.
pub fn find(db: &mut Db, hold_id: i64, account: Option<&str>) -> Result<Hold> {
    holds::find(db, hold_id)?
        .filter(|hold| account.is_none_or(|account| account == hold.call.account))
        .ok_or(MeterError::UnknownHold { hold_id })
}

fn lock(db: &mut Db, hold_id: i64) -> Result<Hold> {
    holds::lock(db, hold_id)?.ok_or(MeterError::UnknownHold { hold_id })
}

/// Whether grants move on from a counter, whose period is over.
fn has_outlived(reserved: &Owned, now: TimestampWithTimeZone) -> bool {
    reserved.counter.granted != AnyNumeric::default() && reserved.counter.period_end <= now
}

/// Frees what the hold takes up; the counters are locked, those charged are read anew. `false`: not all of it was there
/// any more.
fn free(db: &mut Db, hold: &Hold, charged: &mut [Reading], now: TimestampWithTimeZone) -> Result<bool> {
    let freed = holds::free(db, hold.id, now)?;
    for (_, counter) in charged {
        if let Some((_, reserved)) = freed.iter().find(|(id, _)| Some(*id) == counter.id) {
            counter.reserved = reserved.clone();
        }
    }
    let none = AnyNumeric::default();
    Ok(freed.len() == hold.reserved.iter().filter(|(_, amount)| *amount > none).count())
}

/// Whether more was used than was reserved, in tokens or by any limit's count.
fn exceeds(hold: &Hold, actual: &Call, charged: &[Reading]) -> bool {
    actual.counts.total() > hold.call.counts.total()
        || charged.iter().any(|(limit, counter)| {
            matches!((reserved_on(hold, counter.id), &limit.amount), (Some(held), Some(used)) if used > held)
        })
}

fn reserved_on(hold: &Hold, counter_id: Option<i64>) -> Option<&AnyNumeric> {
    hold.reserved.iter().find(|(id, _)| Some(*id) == counter_id).map(|(_, amount)| amount)
}
