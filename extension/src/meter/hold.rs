//! Setting an amount aside before a call; `settle` records what was used.

use std::rc::Rc;

use pgrx::prelude::*;
use token_meter_core::call::Call;
use token_meter_core::counts::TokenCounts;
use token_meter_core::price::Priced;

use super::charge::{enter, price_call, reason_after};
use super::claim::Purpose;
use super::reading::Reading;
use super::reason::Reason;
use super::take::{Taken, give_back, take};
use super::verdict::Verdict;
use crate::error::{MeterError, Result};
use crate::guc;
use crate::store::accounts::Account;
use crate::store::holds::{self, Estimate, Hold, Opened};
use crate::store::{Db, engine, limits, settings};

/// Reserves a call's estimate on every limit that counts it, or on none.
pub fn reserve(db: &mut Db, call: &Call, until: TimestampWithTimeZone) -> Result<Verdict> {
    if !guc::has_fast_path() {
        return Verdict::kept(engine::reserve(db, call, until)?);
    }
    let (account, call) = enter(db, call)?;
    match reserve_at_once(db, &account, &call, until)? {
        Some(verdict) => Ok(verdict),
        // as it was asked: whose key it uses may have been set anew, and it would count in others than are locked
        None => Verdict::kept(engine::reserve(db, &call, until)?),
    }
}

/// The ordinary hold: it has a place where it passes. `None`: it is another, and nothing has been written.
fn reserve_at_once(
    db: &mut Db,
    account: &Rc<Account>,
    call: &Call,
    until: TimestampWithTimeZone,
) -> Result<Option<Verdict>> {
    // before anything is charged: with a stripe of a counter, the engine would wait for the others on it, who may do the same
    let Some(place) = free_place(db, call)? else { return Ok(None) };
    let purpose = Purpose::Hold(until);
    let (priced, taken) = take_priced(db, account, call, purpose)?;
    match taken {
        Taken::All(held) => {
            let reason = reason_after(call, &held);
            let verdict = Verdict::allowed(call, &priced, reason, &held)?;
            with_hold(db, call, &priced, until, place, &held, verdict)
        }
        Taken::Refused(limit) => Verdict::kept(engine::refuse(db, call, &limit)?).map(Some),
        Taken::Less(output, by) => {
            let shorter = Call { counts: TokenCounts { output, ..call.counts }, ..call.clone() };
            let (priced, Taken::All(held)) = take_priced(db, account, &shorter, purpose)? else {
                return Ok(None);
            };
            let cut: Vec<Reading> = held.iter().filter(|(limit, _)| limit.is_same(&by)).cloned().collect();
            let verdict = Verdict::allowed(&shorter, &priced, Reason::Ok, &cut)?.because(Reason::Capped);
            with_hold(db, &shorter, &priced, until, place, &held, verdict)
        }
    }
}

/// Takes what a call asks for from every limit that counts it, by what it costs.
fn take_priced(db: &mut Db, account: &Rc<Account>, call: &Call, purpose: Purpose) -> Result<(Priced, Taken)> {
    let priced = price_call(db, call)?;
    let limits = limits::in_force(db, account, call, priced.cost)?;
    let taken = take(db, call, limits, purpose)?;
    Ok((priced, taken))
}

/// The verdict with the hold that is opened for what was taken. `None`: there is no place for it, and all is given back.
fn with_hold(
    db: &mut Db,
    call: &Call,
    priced: &Priced,
    until: TimestampWithTimeZone,
    place: i32,
    held: &[Reading],
    verdict: Verdict,
) -> Result<Option<Verdict>> {
    if let Some(hold_id) = open(db, call, priced, until, place, held)? {
        return Ok(Some(verdict.with_hold(hold_id)));
    }
    give_back(db, held, Purpose::Hold(until))?;
    Ok(None)
}

/// Opens the hold in a place that was free, the next one where another session has just taken it. `None`: the account has none left.
fn open(
    db: &mut Db,
    call: &Call,
    priced: &Priced,
    until: TimestampWithTimeZone,
    place: i32,
    held: &[Reading],
) -> Result<Option<i64>> {
    let reserved = held
        .iter()
        .filter_map(|(limit, counter)| Some((counter.id?, limit.amount.clone().unwrap_or_default())))
        .collect();
    let estimate = Estimate { call, cost: priced.cost, until, reserved };
    let mut free = Some(place);
    while let Some(place) = free {
        if let Opened::As(hold_id) = holds::open(db, &estimate, place)? {
            return Ok(Some(hold_id));
        }
        free = free_place(db, call)?;
    }
    Ok(None)
}

/// The lowest of the account's places for open holds that is free.
fn free_place(db: &mut Db, call: &Call) -> Result<Option<i32>> {
    let place = holds::free_slot(db, &call.account)?;
    Ok((place <= settings::number(db, "open_holds_max")?).then_some(place))
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
