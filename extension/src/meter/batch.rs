//! Charging many calls at once: each gets the verdict that it would get if they came one after the other, and each counter
//! is written once.
//!
//! All counters are locked before anything is decided, in the order in which every charge locks, so that a batch over many
//! accounts waits for others, and never the other way round as well.

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use token_meter_core::call::Call;
use token_meter_core::price::Priced;

use super::charge::{known, price_call, reason_after, with_key};
use super::ledger::{Ledger, Posting, runs_now};
use super::verdict::Verdict;
use crate::error::{MeterError, Result};
use crate::guc;
use crate::store::accounts::{self, Account};
use crate::store::limits;
use crate::store::usage_log::{self, Entry};
use crate::store::{Db, engine, fence};

/// A call with what it is charged by.
struct Asked {
    account: Rc<Account>,
    call: Call,
    priced: Priced,
    postings: Vec<Posting>,
}

/// Charges calls in their order; each is charged to all limits that count it, or to none.
pub fn charge_all(db: &mut Db, calls: &[(usize, &Call)], now: DateTime<Utc>) -> Result<Vec<Verdict>> {
    let asked = if guc::has_fast_path() { ask_all(db, calls, now)? } else { None };
    let Some(mut asked) = asked else { return hand_over(db, calls, now) };
    if let Some(verdicts) = charge_at_once(db, &mut asked, now)? {
        return Ok(verdicts);
    }
    // as they were asked: whose key they use may have been set anew, and they would count in others than are locked
    let events = calls.iter().map(|(event, _)| *event);
    hand_over(db, &events.zip(asked.iter().map(|asked| &asked.call)).collect::<Vec<_>>(), now)
}

fn hand_over(db: &mut Db, calls: &[(usize, &Call)], now: DateTime<Utc>) -> Result<Vec<Verdict>> {
    engine::charge_all(db, calls, now)?.into_iter().map(Verdict::kept).collect()
}

/// The ordinary batch: each of its calls passes. `None`: it is another, and nothing has been written.
fn charge_at_once(db: &mut Db, asked: &mut [Asked], now: DateTime<Utc>) -> Result<Option<Vec<Verdict>>> {
    let Some(mut ledger) = Ledger::open(db, asked.iter_mut().flat_map(|asked| &mut asked.postings), now)?
    else {
        return Ok(None);
    };
    let (mut verdicts, mut entries) = (Vec::with_capacity(asked.len()), Vec::with_capacity(asked.len()));
    for Asked { account, call, priced, postings } in &*asked {
        let Some((charged, draws)) = ledger.post(db, postings, call.enforce)? else { return Ok(None) };
        verdicts.push(Verdict::allowed(call, priced, reason_after(call, &charged), &charged)?);
        let counters = charged.iter().filter_map(|(_, counter)| counter.id).collect();
        entries.push(Entry { account, call, priced, counters, draws, hold: None });
    }
    ledger.write(db)?;
    let recorded = usage_log::insert(db, entries)?;
    Ok(Some(verdicts.into_iter().zip(recorded).map(|(verdict, row)| verdict.with_usage(row)).collect()))
}

/// What each call is charged by. `None`: one counts in a period that does not run now; nothing is locked.
fn ask_all(db: &mut Db, calls: &[(usize, &Call)], now: DateTime<Utc>) -> Result<Option<Vec<Asked>>> {
    let accounts = enter(db, calls)?;
    let mut asked = Vec::with_capacity(calls.len());
    for (event, call) in calls {
        let entered =
            accounts.get(call.account.as_str()).ok_or(MeterError::Internal("an account is gone"))?;
        match ask(db, entered, call, now).map_err(|error| error.of_event(*event))? {
            Some(one) => asked.push(one),
            None => return Ok(None),
        }
    }
    Ok(Some(asked))
}

/// An account, as a call to a provider finds it: whose key it uses depends on that.
struct Entered<'a> {
    account: Rc<Account>,
    provider: Option<&'a str>,
}

/// Enters the charges of all accounts, made where they are new, by their names: two batches meet in one order.
fn enter<'a>(db: &mut Db, calls: &[(usize, &'a Call)]) -> Result<BTreeMap<&'a str, Entered<'a>>> {
    let first: BTreeMap<&str, &Call> =
        calls.iter().rev().map(|(_, call)| (call.account.as_str(), *call)).collect();
    let names: Vec<&str> = first.keys().copied().collect();
    limits::end_expired(db, &names)?;
    fence::enter_charges(db, &names)?;
    let mut accounts = BTreeMap::new();
    for (name, call) in first {
        let provider = call.provider.as_deref();
        let account = known(db, call)?;
        fence::check_snapshot(db, &account)?;
        accounts.insert(name, Entered { account, provider });
    }
    Ok(accounts)
}

/// `None`: one of the limits counts the call in a period that does not run now.
fn ask(db: &mut Db, entered: &Entered, call: &Call, now: DateTime<Utc>) -> Result<Option<Asked>> {
    let provider = call.provider.as_deref();
    let again = (provider != entered.provider).then(|| accounts::find(db, &entered.account.id, provider));
    let account = again.transpose()?.flatten().unwrap_or_else(|| entered.account.clone());
    let call = with_key(call, &account);
    let priced = price_call(db, &call)?;
    let mut postings = Vec::new();
    for limit in limits::in_force(db, &account, &call, priced.cost)? {
        if call.at != now && !runs_now(db, &limit, call.at, now)? {
            return Ok(None);
        }
        postings.push(Posting::of(limit));
    }
    Ok(Some(Asked { account, call, priced, postings }))
}
