//! Charging a call.

use std::rc::Rc;

use token_meter_core::call::{Call, DUPLICATE};
use token_meter_core::price::{Priced, Used};

use super::alert;
use super::answers;
use super::claim::Purpose;
use super::gauge::passed;
use super::price::{Priceable, own, price, spent};
use super::reading::Reading;
use super::reason::Reason;
use super::take::{Taken, take};
use super::verdict::Verdict;
use crate::error::{MeterError, Result};
use crate::guc;
use crate::store::accounts::{self, Account};
use crate::store::grants::{self, Draws};
use crate::store::limits::{self, Limit};
use crate::store::usage_log::{self, Entry, Recorded};
use crate::store::{Db, denials, engine, fence, settings};

/// Charges a call to every limit that counts it and logs it, or records its denial.
pub fn charge(db: &mut Db, call: &Call) -> Result<Verdict> {
    if !guc::has_fast_path() {
        return Verdict::kept(engine::charge(db, call)?);
    }
    let (account, call) = enter(db, call)?;
    let priced = price_call(db, &call)?;
    let limits = limits::in_force(db, &account, &call, priced.cost)?;
    match take(db, &call, limits, Purpose::Spend)? {
        Taken::Refused(reason, reading) => refuse(db, &call, &priced, reason, Some(&reading)),
        Taken::All(charged) => {
            let recorded = record(db, &account, &call, &priced, &charged, None)?;
            let reason = reason_after(&call, &charged);
            Ok(Verdict::allowed(&call, &priced, reason, &charged)?.with_usage(recorded))
        }
    }
}

/// Enters a charge: the account, made where it is new, and the call with the key it uses.
pub fn enter(db: &mut Db, call: &Call) -> Result<(Rc<Account>, Call)> {
    fence::enter_charge(&call.account)?;
    let account = accounts::find_or_create(db, &call.account, call.provider.as_deref(), call.at)?;
    fence::check_snapshot(db, &account)?;
    let call = with_key(call, &account);
    Ok((account, call))
}

/// The call with the key that it uses: its own word, else what is set for the account, else the operator's.
pub fn with_key(call: &Call, account: &Account) -> Call {
    let set = if account.key_source.as_deref() == Some("own") { "own" } else { "shared" };
    Call { key_source: call.key_source.or(Some(set)), ..call.clone() }
}

/// What a call costs. Where the tokens are spent already, they are recorded even if their price cannot be told.
pub fn price_call(db: &mut Db, call: &Call) -> Result<Priced> {
    let what = Priceable {
        provider: call.provider.as_deref(),
        model: call.model.as_deref(),
        used: Used {
            counts: &call.counts,
            units: &call.units,
            service_tier: &call.service_tier,
            conditions: &call.conditions,
            at: call.at,
        },
        prices_at: call.at,
    };
    let by_prices = |db: &mut Db| match call.enforce {
        true => price(db, &what),
        false => match spent(db, &what) {
            Err(error) if error.tells_no_price() => Ok(Priced::unknown()),
            priced => priced,
        },
    };
    let Some(bill) = call.reported_cost else { return by_prices(db) };
    // the bill is known, whatever the prices know
    let own = match own(db, &what) {
        Err(error) if error.is_about_the_price() => Priced::unknown(),
        priced => priced?,
    };
    let counts_nothing = call.counts.total() == 0 && call.units.is_empty();
    if counts_nothing && own.price_ids.is_empty() {
        // prices say nothing of it, so that not even the operator who goes by them has another cost
        return Ok(Priced::unknown().reported(bill.into()));
    }
    if settings::read(db, "cost_source")? == "reported" {
        return Ok(own.reported(bill.into()));
    }
    Ok(by_prices(db)?.beside_bill())
}

/// Charges an answer under the name that it has. One that the account has been charged for is charged again and told, or
/// refused, as the setting `duplicate_responses` says.
pub fn charge_answer(db: &mut Db, call: &Call, answer: Option<&str>) -> Result<Verdict> {
    let Some(answer) = answer else { return charge(db, call) };
    if !answers::was_charged(db, &call.account, answer)? {
        let verdict = charge(db, call)?;
        answers::charged(db, &call.account, answer, verdict.usage_id)?;
        return Ok(verdict);
    }
    if settings::read(db, "duplicate_responses")? == "refuse" {
        let (_, call) = enter(db, call)?;
        let priced = price_call(db, &call)?;
        return Ok(refuse(db, &call, &priced, Reason::Duplicate, None)?.into_duplicate());
    }
    Ok(charge(db, &marked(call, DUPLICATE))?.into_duplicate())
}

/// The call with a mark on its row.
pub fn marked(call: &Call, mark: &'static str) -> Call {
    let mut call = call.clone();
    call.marks.push(mark);
    call
}

/// Keeps a refusal on record, and answers it.
pub fn refuse(
    db: &mut Db,
    call: &Call,
    priced: &Priced,
    reason: Reason,
    reading: Option<&Reading>,
) -> Result<Verdict> {
    denials::insert(db, call, priced, reason.name(), reading)?;
    Verdict::refused(call, priced, reason, reading)
}

/// Writes the usage row of what was charged, and the alerts that it sets off.
pub fn record(
    db: &mut Db,
    account: &Account,
    call: &Call,
    priced: &Priced,
    charged: &[Reading],
    hold: Option<i64>,
) -> Result<Recorded> {
    let mut draws = Draws::default();
    for (limit, counter) in charged {
        let before = counter.used.clone() - limit.amount.clone().unwrap_or_default();
        draws.extend(grants::drawn(db, limit, counter, before)?);
    }
    let counters = charged.iter().filter_map(|(_, counter)| counter.id).collect();
    let recorded = usage_log::insert(db, vec![Entry { account, call, priced, counters, draws, hold }])?;
    alert::raise(db, charged)?;
    recorded.into_iter().next().ok_or(MeterError::Internal("a call was not recorded"))
}

/// The reason of a call that passed: did it pass a cap that does not refuse, or one that it was let past?
pub fn reason_after(call: &Call, charged: &[Reading]) -> Reason {
    let over: Vec<&Limit> =
        charged.iter().filter(|(limit, counter)| passed(limit, counter)).map(|(limit, _)| limit).collect();
    if !call.enforce && over.iter().any(|limit| limit.hard) {
        Reason::NotEnforced
    } else if over.iter().any(|limit| !limit.hard) {
        Reason::SoftLimit
    } else if charged.is_empty() && call.key_source == Some("own") {
        Reason::OwnKey
    } else {
        Reason::Ok
    }
}
