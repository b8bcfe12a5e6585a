//! Charging many calls at once: each gets the verdict that it would get if they came one after the other, and each counter
//! is written once.
//!
//! All counters are locked before anything is decided, in the order in which every charge locks, so that a batch over many
//! accounts waits for others, and never the other way round as well. (Calls of periods that have ended are locked one by one.)

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use token_meter_core::call::Call;
use token_meter_core::price::Priced;

use super::charge::{charge, price_call, reason_after, refuse, with_key};
use super::ledger::{Decided, Ledger, Posting, runs_now};
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
    /// One of its limits counts it in a period that does not run now.
    late: bool,
}

/// Charges calls in their order; each is charged to all limits that count it, or to none. Those of periods that have ended
/// come first, one by one: what they leave moves on to the periods that run.
pub fn charge_all(db: &mut Db, calls: &[(usize, &Call)], now: DateTime<Utc>) -> Result<Vec<Verdict>> {
    if !guc::has_fast_path() {
        return engine::charge_all(db, calls, now)?.into_iter().map(Verdict::kept).collect();
    }
    let accounts = enter(db, calls)?;
    let mut asked = Vec::with_capacity(calls.len());
    for (event, call) in calls {
        let entered =
            accounts.get(call.account.as_str()).ok_or(MeterError::Internal("an account is gone"))?;
        asked.push(ask(db, entered, call, now).map_err(|error| error.of_event(*event))?);
    }
    let mut verdicts: Vec<Option<Verdict>> = Vec::with_capacity(asked.len());
    for (asked, (event, call)) in asked.iter().zip(calls) {
        let late = asked.late.then(|| charge(db, call)).transpose();
        verdicts.push(late.map_err(|error| error.of_event(*event))?);
    }
    charge_running(db, &mut asked, &mut verdicts, now)?;
    let answered = verdicts.into_iter();
    answered.map(|verdict| verdict.ok_or(MeterError::Internal("a call has no verdict"))).collect()
}

/// Charges the calls of the periods that run, all counters at once.
fn charge_running(
    db: &mut Db,
    asked: &mut [Asked],
    verdicts: &mut [Option<Verdict>],
    now: DateTime<Utc>,
) -> Result<()> {
    let running = asked.iter_mut().filter(|asked| !asked.late);
    let mut ledger = Ledger::open(db, running.flat_map(|asked| &mut asked.postings), now)?;
    let mut taken = Vec::new();
    for (place, asked) in asked.iter().enumerate().filter(|(_, asked)| !asked.late) {
        let Asked { call, priced, postings, .. } = asked;
        verdicts[place] = Some(match ledger.post(db, postings, call.enforce)? {
            Decided::Refused(reason, reading) => refuse(db, call, priced, reason, Some(&reading))?,
            Decided::Taken(charged, draws) => {
                let reason = reason_after(call, &charged);
                let counters = charged.iter().filter_map(|(_, counter)| counter.id).collect();
                taken.push((place, counters, draws));
                Verdict::allowed(call, priced, reason, &charged)?
            }
        });
    }
    ledger.write(db)?;
    let entries = taken.into_iter().map(|(place, counters, draws)| {
        let Asked { account, call, priced, .. } = &asked[place];
        (place, Entry { account, call, priced, counters, draws, hold: None })
    });
    let (places, entries): (Vec<usize>, Vec<Entry>) = entries.unzip();
    for (place, row) in places.into_iter().zip(usage_log::insert(db, entries)?) {
        verdicts[place] = verdicts[place].take().map(|verdict| verdict.with_usage(row));
    }
    Ok(())
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
    let mut accounts = BTreeMap::new();
    for (name, call) in first {
        fence::enter_charge(name)?;
        let provider = call.provider.as_deref();
        let account = accounts::find_or_create(db, name, provider, call.at)?;
        fence::check_snapshot(db, &account)?;
        accounts.insert(name, Entered { account, provider });
    }
    Ok(accounts)
}

fn ask(db: &mut Db, entered: &Entered, call: &Call, now: DateTime<Utc>) -> Result<Asked> {
    let provider = call.provider.as_deref();
    let again = (provider != entered.provider).then(|| accounts::find(db, &entered.account.id, provider));
    let account = again.transpose()?.flatten().unwrap_or_else(|| entered.account.clone());
    let call = with_key(call, &account);
    let priced = price_call(db, &call)?;
    let (mut postings, mut late) = (Vec::new(), false);
    for limit in limits::in_force(db, &account, &call, priced.cost)? {
        late |= call.at != now && !runs_now(db, &limit, call.at, now)?;
        postings.push(Posting::of(limit));
    }
    Ok(Asked { account, call, priced, postings, late })
}
