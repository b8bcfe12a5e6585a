//! Grants: what was added to a cap, and what is left of it.

use std::collections::BTreeMap;

use super::counter::Key;
use super::{Answer, INVALID, Model};
use crate::amount::Amount;
use crate::calendar::Moment;
use crate::names::Name;
use crate::operation::Unit;
use crate::value::{Id, Row};

#[derive(Clone)]
pub struct Grant {
    pub account: Name,
    pub limit_name: Name,
    pub unit: Unit,
    pub kind: Name,
    pub amount: Amount,
    pub priority: i32,
    pub expires_at: Option<Moment>,
    /// How much of it stands on which counter: what was spent there, and what can be. The rest is lost.
    pub places: BTreeMap<Key, Amount>,
    /// What was lost where it expired.
    pub lost: BTreeMap<Key, Amount>,
    /// What was taken back.
    pub voided: Amount,
    /// What a carry-over took of the limit's own cap in the period before.
    pub taken: Option<(Key, Amount)>,
    /// It was carried over when a limit expired: nobody has been there, so that it may not be listed yet.
    pub by_time: bool,
}

/// What a call took of a grant, on which counter.
#[derive(Clone, Copy)]
pub struct Spent {
    pub grant: usize,
    pub key: Key,
    pub amount: Amount,
    /// The call.
    pub by: Option<usize>,
}

impl Model {
    pub(super) fn grant(
        &mut self,
        account: Name,
        limit_name: Name,
        amount: Amount,
        priority: i32,
        expires_at: Option<Moment>,
    ) -> Answer<Row> {
        self.find_or_create(account, self.now);
        let limit = self.limit_named(account, limit_name).ok_or(INVALID)?;
        let unit = self.limits[limit].spec.unit;
        let key = self.key(account, limit, self.now);
        self.begin(&key);
        let number = self.grants.len();
        self.grants.push(Grant {
            account,
            limit_name,
            unit,
            kind: "purchase",
            amount,
            priority,
            expires_at,
            places: BTreeMap::from([(key, amount)]),
            lost: BTreeMap::new(),
            voided: Amount::ZERO,
            taken: None,
            by_time: false,
        });
        self.trim_kept(&key);
        self.rearm(&key);
        self.pay(&key);
        self.pay_void_debts(&key);
        Ok(self.grant_row(number))
    }

    /// The limit of that name that is in force for an account: its own or its plan's.
    pub(super) fn limit_named(&self, account: Name, name: Name) -> Option<usize> {
        let payer = super::accounts::Payer { account, as_pool: false };
        self.in_force(payer).into_iter().find(|&id| self.limits[id].spec.name == name)
    }

    pub(super) fn spendings(&self) -> impl Iterator<Item = &Spent> {
        self.spent.iter().filter(|spent| spent.by.is_none_or(|usage| !self.is_refunded(self.call_of(usage))))
    }

    /// What a call spent of all grants.
    pub(super) fn spent_by(&self, call: usize) -> Amount {
        self.spent.iter().filter(|spent| spent.by == Some(call)).map(|spent| spent.amount).sum()
    }

    fn spent(&self, grant: usize) -> Amount {
        self.spendings().filter(|spent| spent.grant == grant).map(|spent| spent.amount).sum()
    }

    pub(super) fn spent_on(&self, key: &Key) -> Amount {
        self.spendings().filter(|spent| spent.key == *key).map(|spent| spent.amount).sum()
    }

    pub(super) fn unspent_on(&self, grant: usize, key: &Key) -> Amount {
        self.grants[grant].places.get(key).copied().unwrap_or_default() - self.spent_of(grant, key)
    }

    /// What was spent of a grant on a counter.
    pub(super) fn spent_of(&self, grant: usize, key: &Key) -> Amount {
        let here = |spent: &&Spent| spent.grant == grant && spent.key == *key;
        self.spendings().filter(here).map(|spent| spent.amount).sum()
    }

