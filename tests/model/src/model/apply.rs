//! What an operation does, and what Postgres must answer.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::accounts::Pool;
use super::upkeep::Resets;
use super::verdict::Verdict;
use super::{Answer, Code, INVALID, Model};
use crate::calendar::Moment;
use crate::names::Name;
use crate::operation::{Actual, Operation};
use crate::value::Row;

/// What must come back.
#[derive(Clone, Debug)]
pub enum Expected {
    Rows(Vec<Row>),
    /// No error.
    Done,
    /// In whatever order.
    Set(Vec<Row>),
    Resets(Resets),
    Error(Code),
}

impl Model {
    /// Does an operation, which was put to Postgres as `sql`. After an error nothing has happened.
    pub fn apply(&mut self, operation: &Operation, sql: &str, moments: &BTreeSet<Moment>) -> Expected {
        let before = self.clone();
        match self.attempt(operation, sql, moments) {
            Ok(expected) => {
                self.pay_all();
                self.expire_grants();
                expected
            }
            Err(code) => {
                *self = before;
                Expected::Error(code)
            }
        }
    }

    fn attempt(&mut self, operation: &Operation, sql: &str, moments: &BTreeSet<Moment>) -> Answer<Expected> {
        let may_be_repeated = may_be_repeated(operation);
        let rows = match operation {
            Operation::ResetDue => return Ok(Expected::Resets(self.reset_due(moments))),
            Operation::Maintain => return Ok(Expected::Set(self.maintain())),
            Operation::TakeAlerts { batch } if self.alerts_in_no_order => {
                self.alerts_in_no_order = false;
                return Ok(Expected::Set(self.take_alerts(*batch)));
            }
            Operation::TakeAlerts { batch } => return Ok(Expected::Rows(self.take_alerts(*batch))),
            Operation::Reprice(asked) => return Ok(Expected::Rows(self.reprice(asked))),
            Operation::Again { request } => {
                self.request(*request).map(|request| request.answer.clone()).into_iter().collect()
            }
            _ => match self.metering(operation)? {
                Some(answer) => vec![answer],
                None => {
                    self.administration(operation)?;
                    return Ok(Expected::Done);
                }
            },
        };
        if may_be_repeated && let [answer] = &rows[..] {
            self.remember_request(sql, answer);
        }
        Ok(Expected::Rows(rows))
    }

    fn metering(&mut self, operation: &Operation) -> Answer<Option<Row>> {
        let answer = match operation {
            Operation::Add { call, minutes_late, enforce, key } => {
                let late = minutes_late.map(|minutes| self.now - TimeDelta::minutes(minutes));
                let request = format!("add {call:?} {late:?} {enforce}");
                let at = late.unwrap_or(self.now);
                self.once(call.account, *key, request, |model| {
                    let verdict = model.add(call, at, *enforce)?;
                    Ok(model.verdict_row(&verdict))
                })?
            }
            Operation::Check { call } => {
                let verdict = self.check(call)?;
                self.verdict_row(&Verdict { usage: None, hold: None, ..verdict })
            }
            Operation::Reserve { call, .. } if call.input + call.output == 0 => return Err(INVALID),
            Operation::Reserve { call, ttl_seconds, key } => {
                let request = format!("reserve {call:?} {ttl_seconds}");
                self.once(call.account, *key, request, |model| {
                    let verdict = model.reserve(call, TimeDelta::seconds(*ttl_seconds))?;
                    Ok(model.verdict_row(&verdict))
                })?
            }
            Operation::Settle { hold, actual, account, key } => {
                let hold = self.need_hold(self.picked_hold(*hold), self.claimed_hold(*hold, *account))?;
                self.settle_once(hold, *actual, *key)?
            }
            Operation::Release { hold, account } => {
                let hold = self.need_hold(self.picked_hold(*hold), self.claimed_hold(*hold, *account))?;
                self.release(hold)?
            }
            Operation::Grant { account, limit, amount, priority, expires_in_minutes, key } => {
                let expires_at = expires_in_minutes.map(|minutes| self.now + TimeDelta::minutes(minutes));
                let request = format!("grant {limit} {amount} {priority} {expires_at:?}");
                self.once(account, *key, request, |model| {
                    model.grant(account, limit, *amount, *priority, expires_at)
                })?
            }
            Operation::VoidGrant { grant, amount } => self.void_grant(self.picked_grant(*grant), *amount)?,
            Operation::Refund { usage, account, key } => {
                let call = self.picked_usage(*usage);
                let account = self.claimed_usage(*usage, *account);
                self.once(account, *key, format!("refund {call:?}"), |model| model.refund(account, call))?
            }
            _ => return Ok(None),
        };
        Ok(Some(answer))
    }

    fn settle_once(&mut self, hold: usize, actual: Actual, key: Option<Name>) -> Answer<Row> {
        let actual = self.holds[hold].actual(actual);
        // `account` only guards the hold
        let request = format!("settle {hold} {actual:?}");
        self.once(self.holds[hold].account(), key, request, |model| model.settle(hold, actual))
    }

    fn administration(&mut self, operation: &Operation) -> Answer<()> {
        match operation {
            Operation::SetAccount { account, plan, parent } => self.set_account(account, *plan, *parent),
            Operation::Travel { account, zone, anchor_minutes } => {
                let anchor = anchor_minutes.map(|minutes| self.now + TimeDelta::minutes(minutes));
                self.travel(account, *zone, anchor)
            }
            Operation::SetKeySource { account, provider, key_source } => {
                self.set_key_source(account, provider, *key_source)
            }
            Operation::SetPool { account, provider, for_account } => {
                self.set_pool(Pool { account, provider, for_account: *for_account })
            }
            Operation::RemovePool { account, provider, for_account } => {
                self.remove_pool(Pool { account, provider, for_account: *for_account })
            }
            Operation::SetLimit(spec) => self.set_limit(spec),
            Operation::RemoveLimit { owner, name } => self.remove_limit(*owner, name),
            Operation::Clock { minutes } => {
                self.pass_time(self.now + TimeDelta::minutes(*minutes));
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// Requests with a key, and those that are the same when they come twice.
fn may_be_repeated(operation: &Operation) -> bool {
    match operation {
        Operation::Add { key, .. }
        | Operation::Reserve { key, .. }
        | Operation::Grant { key, .. }
        | Operation::Refund { key, .. } => key.is_some(),
        Operation::Settle { .. } | Operation::Release { .. } => true,
        _ => false,
    }
}
