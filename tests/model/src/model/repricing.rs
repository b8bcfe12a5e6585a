//! Calls that get another cost: a row of the log with the difference, which their counters and grants see.

use std::collections::{BTreeMap, BTreeSet};

use super::charge::{Metered, Usage};
use super::counter::Key;
use super::grants::Spent;
use super::{Model, prices};
use crate::amount::Amount;
use crate::names::Name;
use crate::operation::{Call, Repricing, Unit};
use crate::value::{Row, Value};

/// What became of the calls of a model.
#[derive(Default)]
struct Sums {
    calls: i64,
    changed: i64,
    old: Option<Amount>,
    new: Option<Amount>,
    difference: Amount,
    unpriced: i64,
}

fn add(sum: &mut Option<Amount>, amount: Option<Amount>) {
    if let Some(amount) = amount {
        *sum = Some(sum.unwrap_or_default() + amount);
    }
}

impl Model {
    /// The call that a row of the log is, or corrects.
    pub(super) fn call_of(&self, usage: usize) -> usize {
        self.usage[usage].adjusts.unwrap_or(usage)
    }

    /// What a call costs after all corrections.
    pub(super) fn cost_of(&self, call: usize) -> Option<Amount> {
        self.costs.get(&call).copied().or(self.usage[call].metered.cost)
    }

    pub(super) fn reprice(&mut self, asked: &Repricing) -> Vec<Row> {
        let since = asked.minutes.map(|minutes| self.now - chrono::TimeDelta::minutes(minutes));
        let is_asked = |&number: &usize| {
            let usage = &self.usage[number];
            usage.is_call()
                && !self.is_refunded(number)
                && since.is_none_or(|since| since <= usage.metered.at)
                && asked.account.is_none_or(|account| account == usage.account())
                && asked.model.is_none_or(|model| Some(model) == usage.metered.call.model)
                && !(asked.unpriced_only && self.cost_of(number).is_some())
        };
        let calls: Vec<usize> = (0..self.usage.len()).filter(is_asked).collect();
        let mut sums: BTreeMap<_, Sums> = BTreeMap::new();
        let mut changes = Vec::new();
        for number in calls {
            let (call, old) = (&self.usage[number].metered.call, self.cost_of(number));
            let new = prices::cost_by(call, asked.later).unwrap_or_default().filter(|new| Some(*new) != old);
            // NULL comes last
            let of = sums
                .entry((call.provider.is_none(), call.provider, call.model.is_none(), call.model))
                .or_default();
            of.calls += 1;
            add(&mut of.old, old);
            add(&mut of.new, new.or(old));
            match new {
                Some(new) => {
                    of.changed += 1;
                    of.difference += new - old.unwrap_or_default();
                    changes.push((number, new));
                }
                None => of.unpriced += i64::from(old.is_none()),
            }
        }
        if !asked.dry_run {
            changes.into_iter().for_each(|(call, cost)| self.adjust(call, cost));
        }
        sums.into_iter().map(|((_, provider, _, model), sums)| sums.row(provider, model)).collect()
    }

    /// A higher cost is never refused: the grants that stand next pay it. Of a lower one, those that the call spent last have theirs back.
    fn adjust(&mut self, call: usize, cost: Amount) {
        let difference = cost - self.cost_of(call).unwrap_or_default();
        let number = self.usage.len();
        let counting: Vec<Key> =
            self.counted.iter().filter(|(_, calls)| calls.contains(&call)).map(|(key, _)| *key).collect();
        let of_cost: Vec<Key> =
            counting.iter().filter(|key| self.limit(key).spec.unit == Unit::Cost).copied().collect();
        let usage = &self.usage[call];
        let row = Usage {
            metered: Metered {
                call: Call { input: 0, output: 0, ..usage.metered.call.clone() },
                cost: Some(difference),
                ..usage.metered.clone()
            },
            enforced: usage.enforced && difference <= Amount::ZERO,
            hold: usage.hold,
            refunds: None,
            adjusts: Some(call),
            charged: counting,
        };
        let overpaid = self.overpaid_on(&of_cost);
        let mut named = BTreeSet::new();
        let mut all_moved = Vec::new();
        for key in &of_cost {
            let moved = match difference > Amount::ZERO {
                true => self.spending(key, difference),
                false => self.lowered(call, key, -difference),
            };
            let newly: Vec<usize> =
                moved.iter().map(|spent| spent.grant).filter(|grant| !named.contains(grant)).collect();
            // the row names a grant once, though it may stand on several counters that count the call
            let by = |grant| newly.contains(&grant).then_some(number);
            all_moved.extend(moved.into_iter().map(|spent| Spent { by: by(spent.grant), ..spent }));
            named.extend(newly);
        }
        self.usage.push(row);
        self.spent.extend(all_moved.iter().copied());
        all_moved.iter().for_each(|spent| self.at_least_nothing_is_spent(spent.grant, &spent.key));
        self.costs.insert(call, cost);
        self.closed.retain(|key| !of_cost.contains(key));
        if difference < Amount::ZERO {
            self.after_giving_back(&of_cost, &overpaid);
        }
        let told = self.alerts_told;
        of_cost.iter().for_each(|key| self.alert(key));
        self.alerts_in_no_order |= self.alerts_told > told + 1;
    }

    /// Which grants have back how much of what a call spent of them on a counter: those that it spent last, first.
    fn lowered(&self, call: usize, key: &Key, mut by: Amount) -> Vec<Spent> {
        let mut spent: Vec<(usize, Amount)> = Vec::new();
        for of_call in self
            .spent
            .iter()
            .filter(|spent| spent.key == *key && spent.by.map(|by| self.call_of(by)) == Some(call))
        {
            match spent.iter_mut().find(|(grant, _)| *grant == of_call.grant) {
                Some((_, amount)) => *amount += of_call.amount,
                None => spent.push((of_call.grant, of_call.amount)),
            }
        }
        let mut lowered = Vec::new();
        for (grant, amount) in spent.into_iter().rev() {
            let part = amount.min(by);
            if part > Amount::ZERO {
                lowered.push(Spent { grant, key: *key, amount: -part, by: None });
                by -= part;
            }
        }
        lowered
    }
}

impl Sums {
    fn row(self, provider: Option<Name>, model: Option<Name>) -> Row {
        vec![
            ("provider", provider.into()),
            ("model", model.into()),
            ("calls", Amount::whole(self.calls).into()),
            ("changed", Amount::whole(self.changed).into()),
            ("old_cost", Value::from(self.old)),
            ("new_cost", self.new.into()),
            ("difference", self.difference.into()),
            ("unpriced", Amount::whole(self.unpriced).into()),
        ]
    }
}
