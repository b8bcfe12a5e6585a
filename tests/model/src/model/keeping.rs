//! What stands above a cap: paid by grants on another counter, kept because it was within the cap of its time, or owed.

use std::collections::BTreeMap;

use super::Model;
use super::accounts::Payer;
use super::counter::Key;
use crate::amount::Amount;
use crate::names::Name;

/// What a counter owes, and what its grants have paid and are held for, at a moment.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    owed: Amount,
    backed: Amount,
}

impl Model {
    pub(super) fn kept_on(&self, key: &Key) -> Amount {
        self.kept.get(key).copied().unwrap_or_default()
    }

    pub(super) fn has_grants(&self, key: &Key) -> bool {
        self.grants.iter().any(|grant| grant.places.get(key).is_some_and(|&amount| amount > Amount::ZERO))
    }

    /// What grants of this limit's name and unit have paid on other counters of what counts here from the log: by call, and of what was
    /// owed there.
    pub(super) fn paid(&self, key: &Key) -> Amount {
        self.paid_by_call(key) + self.repaid.get(key).copied().unwrap_or_default()
    }

    fn paid_by_call(&self, key: &Key) -> Amount {
        let spec = &self.limit(key).spec;
        let from_log = |usage: usize, amount: Amount| {
            let (call, calls) = (self.call_of(usage), self.counted.get(key));
            // a correction charges more to all that count its call; what it gives back was paid where the call was charged
            let charged = if amount > Amount::ZERO { usage } else { call };
            !self.usage[charged].charged.contains(key)
                && calls.map_or_else(|| self.logged(key).contains(&call), |calls| calls.contains(&call))
        };
        let paid = self.spendings().filter(|spent| {
            let grant = &self.grants[spent.grant];
            (grant.account, grant.limit_name, grant.unit) == (key.payer, spec.name, spec.unit)
                && spent.key != *key
                && spent.by.is_some_and(|usage| from_log(usage, spent.amount))
        });
        paid.map(|spent| spent.amount).sum()
    }

    /// Debts that grants have repaid where all that was counted is counted here now.
    pub(super) fn count_repaid(&mut self, key: &Key) {
        let stood_for = |other: &Key| self.has_replaced(key, other) && self.counts_all_of(key, other);
        let repaid = self.spent.iter().filter(|spent| spent.by.is_none() && stood_for(&spent.key));
        let repaid: Amount = repaid.map(|spent| spent.amount).sum();
        let repaid = repaid - self.voided_elsewhere(key);
        let by_call = self.paid_by_call(key);
        self.repaid.insert(*key, (by_call + repaid).at_least_zero() - by_call);
    }

    fn has_replaced(&self, key: &Key, other: &Key) -> bool {
        let (spec, known) = (&self.limit(key).spec, &self.limit(other).spec);
        (other.payer, known.name, known.unit) == (key.payer, spec.name, spec.unit) && other.limit != key.limit
    }

    /// Whether all that the other has counted counts here.
    fn counts_all_of(&self, key: &Key, other: &Key) -> bool {
        key.span.start <= other.span.start
            && other.span.end <= key.span.end
            && self.counts_its_kind(key, other)
    }

    /// Whether what the other counts would count here, too, in its time.
    pub(super) fn counts_its_kind(&self, key: &Key, other: &Key) -> bool {
        let (spec, known) = (&self.limit(key).spec, &self.limit(other).spec);
        (spec.provider.is_none() || spec.provider == known.provider)
            && (spec.model.is_none() || spec.model == known.model)
            && (spec.operation.is_none() || spec.operation == known.operation)
            && (spec.key_source.is_none() || spec.key_source == known.key_source)
    }

    /// What calls that count here had spent of grants that were voided since, on counters of which not all counts here.
    fn voided_elsewhere(&self, key: &Key) -> Amount {
        let reaches_beyond = |other: &Key| {
            self.has_replaced(key, other)
                && other.span.start < key.span.end
                && key.span.start < other.span.end
                && !self.counts_all_of(key, other)
        };
        let calls = self.counted.get(key).cloned().unwrap_or_else(|| self.logged(key));
        let mut spent_here: BTreeMap<(Key, usize), Amount> = BTreeMap::new();
        for spent in self.spent.iter().filter(|spent| reaches_beyond(&spent.key)) {
            if spent.by.is_some_and(|usage| {
                calls.contains(&self.call_of(usage)) && !self.is_refunded(self.call_of(usage))
            }) {
                *spent_here.entry((spent.key, spent.grant)).or_default() += spent.amount;
            }
        }
        let voided = |((place, grant), spent): ((Key, usize), Amount)| {
            (-self.repaid_of(grant, &place)).at_least_zero().min(spent.at_least_zero())
        };
        spent_here.into_iter().map(voided).sum()
    }

