//! Asking whether a call would pass. Reads only.

use token_meter_core::call::Call;

use super::charge::{price_call, reason_after, with_key};
use super::gauge::fits;
use super::reading::{Reading, place};
use super::verdict::Verdict;
use crate::clock;
use crate::error::Result;
use crate::guc;
use crate::store::counters::{self, Counter};
use crate::store::{Db, accounts, engine, limits};

pub fn check(db: &mut Db, call: &Call) -> Result<Verdict> {
    if guc::has_fast_path()
        && let Some(verdict) = check_at_once(db, call)?
    {
        return Ok(verdict);
    }
    Verdict::kept(engine::check(db, call)?)
}

/// The ordinary answer, which is yes. `None`: it is another, or some counter is not up to date, or more may come to it than is simple to foresee.
fn check_at_once(db: &mut Db, call: &Call) -> Result<Option<Verdict>> {
    let Some(account) = accounts::find(db, &call.account, call.provider.as_deref())? else { return Ok(None) };
    if limits::has_expired(db, &account.id)? {
        return Ok(None);
    }
    let call = &with_key(call, &account);
    let priced = price_call(db, call)?;
    let now = clock::from_utc(clock::now()?)?;
    let mut readings: Vec<Reading> = Vec::new();
    for limit in limits::in_force(db, &account, call, priced.cost)? {
        let place = place(&limit, call.at, now)?;
        let found = match counters::find(db, place)? {
            None => counters::foresee(db, &limit, place)?,
            found => found,
        };
        let fitting = found.filter(|counter| counter.stale_at > now && fits(&limit, counter, call.enforce));
        let Some(counter) = fitting else { return Ok(None) };
        readings.push((limit, counter));
    }
    let reason = reason_after(call, &as_charged(&readings));
    Verdict::allowed(call, &priced, reason, &readings).map(Some)
}

/// The readings as they would be after charging.
fn as_charged(readings: &[Reading]) -> Vec<Reading> {
    let charged = readings.iter().map(|(limit, counter)| {
        let used = counter.used.clone() + limit.amount.clone().unwrap_or_default();
        (limit.clone(), Counter { used, ..counter.clone() })
    });
    charged.collect()
}