    pub(super) fn has_expired(&self, grant: &Grant) -> bool {
        grant.expires_at.is_some_and(|moment| moment <= self.now)
    }

    /// What can still be spent.
    pub(super) fn remaining(&self, number: usize) -> Amount {
        let grant = &self.grants[number];
        if self.has_expired(grant) { Amount::ZERO } else { grant.amount - grant.voided - self.spent(number) }
    }

    /// What was added to the cap of a counter, less what was carried on from it.
    pub(super) fn granted(&self, key: &Key) -> Amount {
        let here: Amount = self.grants.iter().filter_map(|grant| grant.places.get(key)).copied().sum();
        let kept = if self.has_grants(key) { self.kept_on(key) } else { Amount::ZERO };
        here - self.taken_from(key) + self.paid(key) + kept
    }

    pub(super) fn taken_from(&self, key: &Key) -> Amount {
        let taken = self.grants.iter().filter_map(|grant| grant.taken.filter(|(from, _)| from == key));
        taken.map(|(_, amount)| amount).sum()
    }

    /// What is left of the limit's own cap, where so much stands on the counter.
    fn own_room(&self, key: &Key, cap: Amount, taken: Amount) -> Amount {
        cap + self.paid(key) + self.kept_on(key) - self.taken_from(key) - (taken - self.spent_on(key))
    }

    /// What is left of a limit's own cap after what is used and reserved.
    pub(super) fn own_left(&self, key: &Key, cap: Amount) -> Amount {
        // where any is kept, nothing is left
        (self.own_room(key, cap, self.used(key) + self.reserved(key)) - self.kept_on(key)).at_least_zero()
    }

    /// Which grants a charge spends: the limit's own cap first, then they burn down in their order.
    pub(super) fn spending(&self, key: &Key, amount: Amount) -> Vec<Spent> {
        let Some(cap) = self.limit(key).spec.cap else { return Vec::new() };
        let own_room = self.own_room(key, cap, self.used(key)).at_least_zero();
        self.burn(key, amount - own_room)
    }

    /// What stands above the cap, for whatever reason, is paid as soon as there is a grant.
    pub(super) fn pay(&mut self, key: &Key) {
        if let Some(cap) = self.limit(key).spec.cap {
            let paid = self.burn(key, -self.own_room(key, cap, self.used(key)));
            self.lower_owing(key, paid.iter().map(|spent| spent.amount).sum());
            self.spent.extend(paid);
        }
    }

    pub(super) fn pay_all(&mut self) {
        let keys: std::collections::BTreeSet<Key> =
            self.grants.iter().flat_map(|grant| grant.places.keys().copied()).collect();
        keys.iter().for_each(|key| self.pay(key));
    }

    /// What open holds on a counter take up of its grants.
    pub(super) fn reserved_of_grants(&self, key: &Key) -> Vec<Spent> {
        self.spending(key, self.reserved(key))
    }

    fn burn(&self, key: &Key, mut rest: Amount) -> Vec<Spent> {
        let mut burnt = Vec::new();
        for grant in self.in_order_of_burning(key) {
            let amount = rest.min(self.unspent_on(grant, key));
            if amount > Amount::ZERO {
                burnt.push(Spent { grant, key: *key, amount, by: None });
                rest -= amount;
            }
        }
        burnt
    }

    pub(super) fn in_order_of_burning(&self, key: &Key) -> Vec<usize> {
        let mut order: Vec<usize> =
            (0..self.grants.len()).filter(|&grant| self.grants[grant].places.contains_key(key)).collect();
        order.sort_by_key(|&number| {
            let grant = &self.grants[number];
            (grant.priority, grant.expires_at.unwrap_or(Moment::MAX_UTC), number)
        });
        order
    }

