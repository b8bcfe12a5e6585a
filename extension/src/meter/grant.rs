//! Adding to an account's caps, and taking calls back.

use serde::{Deserialize, Serialize};

use super::reading::opened;
use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::grants::{self, Grant};
use crate::store::refunds::{self, Refund};
use crate::store::{Db, accounts, fence, limits};

/// What a retry is answered again: the grant, and what was left of it at first.
#[derive(Serialize, Deserialize)]
pub struct Answer {
    pub grant_id: i64,
    /// In the limit's unit, as digits.
    pub remaining: String,
}

/// Adds a grant to the limit of this name, in the period that runs.
pub fn grant(db: &mut Db, account: &str, limit_name: &str, grant: &Grant) -> Result<Answer> {
    fence::enter_charge(account)?;
    let now = clock::now()?;
    let account = accounts::find_or_create(db, account, None, now)?;
    fence::check_snapshot(db, &account)?;
    let limits = limits::of_account(db, &account)?;
    let Some(limit) = limits.iter().find(|limit| limit.name == limit_name) else {
        let names: Vec<&str> = limits.iter().map(|limit| limit.name.as_str()).collect();
        return Err(MeterError::UnknownLimit {
            account: account.id.clone(),
            limit: limit_name.to_owned(),
            known: names.join(", "),
        });
    };
    let counter = opened(db, limit, now)?.id.ok_or(MeterError::Internal("a counter has no id"))?;
    let now = clock::from_utc(now)?;
    let grant_id = grants::add(db, counter, grant, now)?;
    let remaining = grants::read(db, &limit.payer, grant_id, now)?.remaining;
    Ok(Answer { grant_id, remaining: remaining.to_string() })
}

/// Takes a call back: from the counters and the grants that paid for it.
pub fn refund(db: &mut Db, account: &str, usage_id: i64, note: Option<&str>) -> Result<Refund> {
    fence::enter_charge(account)?;
    if let Some(known) = accounts::find(db, account, None)? {
        fence::check_snapshot(db, &known)?;
    }
    refunds::refund(db, account, usage_id, note, clock::from_utc(clock::now()?)?)?
        .ok_or(MeterError::UnknownUsage { usage_id })
}

/// Opens the period that runs of one of an account's limits, with what the grants and the period before have left.
pub fn open_period(db: &mut Db, account: &str, limit_id: i64) -> Result<()> {
    let now = clock::now()?;
    let Some(account) = accounts::find(db, account, None)? else { return Ok(()) };
    match limits::of_account(db, &account)?.iter().find(|limit| limit.id == limit_id) {
        Some(limit) => opened(db, limit, now).map(drop),
        None => Ok(()), // it is no longer in force
    }
}
