//! Asking whether a call would pass. Reads only.

use token_meter_core::call::Call;

use super::charge::{price_call, reason_after};
use super::gauge::admits;
use super::reading::current;
use super::verdict::{Reading, Reason, Verdict};
use crate::error::Result;
use crate::store::Db;
use crate::store::accounts;
use crate::store::counters::Counter;
use crate::store::limits;

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