    /// Grants have paid no more than there is: what they repaid of a debt comes back where less is used than they have paid.
    pub(super) fn unspend(&mut self, key: &Key) {
        let mut excess = self.spent_on(key) - (self.used(key) - self.paid(key));
        for grant in self.in_order_of_burning(key).into_iter().rev() {
            let back = self.spent_of(grant, key).min(excess);
            if back > Amount::ZERO {
                self.spent.push(Spent { grant, key: *key, amount: -back, by: None });
                excess -= back;
            }
        }
    }

    /// How much more grants have repaid of debts on a counter than stands above its cap, beside what they paid for calls and what is kept.
    pub(super) fn overpaid(&self, key: &Key) -> Amount {
        let (mut repaid, mut paid) = (Amount::ZERO, Amount::ZERO);
        for grant in 0..self.grants.len() {
            let debts = self.repaid_of(grant, key).at_least_zero();
            repaid += debts;
            paid += self.spent_of(grant, key) - debts;
        }
        let cap = self.limit(key).spec.cap;
        let needed = cap.map_or(Amount::ZERO, |cap| {
            self.used(key) - self.paid(key) - cap - self.kept_on(key) - paid + self.taken_from(key)
        });
        repaid - needed.at_least_zero()
    }

    /// What a grant repaid of a debt comes back with the usage that it was, from those that would have paid last.
    pub(super) fn unrepay(&mut self, key: &Key, before: Amount) {
        let mut excess = (self.overpaid(key) - before.at_least_zero()).at_least_zero();
        for grant in self.in_order_of_burning(key).into_iter().rev() {
            let back = self.repaid_of(grant, key).min(self.spent_of(grant, key)).min(excess);
            if back > Amount::ZERO {
                self.spent.push(Spent { grant, key: *key, amount: -back, by: None });
                excess -= back;
            }
        }
    }

    /// What of a grant on a counter is neither spent nor reserved there.
    pub(super) fn free(&self, grant: usize, key: &Key) -> Amount {
        let reserved: Amount = self
            .reserved_of_grants(key)
            .iter()
            .filter(|burnt| burnt.grant == grant)
            .map(|burnt| burnt.amount)
            .sum();
        self.unspent_on(grant, key) - reserved
    }

    /// What was carried over to a counter and is, or was when it expired, unspent.
    pub(super) fn unspent_carry_over(&self, key: &Key) -> Amount {
        let carried =
            (0..self.grants.len()).filter(|&grant| self.grants[grant].kind == super::carry_over::KIND);
        carried
            .map(|grant| {
                self.free(grant, key) + self.grants[grant].lost.get(key).copied().unwrap_or_default()
            })
            .sum()
    }

    pub(super) fn grant_row(&self, number: usize) -> Row {
        let grant = &self.grants[number];
        vec![
            ("grant_id", Id::Grant(number).into()),
            ("account", grant.account.into()),
            ("limit_name", grant.limit_name.into()),
            ("unit", grant.unit.name().into()),
            ("kind", grant.kind.into()),
            ("amount", grant.amount.into()),
            ("remaining", self.remaining(number).into()),
            ("priority", Amount::whole(i64::from(grant.priority)).into()),
            ("expires_at", grant.expires_at.into()),
        ]
    }

    /// As `meter_grants` lists it.
    pub(super) fn listed_grant_row(&self, number: usize) -> Row {
        let (grant, spent) = (&self.grants[number], self.spent(number));
        let expired = grant.amount - grant.voided - spent - self.remaining(number);
        vec![
            ("grant_id", Id::Grant(number).into()),
            ("account", grant.account.into()),
            ("limit_name", grant.limit_name.into()),
            ("unit", grant.unit.name().into()),
            ("kind", grant.kind.into()),
            ("amount", grant.amount.into()),
            ("voided", grant.voided.into()),
            ("spent", spent.into()),
            ("expired", expired.into()),
            ("remaining", self.remaining(number).into()),
            ("priority", Amount::whole(i64::from(grant.priority)).into()),
            ("expires_at", grant.expires_at.into()),
        ]
    }
}
