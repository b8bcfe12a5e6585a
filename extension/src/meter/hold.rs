//! Setting an amount aside before a call, and giving it back unused; `settle` records what was used.

use pgrx::prelude::*;
use token_meter_core::call::Call;
use token_meter_core::price::Priced;

use super::charge::{enter, price_call, reason_after, refuse};
use super::claim::Purpose;
use super::reading::Reading;
use super::reason::Reason;
use super::take::{Taken, give_back, take};
use super::verdict::Verdict;
use crate::clock;
use crate::error::{MeterError, Result};
use crate::guc;
use crate::store::holds::{self, Hold};
use crate::store::{Db, engine, limits, settings};

/// How often a place is looked for where others take it at the same time.
const ATTEMPTS_MAX: usize = 100;

/// Reserves a call's estimate on every limit that counts it, or on none.
pub fn reserve(db: &mut Db, call: &Call, until: TimestampWithTimeZone) -> Result<Verdict> {
    if !guc::has_fast_path() {
        return Verdict::kept(engine::reserve(db, call, until)?);
    }
    let (account, call) = enter(db, call)?;
    let priced = price_call(db, &call)?;
    let limits = limits::in_force(db, &account, &call, priced.cost)?;
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

/// Gives a hold back unused.
pub fn release(db: &mut Db, hold: &Hold) -> Result<Verdict> {
    Verdict::kept(engine::release(db, hold.id)?)
}

/// The hold of this id, if it is this account's where one is named.
pub fn find(db: &mut Db, hold_id: i64, account: Option<&str>) -> Result<Hold> {
    holds::find(db, hold_id)?
        .filter(|hold| account.is_none_or(|account| account == hold.call.account))
        .ok_or(MeterError::UnknownHold { hold_id })
}

pub(super) fn lock(db: &mut Db, hold_id: i64) -> Result<Hold> {
    holds::lock(db, hold_id)?.ok_or(MeterError::UnknownHold { hold_id })
}