    fn backed(&self, key: &Key) -> Amount {
        let held: Amount = self.reserved_of_grants(key).iter().map(|burnt| burnt.amount).sum();
        self.spent_on(key) + held
    }

    /// What stands above the cap where grants pay so much.
    fn above(&self, key: &Key, backed: Amount) -> Amount {
        let Some(cap) = self.limit(key).spec.cap else { return Amount::ZERO };
        let taken = self.used(key) + self.reserved(key);
        (taken - self.paid(key) - backed - cap + self.taken_from(key)).at_least_zero()
    }

    pub(super) fn owed(&self, key: &Key) -> Amount {
        (self.above(key, self.backed(key)) - self.kept_on(key)).at_least_zero()
    }

    /// Before a boundary.
    pub(super) fn standing(&self, which: impl Fn(&Key) -> bool) -> BTreeMap<Key, Standing> {
        let keys = self.counted.keys().filter(|key| which(key));
        keys.map(|key| (*key, Standing { owed: self.owed(key), backed: self.backed(key) })).collect()
    }

    /// After it: what was not owed before is kept.
    pub(super) fn keep_all(&mut self, before: &BTreeMap<Key, Standing>) {
        for (key, standing) in before {
            self.keep(key, standing.owed, standing.backed);
        }
    }

    pub(super) fn keep(&mut self, key: &Key, owed: Amount, backed: Amount) {
        let above = self.above(key, backed);
        self.kept.insert(*key, above - above.min(owed));
    }

    /// What no longer stands above the cap is no longer kept.
    pub(super) fn trim_kept(&mut self, key: &Key) {
        let kept = self.kept_on(key).min(self.above(key, self.backed(key)));
        self.kept.insert(*key, kept);
    }

    /// What is owed under a limit of the same name that this one has replaced is owed here.
    pub(super) fn take_debts(&mut self, key: &Key) {
        if !key.span.holds(self.now)
            || self.limit_named(key.payer, self.limit(key).spec.name) != Some(key.limit)
        {
            return;
        }
        let others = self.replaced(key);
        let mut debt = Amount::ZERO;
        let mut debtors = Vec::new();
        for &other in &others {
            let owed = self.owed(&other);
            if owed > Amount::ZERO {
                debt = if owed > debt { owed } else { debt };
                self.keep(&other, Amount::ZERO, self.backed(&other));
                debtors.push((other, owed));
            }
        }
        if debt > Amount::ZERO {
            let own = self.owed(key);
            self.keep(key, if own > debt { own } else { debt }, self.backed(key));
            debtors.sort_by_key(|(other, _)| (other.limit, other.span.start));
            debtors.iter().for_each(|(other, owed)| self.move_owing(other, key, *owed));
        }
    }

    /// What was used above a hold is owed under the limit in force, and no more where it was reserved.
    pub(super) fn owe_in_place_of(&mut self, key: &Key, reserved_on: &[Key]) {
        self.trim_kept(key);
        self.pay(key);
        for other in self.replaced(key) {
            if reserved_on.contains(&other) && self.owed(&other) > Amount::ZERO {
                self.keep(&other, Amount::ZERO, self.backed(&other));
            }
        }
    }

    /// What an account owes is owed to the limits that have come into force from then on, whether or not anybody calls.
    pub(super) fn owe_on(&mut self, account: Name) {
        for limit in self.in_force(Payer { account, as_pool: false }) {
            let key = self.key(account, limit, self.now);
            if !self.counted.contains_key(&key)
                && self.replaced(&key).iter().any(|other| self.owed(other) > Amount::ZERO)
            {
                self.begin(&key);
            }
        }
    }

    /// The running counters of the limits of its name that one stands for.
    fn replaced(&self, key: &Key) -> Vec<Key> {
        let wanted = &self.limit(key).spec;
        let replaced = |other: &&Key| {
            let spec = &self.limit(other).spec;
            (other.payer, spec.name, spec.unit) == (key.payer, wanted.name, wanted.unit)
                && other.limit != key.limit
                && other.span.start < key.span.end
                && key.span.start < other.span.end
                && self.now < other.span.end
        };
        self.counted.keys().filter(replaced).copied().collect()
    }
}
