//! What a period leaves to the next.

use std::collections::BTreeMap;

use super::Model;
use super::accounts::Payer;
use super::counter::Key;
use super::grants::Grant;
use super::limits::LimitId;
use crate::amount::Amount;
use crate::names::Name;

pub const KIND: Name = "carry_over";

/// What is carried over, and how much of it is taken from the own cap of the period before; the rest was carried to that
/// period and expires with it, or is the cap of a skipped period.
struct LeftOver {
    before: Key,
    amount: Amount,
    taken: Amount,
}

impl Model {
    /// A counter is needed: when it is that of the running period, what the grants and the period before have left comes
    /// to it.
    pub(super) fn begin(&mut self, key: &Key) {
        if !self.counted.contains_key(key) {
            self.counted.insert(*key, self.logged(key));
            self.count_repaid(key);
            self.keep(key, Amount::ZERO, Amount::ZERO);
            self.take_holds(key);
            // a debt counts no more than the usage that it is of
            if self.used(key) > Amount::ZERO || self.limit(key).spec.carry_over_cap > Some(Amount::ZERO) {
                self.take_debts(key);
            }
        } else {
            self.share_anew(key);
            self.trim_kept(key);
        }
        self.free_taken_over(key);
        self.begin_slice(key);
        if key.span.holds(self.now) && self.opened.insert(*key) {
            self.carry_over(key);
        }
        self.gather_grants(key);
    }

    fn carry_over(&mut self, key: &Key) {
        let Some(left) = self.left_over(key) else { return };
        let spec = &self.limit(key).spec;
        self.grants.push(Grant {
            account: key.payer,
            limit_name: spec.name,
            unit: spec.unit,
            kind: KIND,
            amount: left.amount,
            priority: 0,
            expires_at: Some(key.span.end),
            places: BTreeMap::from([(*key, left.amount)]),
            lost: BTreeMap::new(),
            voided: Amount::ZERO,
            taken: Some((left.before, left.taken)),
            by_time: false,
        });
        self.pay(key);
    }

    /// What the last period left of its own cap and of what was carried to it, with the whole cap for each period that was
    /// skipped since, up to the limit's ceiling.
    fn left_over(&self, key: &Key) -> Option<LeftOver> {
        let spec = &self.limit(key).spec;
        let (ceiling, cap) = (spec.carry_over_cap?, spec.cap?);
        let earlier = |other: &&Key| {
            (other.payer, other.limit) == (key.payer, key.limit) && other.span.end <= key.span.start
        };
        let before = *self.counted.keys().filter(earlier).max_by_key(|other| other.span.start)?;
        let own = self.own_left(&before, cap);
        let left = own + self.unspent_carry_over(&before) + cap.times(self.periods_between(&before, key));
        let amount = left.min(ceiling);
        (amount > Amount::ZERO && !self.was_replaced(key, &before)).then(|| LeftOver {
            before,
            amount,
            taken: own.min(amount),
        })
    }

    /// Whether another limit of the name was in force when a period ended, and has opened its own since.
    fn was_replaced(&self, key: &Key, before: &Key) -> bool {
        let wanted = &self.limit(key).spec;
        self.opened.iter().any(|other| {
            let spec = &self.limit(other).spec;
            (other.payer, spec.name, spec.unit) == (key.payer, wanted.name, wanted.unit)
                && other.limit != key.limit
                && before.span.end <= other.span.start
                && other.span.holds(self.now)
        })
    }

    /// What a period leaves goes over by the limit that is in force when it ends: before and after limits change, those that
    /// carry over open their running periods.
    pub(super) fn carry_on(&mut self, which: impl Fn(Name, LimitId) -> bool) {
        for account in self.accounts.keys().copied().collect::<Vec<_>>() {
            for id in self.in_force(Payer { account, as_pool: false }) {
                if which(account, id) && self.has_counted(account, id) {
                    self.begin(&self.key(account, id, self.now));
                }
            }
        }
    }

    pub(super) fn carries(&self, limit: LimitId) -> bool {
        self.limits[limit].spec.carry_over_cap.is_some_and(|ceiling| ceiling > Amount::ZERO)
    }

    fn has_counted(&self, account: Name, limit: LimitId) -> bool {
        let wanted = &self.limits[limit].spec;
        self.counted.keys().any(|key| {
            let spec = &self.limit(key).spec;
            (key.payer, spec.name, spec.unit) == (account, wanted.name, wanted.unit)
        })
    }

    fn periods_between(&self, before: &Key, key: &Key) -> i64 {
        let mut end = before.span.end;
        let mut count = 0;
        while end < key.span.start {
            end = self.key(key.payer, key.limit, end).span.end;
            count += 1;
        }
        count
    }
}
