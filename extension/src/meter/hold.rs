//! Setting an amount aside before a call, and settling or releasing it afterwards.

use std::rc::Rc;

use pgrx::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use token_meter_core::call::{Call, DUPLICATE};
use token_meter_core::conditions::Conditions;
use token_meter_core::counts::TokenCounts;
use token_meter_core::price::Priced;
use token_meter_core::units::Units;

use super::alert;
use super::answers;
use super::charge::{enter, marked, price_call, reason_after, record, refuse};
use super::claim::Purpose;
use super::reading::Reading;
use super::reason::Reason;
use super::take::{Taken, give_back, take};
use super::verdict::Verdict;
use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::accounts::Account;
use crate::store::counters::{self, Owned};
use crate::store::holds::{self, Hold, Settlement};
use crate::store::limits::Limit;
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
    pub model: Option<String>,
    pub provider: Option<String>,
    pub service_tier: Option<String>,
    pub conditions: Option<Conditions>,
    pub operation_id: Option<String>,
    /// USD, by the provider's own word.
    pub reported_cost: Option<Decimal>,
    pub marks: Vec<&'static str>,
    pub metadata: Option<String>,
    /// Counts as they were said, where they were cut down: kept with the metadata.
    pub clamped: Option<Value>,
    /// The name of the answer that says all this.
    pub answer: Option<String>,
    /// All of it, to tell a retry from another settlement.
    pub request: Value,
}

impl Actuals {
    pub fn of(counts: TokenCounts) -> Self {
        Self {
            counts,
            units: Units::none(),
            model: None,
            provider: None,
            service_tier: None,
            conditions: None,
            operation_id: None,
            reported_cost: None,
            marks: Vec::new(),
            metadata: None,
            clamped: None,
            answer: None,
            request: Value::Null,
        }
    }

    /// The reserved call as it was in the end.
    fn of_call(&self, reserved: Call) -> Call {
        let metadata = self.metadata.clone().or(reserved.metadata);
        Call {
            counts: self.counts,
            units: self.units.clone(),
            model: self.model.clone().or(reserved.model),
            provider: self.provider.clone().or(reserved.provider),
            service_tier: self.service_tier.clone().unwrap_or(reserved.service_tier),
            conditions: self.conditions.clone().unwrap_or(reserved.conditions),
            operation_id: self.operation_id.clone().or(reserved.operation_id),
            reported_cost: self.reported_cost,
            marks: self.marks.clone(),
            metadata: with_clamped(metadata, self.clamped.as_ref()),
            ..reserved
        }
    }
}

/// Metadata with the counts that were cut down, as they were said.
pub fn with_clamped(metadata: Option<String>, clamped: Option<&Value>) -> Option<String> {
    let Some(clamped) = clamped else { return metadata };
    let known = metadata.and_then(|text| serde_json::from_str(&text).ok());
    let mut known: Value = known.unwrap_or_else(|| json!({}));
    known["clamped"] = clamped.clone();
    Some(known.to_string())
}

