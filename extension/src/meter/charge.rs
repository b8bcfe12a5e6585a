//! Charging a call: every limit that counts it, or none.

use token_meter_core::call::Call;
use token_meter_core::price::Priced;

use super::gauge::{admits, passed};
use super::period;
use super::price::{Priceable, price};
use super::reading::current;
use super::verdict::{Reading, Reason, Verdict};
use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::accounts::{self, Account};
use crate::store::counters::{self, Counter, Place};
use crate::store::limits::{self, Limit};
use crate::store::{Db, denials, fence, usage_log};

/// How often a charge starts anew where another session makes or changes its counter in between.
const ATTEMPTS_MAX: usize = 100;

enum Outcome {
    Charged(Counter),
    Refused(Reason, Counter),
}

/// Charges a call to every limit that counts it and logs it, or records its denial.
pub fn charge(db: &mut Db, call: &Call) -> Result<Verdict> {
    fence::enter_charge(&call.account)?;
    let account = accounts::find_or_create(db, &call.account, call.at)?;
    fence::check_snapshot(db, &account.id)?;
    let priced = match price_call(db, call) {
        // the tokens are spent: they are recorded even where their price cannot be told
        Err(error) if !call.enforce && error.is_about_the_price() => Priced::unknown(),
        priced => priced?,
    };

    let mut charged: Vec<Reading> = Vec::new();
    for limit in limits::in_force(db, &account, call, priced.cost)? {
        match charge_limit(db, &account, call, &limit)? {
            Outcome::Charged(counter) => charged.push((limit, counter)),
            Outcome::Refused(reason, counter) => {
                uncharge(db, &charged)?;
                denials::insert(db, &account, call, &priced, reason.name(), &limit, &counter)?;
                return Verdict::refused(call, &priced, reason, &(limit, counter));
            }
        }
    }
    let receipt = charged.iter().filter_map(|(_, counter)| counter.id).collect();
    let usage_id = usage_log::insert(db, &account, call, &priced, receipt)?;
    Verdict::allowed(call, &priced, reason_after(&charged), &charged, Some(usage_id))
}

pub fn price_call(db: &mut Db, call: &Call) -> Result<Priced> {
    let what = Priceable {
        provider: call.provider.as_deref(),
        model: call.model.as_deref(),
        service_tier: &call.service_tier,
        counts: &call.counts,
        at: call.at,
    };
    price(db, &what)
}

/// Charges one limit: tries the counter of the period as computed, and where there is none, finds the one that runs
/// (a changed zone waits for its end) or makes it.
fn charge_limit(db: &mut Db, account: &Account, call: &Call, limit: &Limit) -> Result<Outcome> {
    let enforce = call.enforce && limit.hard;
    if limit.amount.is_none() && enforce && limit.cap.is_some() {
        return Ok(Outcome::Refused(Reason::Unpriced, current(db, account, limit, call.at)?));
    }
    let amount = limit.amount.clone().unwrap_or_default();
    let place = Place { account: &account.id, limit_id: limit.id, at: clock::from_utc(call.at)? };
    let span = period::span(account, limit.period, limit.anchored, call.at)?;

    let mut start = span.0;
    for _ in 0..ATTEMPTS_MAX {
        if let Some(counter) = counters::charge(db, place, start, &amount, limit.cap.as_ref(), enforce)? {
            return Ok(Outcome::Charged(counter));
        }
        match counters::find(db, place)? {
            Some(counter) if enforce && !admits(limit, &counter, &amount) => {
                return Ok(Outcome::Refused(Reason::OverLimit, counter));
            }
            Some(counter) => start = counter.period_start,
            None => counters::create(db, place, span)?,
        }
    }
    Err(MeterError::Internal("a counter kept changing"))
}

/// Takes back what was charged before a later limit refused; the rows are still locked by this transaction.
fn uncharge(db: &mut Db, charged: &[Reading]) -> Result<()> {
    for (limit, counter) in charged {
        if let (Some(id), Some(amount)) = (counter.id, &limit.amount) {
            counters::uncharge(db, id, amount)?;
        }
    }
    Ok(())
}

/// The reason of a call that passed: did it pass a cap that does not refuse, or one that its unknown cost might pass?
pub fn reason_after(charged: &[Reading]) -> Reason {
    let over: Vec<&Limit> =
        charged.iter().filter(|(limit, counter)| passed(limit, counter)).map(|(limit, _)| limit).collect();
    match over.iter().any(|limit| limit.hard) {
        true => Reason::NotEnforced,
        false if over.is_empty() => Reason::Ok,
        false => Reason::SoftLimit,
    }
}
