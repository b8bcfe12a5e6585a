//! What a payer has used, reserved and been granted of a limit in a period.

use std::collections::BTreeSet;

use super::Model;
use super::limits::{Limit, LimitId};
use crate::amount::Amount;
use crate::calendar::{Moment, Span};
use crate::names::Name;
use crate::operation::Unit;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub payer: Name,
    pub limit: LimitId,
    pub span: Span,
}

/// How full a limit is.
#[derive(Clone, Debug)]
pub struct Gauge {
    pub used: Amount,
    pub reserved: Amount,
    /// With what was granted; `None`: unlimited.
    pub cap: Option<Amount>,
    pub remaining: Option<Amount>,
    pub percent: Option<Amount>,
    pub level: Name,
}

impl Model {
    pub(super) fn key(&self, payer: Name, limit: LimitId, at: Moment) -> Key {
        Key { payer, limit, span: self.span(payer, self.limits[limit].spec.period, at) }
    }

    pub(super) fn limit(&self, key: &Key) -> &Limit {
        &self.limits[key.limit]
    }

    /// The calls that count here, without those that were taken back.
    pub(super) fn calls(&self, key: &Key) -> impl Iterator<Item = usize> {
        let all = self.counted.get(key).cloned().unwrap_or_else(|| self.logged(key));
        all.into_iter().filter(|&number| !self.is_refunded(number) && self.is_in_window(key, number))
    }

    /// The calls in the log that count here as accounts, pools and limits now stand.
    pub(super) fn logged(&self, key: &Key) -> BTreeSet<usize> {
        let counts = |number: &usize| {
            let usage = &self.usage[*number];
            let may = usage.is_call() && key.span.holds(usage.metered.at);
            may && self.counting(*number).contains(key)
        };
        (0..self.usage.len()).filter(counts).collect()
    }

    pub(super) fn used(&self, key: &Key) -> Amount {
        self.calls(key).filter_map(|call| self.amount_of(key, call)).sum()
    }

    /// How much a counter counts of a call.
    pub(super) fn amount_of(&self, key: &Key, call: usize) -> Option<Amount> {
        let limit = self.limit(key);
        match limit.spec.unit {
            Unit::Cost => self.cost_of(call),
            _ => limit.amount(&self.usage[call].metered),
        }
    }

    pub(super) fn reserved(&self, key: &Key) -> Amount {
        let open = self.holds.iter().filter(|hold| hold.is_open(self.now));
        open.filter_map(|hold| hold.amounts.get(key).or_else(|| hold.later.get(key))).copied().sum()
    }

    pub(super) fn cap(&self, key: &Key) -> Option<Amount> {
        self.limit(key).spec.cap.map(|cap| cap + self.granted(key))
    }

    /// Whether so much more fits under the cap.
    pub(super) fn admits(&self, key: &Key, amount: Amount) -> bool {
        self.cap(key).is_none_or(|cap| self.used(key) + self.reserved(key) + amount <= cap)
    }

    pub(super) fn gauge(&self, key: &Key) -> Gauge {
        let (used, reserved, cap) = (self.used(key), self.reserved(key), self.cap(key));
        let taken = used + reserved;
        Gauge {
            used,
            reserved,
            cap,
            remaining: cap.map(|cap| (cap - taken).at_least_zero()),
            percent: cap.map(|cap| taken.percent_of(cap)),
            level: cap.map_or("ok", |cap| level(&self.limit(key).spec.thresholds, taken, cap)),
        }
    }
}

fn level(thresholds: &[i64], taken: Amount, cap: Amount) -> Name {
    let reached = |threshold: Option<&i64>| threshold.is_some_and(|&percent| taken.reaches(percent, cap));
    if taken >= cap {
        "exceeded"
    } else if thresholds.len() > 1 && reached(thresholds.last()) {
        "critical"
    } else if reached(thresholds.first()) {
        "warning"
    } else {
        "ok"
    }
}
