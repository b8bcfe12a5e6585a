//! Closing periods and clearing up: nothing of it changes what a limit decides.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::Model;
use super::accounts::Payer;
use super::counter::Key;
use crate::amount::Amount;
use crate::calendar::Moment;
use crate::value::{Row, Value};

const DENIALS_KEPT: TimeDelta = TimeDelta::days(90);

/// What `meter_reset_due` may answer: the rows that it must, and all that would be right.
#[derive(Clone, Debug)]
pub struct Resets {
    pub must: Vec<Row>,
    pub may: Vec<Row>,
}

impl Model {
    /// Charged counters whose period has ended since they were last closed are named. Others may be: a refused call or
    /// a look at the log can have made them.
    pub(super) fn reset_due(&mut self, moments: &BTreeSet<Moment>) -> Resets {
        let due = std::mem::take(&mut self.to_be_closed);
        let (due, running): (BTreeSet<Key>, BTreeSet<Key>) =
            due.into_iter().partition(|key| key.span.end <= self.now);
        self.to_be_closed = running;
        self.open_next();
        let must = due.iter().map(|key| self.reset_row(key)).collect();
        Resets { must, may: self.ended(moments).iter().map(|key| self.reset_row(key)).collect() }
    }

    /// Closes every ended counter; where something moves on from it into a running period, that period is opened.
    fn open_next(&mut self) {
        let ended = self.counted.keys().filter(|key| key.span.end <= self.now && !self.closed.contains(key));
        for key in ended.copied().collect::<Vec<_>>() {
            self.closed.insert(key);
            let spec = &self.limit(&key).spec;
            let moves = spec.carry_over_cap.is_some_and(|ceiling| ceiling > Amount::ZERO)
                || self.grants.iter().any(|grant| {
                    (grant.account, grant.limit_name, grant.unit) == (key.payer, spec.name, spec.unit)
                });
            let payer = Payer { account: key.payer, as_pool: false };
            if moves && self.in_force(payer).contains(&key.limit) {
                let running = self.key(key.payer, key.limit, self.now);
                self.begin(&running);
            }
        }
    }

    fn ended(&self, moments: &BTreeSet<Moment>) -> BTreeSet<Key> {
        let mut keys = BTreeSet::new();
        for account in self.accounts.keys() {
            for limit in 0..self.limits.len() {
                let ends = self.limits.iter().filter_map(|limit| limit.expires_at);
                keys.extend(moments.iter().copied().chain(ends).map(|at| self.key(account, limit, at)));
            }
        }
        keys.retain(|key| key.span.end <= self.now);
        keys
    }

    fn reset_row(&self, key: &Key) -> Row {
        let limit = self.limit(key);
        let next = self.key(key.payer, key.limit, self.now).span.end;
        vec![
            ("account", key.payer.into()),
            ("limit_name", limit.spec.name.into()),
            ("unit", limit.spec.unit.name().into()),
            ("period", limit.spec.period.name().into()),
            ("period_start", Value::Moment(key.span.start)),
            ("period_end", Value::Moment(key.span.end)),
            ("used", self.used(key).into()),
            ("cap", self.cap(key).into()),
            ("next_reset", (!limit.removed).then_some(next).map_or(Value::Null, Value::from)),
        ]
    }

    pub(super) fn maintain(&mut self) -> Vec<Row> {
        let now = self.now;
        self.to_be_closed.retain(|key| key.span.end > now);
        self.open_next();
        self.denials.retain(|denial| denial.at >= now - DENIALS_KEPT);
        [
            "alerts_notified",
            "counters_removed",
            "denials_pruned",
            "holds_expired",
            "holds_pruned",
            "keys_pruned",
            "partitions_made",
            "periods_closed",
            "sums_rolled_up",
        ]
        .map(|task| vec![("task", task.into())])
        .to_vec()
    }
}