/// Records what a call has used, in the period in which it was reserved, and frees the rest. It is never refused: an answer
/// that was charged before is charged again, and told.
pub fn settle(db: &mut Db, hold: Hold, actuals: Actuals) -> Result<Verdict> {
    let call = actuals.of_call(hold.call);
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
    let duplicate = match &actuals.answer {
        Some(answer) => answers::was_charged(db, &call.account, answer)?,
        None => false,
    };
    let call = if duplicate { marked(&call, DUPLICATE) } else { call };
    let reserved = counters::owned(db, hold.reserved.iter().map(|(counter_id, _)| *counter_id))?;
    let priced = price_call(db, &call)?;
    let limits = limits::in_force(db, &account, &call, priced.cost, Some((hold.id, &reserved)))?;
    let later = later_limits(db, &account, &hold.call, &limits, &reserved)?;
    // a charge locks all that it counts in, in its order; these it would come to only afterwards
    let heirs = reaches_beyond(&limits, &reserved, now);
    if heirs {
        holds::lock_counters(db, hold.id, now)?;
    }
    let limits = limits
        .into_iter()
        .map(|limit| if later.contains(&key(&limit)) { limit.whole() } else { limit })
        .collect();
    let Taken::All(mut charged) = take(db, &call, limits, Purpose::Spend)? else {
        return Err(MeterError::Internal("a settlement was refused"));
    };
    // by this clock or, where a counter had to be waited for, by that of whoever has swept it
    let late = !free(db, &hold, &mut charged, heirs, now)? || hold.expires_at <= now;
    let overage = exceeds(&hold, &call, &charged);
    let covered = charged.iter().all(|(_, counter)| reserved_on(&hold, counter.id).is_some());
    let call = Call { enforce: covered && !late && !overage, ..call };
    let is_later = |(limit, _): &&Reading| later.contains(&key(limit));
    let (counted, own): (Vec<_>, Vec<_>) = charged.iter().partition(is_later);
    let (counted, own): (Vec<Reading>, Vec<Reading>) = (owned_readings(counted), owned_readings(own));
    let recorded = record(db, &account, &call, &priced, &own, Some(hold.id))?;
    count_from_log(db, recorded.usage_id, &call, &counted, &mut charged, now)?;
    let reason = match (late, overage) {
        (true, _) => Reason::Late,
        (_, true) => Reason::Overage,
        _ => reason_after(&call, &charged),
    };
    let usage_id = recorded.usage_id;
    let mut verdict =
        Verdict::allowed(&call, &priced, reason, &charged)?.with_usage(recorded).with_hold(hold.id);
    verdict.duplicate = duplicate;
    if let Some(answer) = actuals.answer.filter(|_| !duplicate) {
        answers::charged(db, &call.account, &answer, Some(usage_id))?;
    }
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
    holds::free(db, hold.id, true, now)?;
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

/// The limits that would count the call as it was reserved, and came after that: with whom they are charged to.
fn later_limits(
    db: &mut Db,
    account: &Rc<Account>,
    held: &Call,
    limits: &[Limit],
    reserved: &[Owned],
) -> Result<Vec<(String, i64)>> {
    let is_reserved = |limit: &Limit| reserved.iter().any(|owned| limit.is_of(owned));
    if limits.iter().all(is_reserved) {
        return Ok(Vec::new());
    }
    let now = limits::in_force(db, account, held, None, None)?;
    let is_charged =
        |limit: &Limit| limits.iter().any(|other| (other.id, &other.payer) == (limit.id, &limit.payer));
    let later = now.into_iter().filter(|limit| !is_reserved(limit) && is_charged(limit));
    Ok(later.map(|limit| key(&limit)).collect())
}

/// With whom a limit is charged to.
fn key(limit: &Limit) -> (String, i64) {
    (limit.payer.clone(), limit.id)
}

/// Whether a hold stands on counters that its settlement does not count in, or has grants that have moved on to the next period.
fn reaches_beyond(limits: &[Limit], reserved: &[Owned], now: TimestampWithTimeZone) -> bool {
    let counts = |owned: &Owned| limits.iter().any(|limit| limit.is_of(owned));
    let has_moved_on =
        |owned: &Owned| owned.counter.granted != AnyNumeric::default() && owned.counter.period_end <= now;
    reserved.iter().any(|owned| !counts(owned) || has_moved_on(owned))
}

fn owned_readings(readings: Vec<&Reading>) -> Vec<Reading> {
    readings.into_iter().cloned().collect()
}

/// Has limits that came after the hold count the settlement from the log, and reads what is granted there anew.
fn count_from_log(
    db: &mut Db,
    usage_id: i64,
    call: &Call,
    counted: &[Reading],
    charged: &mut [Reading],
    now: TimestampWithTimeZone,
) -> Result<()> {
    if counted.is_empty() {
        return Ok(());
    }
    let ids = counted.iter().filter_map(|(_, counter)| counter.id).collect();
    let granted = holds::count_settlement(db, usage_id, call, ids, now)?;
    for (_, counter) in charged.iter_mut() {
        if let Some((_, granted)) = granted.iter().find(|(id, _)| Some(*id) == counter.id) {
            counter.granted = granted.clone();
        }
    }
    let is_counted = |(_, counter): &&Reading| counted.iter().any(|(_, other)| other.id == counter.id);
    let counted = owned_readings(charged.iter().filter(is_counted).collect());
    alert::raise(db, &counted).map(drop)
}

/// Frees what the hold takes up; the counters are locked, those charged are read anew. `false`: not all of it was there
/// any more.
fn free(
    db: &mut Db,
    hold: &Hold,
    charged: &mut [Reading],
    heirs: bool,
    now: TimestampWithTimeZone,
) -> Result<bool> {
    let freed = holds::free(db, hold.id, heirs, now)?;
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
