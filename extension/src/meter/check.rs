//! Asking whether a call would pass. Reads only.

use token_meter_core::call::Call;

use super::charge::{price_call, reason_after};
use super::gauge::admits;
use super::period::{self, Span};
use super::verdict::{Reading, Reason, Verdict};
use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::Db;
use crate::store::accounts::{self, Account};
use crate::store::counters::{self, Counter, Place};
use crate::store::limits::{self, Limit};

pub fn check(db: &mut Db, call: &Call) -> Result<Verdict> {
    let account = accounts::find_or_imagine(db, &call.account, call.at)?;
    let priced = price_call(db, call)?;
    let mut readings: Vec<Reading> = Vec::new();
    for limit in limits::in_force(db, &account, call, priced.cost)? {
        let counter = current(db, &account, &limit, call.at)?;
        let enforce = limit.hard && limit.cap.is_some();
        match &limit.amount {
            None if enforce => return Verdict::refused(call, &priced, Reason::Unpriced, &(limit, counter)),
            Some(amount) if enforce && !admits(&limit, &counter, amount) => {
                return Verdict::refused(call, &priced, Reason::OverLimit, &(limit, counter));
            }
            _ => readings.push((limit, counter)),
        }
    }
    let reason = reason_with(&readings);
    Verdict::allowed(call, &priced, reason, &readings, None)
}

/// What an account has used of a limit, whether or not a counter stands for it yet.
pub fn current(
    db: &mut Db,
    account: &Account,
    limit: &Limit,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<Counter> {
    let place = Place { account: &account.id, limit_id: limit.id, at: clock::from_utc(at)? };
    if let Some(counter) = counters::find(db, place)? {
        return Ok(counter);
    }
    let span: Span = period::span(account, limit.period, limit.anchored, at)?;
    counters::preview(db, place, span)?.ok_or(MeterError::Internal("a limit is gone"))
}

/// The reason of a call that would pass, as [`reason_after`] would give it after charging.
fn reason_with(readings: &[Reading]) -> Reason {
    let charged: Vec<Reading> = readings
        .iter()
        .map(|(limit, counter)| {
            let used = counter.used.clone() + limit.amount.clone().unwrap_or_default();
            (limit.clone(), Counter { used, ..counter.clone() })
        })
        .collect();
    reason_after(&charged)
}
