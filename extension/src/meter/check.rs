//! Asking whether a call would pass. Reads only.

use token_meter_core::call::Call;

use super::charge::{price_call, reason_after, with_key};
use super::gauge::refusal;
use super::reading::{Reading, current};
use super::reason::Reason;
use super::verdict::Verdict;
use crate::error::Result;
use crate::guc;
use crate::store::accounts;
use crate::store::counters::Counter;
use crate::store::{Db, engine, limits};

pub fn check(db: &mut Db, call: &Call) -> Result<Verdict> {
    if !guc::has_fast_path() {
        return Verdict::kept(engine::check(db, call)?);
    }
    let account = accounts::find_or_imagine(db, &call.account, call.provider.as_deref(), call.at)?;
    let call = &with_key(call, &account);
    let priced = price_call(db, call)?;
    let mut readings: Vec<Reading> = Vec::new();
    for limit in limits::in_force(db, &account, call, priced.cost)? {
        let counter = current(db, &limit, call.at)?;
        let refused = refusal(&limit, &counter, call.enforce);
        readings.push((limit, counter));
        if let Some(reason) = refused {
            return Verdict::refused(call, &priced, reason, readings.last());
        }
    }
    let reason = reason_with(call, &readings);
    Verdict::allowed(call, &priced, reason, &readings)
}

/// The limits that count a call, in the order in which it is charged to them; those of others with whose they are.
pub fn counted_by(db: &mut Db, call: &Call) -> Result<Vec<String>> {
    let account = accounts::find_or_imagine(db, &call.account, call.provider.as_deref(), call.at)?;
    let limits = limits::in_force(db, &account, &with_key(call, &account), None)?;
    let own = |limit: &limits::Limit| limit.payer == account.id;
    let named = |limit: &limits::Limit| {
        if own(limit) { limit.name.clone() } else { format!("{} of {}", limit.name, limit.payer) }
    };
    Ok(limits.iter().map(named).collect())
}

/// The reason of a call that would pass, as [`reason_after`] would give it after charging.
fn reason_with(call: &Call, readings: &[Reading]) -> Reason {
    let charged: Vec<Reading> = readings
        .iter()
        .map(|(limit, counter)| {
            let used = counter.used.clone() + limit.amount.clone().unwrap_or_default();
            (limit.clone(), Counter { used, ..counter.clone() })
        })
        .collect();
    reason_after(call, &charged)
}
