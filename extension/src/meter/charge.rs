//! Charging a call.

use std::rc::Rc;

use token_meter_core::call::Call;
use token_meter_core::price::{Priced, Used};

use super::alert;
use super::answers;
use super::claim::Purpose;
use super::gauge::{capped, passed};
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
use crate::store::{Db, engine, fence, settings};

/// Charges a call to every limit that counts it and logs it, or records its denial. `answer`: the name of the answer that it was read
/// from, under which it is charged once.
pub fn charge(db: &mut Db, call: &Call, answer: Option<&str>) -> Result<Verdict> {
    if guc::has_fast_path()
        && let Some(verdict) = charge_at_once(db, call, answer)?
    {
        return Ok(verdict);
    }
    Verdict::kept(engine::charge(db, call, answer)?)
}

/// The ordinary call. `None`: it is another, and nothing has been written.
fn charge_at_once(db: &mut Db, call: &Call, answer: Option<&str>) -> Result<Option<Verdict>> {
    if let Some(answer) = answer
        && !answers::claim(db, &call.account, answer)?
    {
        return Ok(None);
    }
    let (account, call) = enter(db, call)?;
    let priced = price_call(db, &call)?;
    let limits = limits::in_force(db, &account, &call, priced.cost)?;
    let charged = match take(db, &call, limits, Purpose::Spend)? {
        Taken::All(charged) => charged,
        Taken::Refused(limit) => return Verdict::kept(engine::refuse(db, &call, &limit)?).map(Some),
        Taken::Less(..) => return Err(MeterError::Internal("only what is reserved is cut")),
    };
    let reason = reason_after(&call, &charged);
    // what is used and stands above a cap
    let call = Call { enforce: call.enforce && reason != Reason::Capped, ..call };
    let recorded = record(db, &account, &call, &priced, &charged, None)?;
    if let Some(answer) = answer {
        answers::charged(db, &call.account, answer, recorded.usage_id)?;
    }
    Ok(Some(Verdict::allowed(&call, &priced, reason, &charged)?.with_usage(recorded)))
}

/// Enters a charge: the account, made where it is new, and the call with the key it uses.
pub fn enter(db: &mut Db, call: &Call) -> Result<(Rc<Account>, Call)> {
    limits::end_expired(db, &[&call.account])?;
    fence::enter_charges(db, &[&call.account])?;
    let account = known(db, call)?;
    fence::check_snapshot(db, &account)?;
    let call = with_key(call, &account);
    Ok((account, call))
}

/// The account of a call, made where nobody knows it yet.
pub fn known(db: &mut Db, call: &Call) -> Result<Rc<Account>> {
    let provider = call.provider.as_deref();
    if let Some(account) = accounts::find(db, &call.account, provider)? {
        return Ok(account);
    }
    accounts::make(db, call)?;
    accounts::find(db, &call.account, provider)?.ok_or(MeterError::Internal("a new account is not there"))
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

/// Writes the usage row of what was charged, and has the thresholds told that it reached.
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
    alert::tell(db, charged)?;
    recorded.into_iter().next().ok_or(MeterError::Internal("a call was not recorded"))
}

/// The reason of a call that passed: had a limit less room than it asked for, did it pass a cap that does not refuse, or one that it was let past?
pub fn reason_after(call: &Call, charged: &[Reading]) -> Reason {
    let over: Vec<&Limit> =
        charged.iter().filter(|(limit, counter)| passed(limit, counter)).map(|(limit, _)| limit).collect();
    if call.enforce && charged.iter().any(|(limit, counter)| capped(limit, counter)) {
        Reason::Capped
    } else if !call.enforce && over.iter().any(|limit| limit.hard) {
        Reason::NotEnforced
    } else if over.iter().any(|limit| !limit.hard) {
        Reason::SoftLimit
    } else if charged.is_empty() && call.key_source == Some("own") {
        Reason::OwnKey
    } else {
        Reason::Ok
    }
}
