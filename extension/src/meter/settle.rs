//! Settling a hold: recording what the call has used, where it was reserved and under what has come into force since.

use std::rc::Rc;

use pgrx::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use token_meter_core::call::{Call, DUPLICATE};
use token_meter_core::conditions::Conditions;
use token_meter_core::counts::TokenCounts;
use token_meter_core::units::Units;

use super::alert;
use super::answers;
use super::charge::{enter, marked, price_call, reason_after, record};
use super::claim::Purpose;
use super::hold::lock;
use super::reading::{Reading, place};
use super::reason::Reason;
use super::take::{Taken, take};
use super::verdict::Verdict;
use crate::clock;
use crate::error::{MeterError, Result};
use crate::guc;
use crate::store::accounts::Account;
use crate::store::counters::{self, Owned};
use crate::store::holds::{self, Hold, Settlement};
use crate::store::limits::Limit;
use crate::store::{Db, engine, limits};

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
    if !guc::has_fast_path() {
        let answer = actuals.answer.as_deref();
        return Verdict::kept(engine::settle(db, hold.id, &call, answer, &actuals.request)?);
    }
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
    let beyond = reaches_beyond(&limits, &reserved, now);
    if beyond {
        let others = running(db, &later, &call, now)?;
        holds::lock_counters(db, hold.id, others, now)?;
    }
    let is_later = |limit: &Limit| later.iter().any(|later| later.is_same(limit));
    let limits =
        limits.into_iter().map(|limit| if is_later(&limit) { limit.whole() } else { limit }).collect();
    let Taken::All(mut charged) = take(db, &call, limits, Purpose::Spend)? else {
        return Err(MeterError::Internal("a settlement was refused"));
    };
    // a hold is late once its time is up, and also where another session, whose clock ran ahead while this one waited for a counter's lock,
    // has already freed its reservation
    let late = !free(db, &hold, &mut charged, beyond, now)? || hold.expires_at <= now;
    let overage = exceeds(&hold, &call, &charged);
    let covered = charged.iter().all(|(_, counter)| reserved_on(&hold, counter.id).is_some());
    let call = Call { enforce: covered && !late && !overage, ..call };
    let own: Vec<Reading> = charged.iter().filter(|(limit, _)| !is_later(limit)).cloned().collect();
    let recorded = record(db, &account, &call, &priced, &own, Some(hold.id))?;
    let counted = charged.iter_mut().filter(|(limit, _)| is_later(limit)).collect();
    count_from_log(db, recorded.usage_id, &call, counted, now)?;
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

/// The limits that would count the call as it was reserved, and came after that.
fn later_limits(
    db: &mut Db,
    account: &Rc<Account>,
    held: &Call,
    limits: &[Limit],
    reserved: &[Owned],
) -> Result<Vec<Limit>> {
    let is_reserved = |limit: &Limit| reserved.iter().any(|owned| limit.is_of(owned));
    if limits.iter().all(is_reserved) {
        return Ok(Vec::new());
    }
    let current = limits::in_force(db, account, held, None, None)?;
    let is_charged = |limit: &Limit| limits.iter().any(|charged| charged.is_same(limit));
    Ok(current.into_iter().filter(|limit| !is_reserved(limit) && is_charged(limit)).collect())
}

/// Whether a hold stands on counters that its settlement does not count in, or has grants that have moved on: to the next period, or to a
/// limit in force that does not count it either.
fn reaches_beyond(limits: &[Limit], reserved: &[Owned], now: TimestampWithTimeZone) -> bool {
    let has_moved_on = |limit: &Limit, owned: &Owned| {
        let has_heir = || {
            let is_heir = |heir: &&Limit| {
                !heir.replaced
                    && (&heir.payer, &heir.name, heir.unit) == (&limit.payer, &limit.name, limit.unit)
            };
            limits.iter().any(|heir| is_heir(&heir))
        };
        owned.counter.granted != AnyNumeric::default()
            && (owned.counter.period_end <= now || limit.replaced && !has_heir())
    };
    reserved.iter().any(|owned| {
        limits.iter().find(|limit| limit.is_of(owned)).is_none_or(|limit| has_moved_on(limit, owned))
    })
}

/// The counters of these limits for a call, those that there are.
fn running(db: &mut Db, limits: &[Limit], call: &Call, now: TimestampWithTimeZone) -> Result<Vec<i64>> {
    let mut ids = Vec::new();
    for limit in limits {
        let counter = counters::find(db, place(limit, call.at, now)?)?;
        ids.extend(counter.and_then(|counter| counter.id));
    }
    Ok(ids)
}

/// Has limits that came after the hold count the settlement from the log, and reads what is granted there anew.
fn count_from_log(
    db: &mut Db,
    usage_id: i64,
    call: &Call,
    counted: Vec<&mut Reading>,
    now: TimestampWithTimeZone,
) -> Result<()> {
    if counted.is_empty() {
        return Ok(());
    }
    let ids = counted.iter().filter_map(|(_, counter)| counter.id).collect();
    let granted = holds::count_settlement(db, usage_id, call, ids, now)?;
    let mut read = Vec::new();
    for reading in counted {
        if let Some((_, granted)) = granted.iter().find(|(id, _)| Some(*id) == reading.1.id) {
            reading.1.granted = granted.clone();
        }
        read.push(reading.clone());
    }
    alert::raise(db, &read).map(drop)
}

/// Frees what the hold takes up; the counters are locked, those charged are read anew. `false`: not all of it was there
/// any more.
fn free(
    db: &mut Db,
    hold: &Hold,
    charged: &mut [Reading],
    heirs_are_locked: bool,
    now: TimestampWithTimeZone,
) -> Result<bool> {
    let freed = holds::free(db, hold.id, heirs_are_locked, now)?;
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
