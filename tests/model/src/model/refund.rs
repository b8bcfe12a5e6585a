//! Taking back a call.

use super::charge::{Metered, Usage};
use super::counter::Key;
use super::grants::{Grant, Spent};
use super::{Answer, INVALID, Model};
use crate::amount::Amount;
use crate::names::Name;
use crate::value::{Id, Row};

impl Model {
    pub(super) fn is_refunded(&self, number: usize) -> bool {
        self.usage.iter().any(|usage| usage.refunds == Some(number))
    }

    /// A call counts nowhere any more, and its grants get back what it spent.
    pub(super) fn refund(&mut self, account: Name, call: Option<usize>) -> Answer<Row> {
        let number = call.ok_or(INVALID)?;
        let usage = self.usage[number].clone();
        if usage.account() != account || !usage.is_call() || self.is_refunded(number) {
            return Err(INVALID);
        }
        self.begin_running(&usage.metered);
        let refund = self.usage.len();
        let keys: Vec<_> =
            self.counted.iter().filter(|(_, calls)| calls.contains(&number)).map(|(key, _)| *key).collect();
        let overpaid = self.overpaid_on(&keys);
        let counted = &self.counted;
        self.closed.retain(|key| !counted.get(key).is_some_and(|calls| calls.contains(&number)));
        let metered = Metered { cost: self.cost_of(number), ..usage.metered };
        self.usage.push(Usage { metered, refunds: Some(number), ..usage });
        self.give_back(number);
        self.after_giving_back(&keys, &overpaid);
        Ok(vec![("usage_id", Id::Usage(refund).into()), ("refunds", Id::Usage(number).into())])
    }

    /// Limits that have come into force since the call, and have not been asked yet, count it from the log from now on.
    fn begin_running(&mut self, call: &Metered) {
        for key in self.counters_of(call) {
            if key.span.holds(self.now) && !self.counted.contains_key(&key) {
                self.begin(&key);
            }
        }
    }

    /// What grants have repaid too much of debts on each counter, what is owed there, and what is used that they have not paid.
    pub(super) fn overpaid_on(&self, keys: &[Key]) -> Vec<(Amount, Amount, Amount)> {
        keys.iter().map(|key| (self.overpaid(key), self.owed(key), self.unpaid(key))).collect()
    }

    fn unpaid(&self, key: &Key) -> Amount {
        let spec = &self.limit(key).spec;
        let of_name = |grant: &Grant| {
            (grant.account, grant.limit_name, grant.unit) == (key.payer, spec.name, spec.unit)
        };
        let paid = self.spendings().filter(|spent| spent.by.is_some() && of_name(&self.grants[spent.grant]));
        self.used(key) - paid.map(|spent| spent.amount).sum()
    }

    /// A debt may have moved on to the limit in force, and been repaid there: what is lowered of it there, no grant gets back where it was.
    fn beside_debts(&self, keys: &[Key], overpaid: &[(Amount, Amount, Amount)]) -> Vec<Amount> {
        let spec = |key: &Key| (key.payer, self.limit(key).spec.name, self.limit(key).spec.unit);
        let lowered = |key: &Key| {
            let others = keys.iter().zip(overpaid);
            let heirs = others.filter(|(heir, _)| {
                spec(heir) == spec(key) && heir.limit != key.limit && self.is_in_force(heir)
            });
            let amounts = heirs.map(|(heir, (over, owed, _))| {
                (*owed - self.owed(heir)).max(Amount::ZERO)
                    + (self.overpaid(heir) - (*over).max(Amount::ZERO)).max(Amount::ZERO)
            });
            amounts.max().unwrap_or(Amount::ZERO)
        };
        let befores = keys.iter().zip(overpaid);
        let before = |(key, (over, _, used)): (&Key, &(Amount, Amount, Amount))| {
            let left = (*used - self.unpaid(key) - lowered(key)).at_least_zero();
            (*over).max(Amount::ZERO).max(self.overpaid(key) - left)
        };
        befores.map(before).collect()
    }

    /// `overpaid`: what was so on them before.
    pub(super) fn after_giving_back(&mut self, keys: &[Key], overpaid: &[(Amount, Amount, Amount)]) {
        let befores = self.beside_debts(keys, overpaid);
        for (key, before) in keys.iter().zip(befores) {
            self.count_repaid(key);
            self.unrepay(key, before);
        }
        keys.iter().for_each(|key| self.count_repaid(key));
        if keys.len() > 1 {
            keys.iter().for_each(|key| self.share_anew(key));
        }
        for key in keys {
            self.unspend(key);
            self.trim_kept(key);
        }
        for key in keys {
            self.count_repaid(key);
            self.trim_kept(key);
        }
    }

    /// The grants that a call spent have it back, but for what was taken back of them meanwhile.
    fn give_back(&mut self, call: usize) {
        let spent: Vec<Spent> = self
            .spent
            .iter()
            .filter(|spent| spent.by.map(|usage| self.call_of(usage)) == Some(call))
            .copied()
            .collect();
        spent.iter().for_each(|spent| self.at_least_nothing_is_spent(spent.grant, &spent.key));
    }

    pub(super) fn at_least_nothing_is_spent(&mut self, grant: usize, key: &Key) {
        let missing = -self.spent_of(grant, key);
        if missing > Amount::ZERO {
            self.spent.push(Spent { grant, key: *key, amount: missing, by: None });
        }
        self.trim_owing(grant, key);
    }
}
