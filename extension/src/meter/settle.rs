//! Settling a hold: recording what the call has used, where it was reserved.

use std::rc::Rc;

use pgrx::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use token_meter_core::call::Call;
use token_meter_core::conditions::Conditions;
use token_meter_core::counts::TokenCounts;
use token_meter_core::units::Units;

use super::answers;
use super::charge::{enter, price_call, reason_after, record};
use super::claim::{Held, Purpose};
use super::hold::lock;
use super::reading::Reading;
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
use crate::store::{Db, engine, idempotency, limits};

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

    /// All of it as the hold keeps it, which has its own id.
    fn kept(&self) -> Value {
        let mut kept = idempotency::without_defaults(&self.request);
        if let Some(parts) = kept.as_object_mut() {
            parts.remove("hold_id");
        }
        kept
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
    let (hold_id, call) = (hold.id, actuals.of_call(hold.call));
    if guc::has_fast_path()
        && let Some(verdict) = settle_at_once(db, hold_id, &call, &actuals)?
    {
        return Ok(verdict);
    }
    Verdict::kept(engine::settle(db, hold_id, &call, actuals.answer.as_deref(), &actuals.request)?)
}

/// The ordinary settlement: in time, of no more than was reserved, on the limits on which it was. `None`: it is another, and
/// nothing has been written.
fn settle_at_once(db: &mut Db, hold_id: i64, call: &Call, actuals: &Actuals) -> Result<Option<Verdict>> {
    let (account, call) = enter(db, call)?;
    let now = clock::from_utc(clock::now()?)?;
    let hold = lock(db, hold_id)?;
    if hold.released || hold.settled || hold.expires_at <= now || hold.call.account != call.account {
        return Ok(None);
    }
    if let Some(answer) = &actuals.answer
        && !answers::claim(db, &call.account, answer)?
    {
        return Ok(None);
    }
    let reserved = counters::owned(db, hold.reserved.iter().map(|(counter_id, _)| *counter_id))?;
    let priced = price_call(db, &call)?;
    let limits = limits::in_force(db, &account, &call, priced.cost)?;
    if !is_covered(&hold, &call, &limits, &reserved, now)
        || holds::has_more(db, &hold)?
        || counts_only_as_reserved(db, &account, &hold, &call, &limits)?
    {
        return Ok(None);
    }
    let held: Vec<Held> = reserved
        .into_iter()
        .zip(&hold.reserved)
        .map(|(on, (_, amount))| Held { hold_id, on, amount: amount.clone() })
        .collect();
    let Taken::All(mut charged) = take(db, &call, limits, Purpose::Settle(&held))? else {
        return Err(MeterError::Internal("a settlement was refused"));
    };
    // another session, whose clock ran ahead while this one waited for a counter's lock, may have freed its reservation
    let late = !free(db, &hold, &mut charged)?;
    let call = Call { enforce: !late, ..call };
    let recorded = record(db, &account, &call, &priced, &charged, Some(hold.id))?;
    let reason = if late { Reason::Late } else { reason_after(&call, &charged) };
    let usage_id = recorded.usage_id;
    let verdict = Verdict::allowed(&call, &priced, reason, &charged)?.with_usage(recorded).with_hold(hold.id);
    if let Some(answer) = &actuals.answer {
        answers::charged(db, &call.account, answer, usage_id)?;
    }
    let settlement = Settlement { usage_id, late, overage: false, actuals: actuals.kept() };
    holds::settle(db, hold.id, now, settlement, verdict.to_json())?;
    Ok(Some(verdict))
}

/// Whether the limits that count a settlement are those that it was reserved on, and none of them is asked for more; and whether what
/// it sets free stays where it is: no grants that have moved on to the next period.
fn is_covered(
    hold: &Hold,
    call: &Call,
    limits: &[Limit],
    reserved: &[Owned],
    now: TimestampWithTimeZone,
) -> bool {
    let is_within = |(owned, (_, held)): (&Owned, &(i64, AnyNumeric))| {
        let stays = owned.counter.granted == AnyNumeric::default() || owned.counter.period_end > now;
        let limit = limits.iter().find(|limit| limit.is_of(owned));
        stays && limit.is_some_and(|limit| limit.amount.as_ref().is_none_or(|used| used <= held))
    };
    limits.len() == reserved.len()
        && call.counts.total() <= hold.call.counts.total()
        && reserved.iter().zip(&hold.reserved).all(is_within)
}

/// Whether a limit counts the hold as it was reserved, under another model or provider, and not as it is settled: it has come into force since,
/// and its counter may take the hold over meanwhile.
fn counts_only_as_reserved(
    db: &mut Db,
    account: &Rc<Account>,
    hold: &Hold,
    call: &Call,
    limits: &[Limit],
) -> Result<bool> {
    if (&call.model, &call.provider) == (&hold.call.model, &hold.call.provider) {
        return Ok(false);
    }
    let as_reserved = limits::in_force(db, account, &hold.call, None)?;
    Ok(as_reserved.iter().any(|counts| !limits.iter().any(|limit| limit.is_same(counts))))
}

/// Frees what the hold takes up; the counters are locked, those whose rows were charged are read anew. `false`: not all of it was
/// there any more.
fn free(db: &mut Db, hold: &Hold, charged: &mut [Reading]) -> Result<bool> {
    let already = charged.iter().filter(|(_, counter)| counter.is_freed || counter.stripe.is_some());
    let already: Vec<i64> = already.filter_map(|(_, counter)| counter.id).collect();
    let freed = holds::free(db, hold.id, &already)?;
    for (_, counter) in charged {
        if let Some((_, Some(reserved))) = freed.iter().find(|(id, _)| Some(*id) == counter.id) {
            counter.reserved = reserved.clone();
        }
    }
    let none = AnyNumeric::default();
    // more where a limit that came into force later has taken it over while this session waited
    Ok(freed.len() >= hold.reserved.iter().filter(|(_, amount)| *amount > none).count())
}
