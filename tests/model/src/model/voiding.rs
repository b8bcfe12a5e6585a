//! Grants that are taken back: a typo, a chargeback.

use std::collections::BTreeMap;

use super::counter::Key;
use super::grants::Spent;
use super::{Answer, INVALID, Model};
use crate::amount::Amount;
use crate::names::Name;
use crate::operation::Unit;
use crate::value::Row;

impl Model {
    /// Takes back what is free of a grant, or so much of it in all: first what is free, then what holds have set aside and what was
    /// spent, which is owed from then on.
    pub(super) fn void_grant(&mut self, grant: Option<usize>, amount: Option<Amount>) -> Answer<Row> {
        let number = grant.ok_or(INVALID)?;
        if amount.is_some_and(|amount| amount > self.grants[number].amount) {
            return Err(INVALID);
        }
        let (account, name, unit) =
            (self.grants[number].account, self.grants[number].limit_name, self.grants[number].unit);
        let running = self.limit_named(account, name).filter(|&limit| self.limits[limit].spec.unit == unit);
        let running = running.map(|limit| self.key(account, limit, self.now));
        running.iter().for_each(|key| self.begin(key));
        let mut newest_first: Vec<Key> = self.grants[number].places.keys().copied().collect();
        newest_first.sort_by_key(|place| std::cmp::Reverse((place.span.start, place.limit)));
        let mut rest = amount.map(|amount| (amount - self.grants[number].voided).at_least_zero());
        for place in &newest_first {
            let free = self.free(number, place);
            let part = rest.map_or(free, |rest| rest.min(free));
            self.take_back(number, place, part);
            rest = rest.map(|rest| rest - part);
        }
        for place in &newest_first {
            let part = rest.unwrap_or_default().min(self.grants[number].places[place]);
            self.take_back(number, place, part);
            rest = rest.map(|rest| rest - part);
        }
        newest_first.iter().for_each(|place| self.pay(place)); // by other grants
        running.iter().for_each(|key| self.pay_void_debts(key));
        Ok(self.voided_row(number))
    }

    /// So much of a grant stands no longer on a counter; what it has paid above that is owed.
    fn take_back(&mut self, number: usize, place: &Key, part: Amount) {
        let grant = &mut self.grants[number];
        grant.voided += part;
        let left = grant.places.entry(*place).or_default();
        *left -= part;
        let unpaid = -self.unspent_on(number, place);
        if unpaid > Amount::ZERO {
            let repaid = self.repaid_of(number, place).at_least_zero().min(unpaid);
            let by_calls = unpaid - repaid; // a debt that it repaid is not what calls spent
            *self.owing.entry((*place, number)).or_default() += by_calls.at_least_zero();
            self.spent.push(Spent { grant: number, key: *place, amount: -unpaid, by: None });
            self.owe_where_it_counts(place, part, repaid);
        }
    }

    /// Usage that counts for the limit in force now, and that the grant had paid, is owed there instead.
    fn owe_where_it_counts(&mut self, place: &Key, part: Amount, repaid: Amount) {
        let spec = &self.limit(place).spec;
        let in_force = self.limit_named(place.payer, spec.name);
        let Some(limit) = in_force.filter(|&id| id != place.limit && self.limits[id].spec.unit == spec.unit)
        else {
            return;
        };
        let heir = self.key(place.payer, limit, self.now);
        if self.counted.contains_key(&heir) {
            let before = self.paid(&heir);
            self.count_repaid(&heir);
            let moved = part.min((before - self.paid(&heir)).at_least_zero());
            self.move_owing(place, &heir, moved);
            *self.kept.entry(*place).or_default() += moved;
            self.pay(&heir);
            // a debt is kept there where not all counts that was counted here
            let kept_no_more = repaid.min(self.owed(place)).min(self.kept_on(&heir));
            if self.counts_its_kind(&heir, place) {
                self.kept.insert(heir, self.kept_on(&heir) - kept_no_more);
                *self.kept.entry(*place).or_default() += kept_no_more;
            }
            self.pay(&heir);
        }
    }

    /// What is owed of voided grants goes with the debt to where that is owed now.
    pub(super) fn move_owing(&mut self, from: &Key, to: &Key, debt: Amount) {
        let owing: Amount =
            self.owing.iter().filter(|((place, _), _)| place == to).map(|(_, owing)| *owing).sum();
        let mut room = debt.min((self.owed(to) - owing).at_least_zero());
        for grant in 0..self.grants.len() {
            let part = self.owing.get(&(*from, grant)).copied().unwrap_or_default().min(room);
            if part > Amount::ZERO {
                *self.owing.entry((*from, grant)).or_default() -= part;
                *self.owing.entry((*to, grant)).or_default() += part;
                room -= part;
            }
        }
    }

    /// What a grant has paid on a counter that no call spent: debts, less what was taken back.
    pub(super) fn repaid_of(&self, grant: usize, key: &Key) -> Amount {
        let here = |spent: &&Spent| spent.by.is_none() && spent.grant == grant && spent.key == *key;
        self.spent.iter().filter(here).map(|spent| spent.amount).sum()
    }

    /// What grants pay of what is owed on a counter, they pay of voided grants first.
    pub(super) fn lower_owing(&mut self, key: &Key, mut paid: Amount) {
        for (_, owing) in self.owing.iter_mut().filter(|((place, _), _)| place == key) {
            let part = paid.min(*owing);
            *owing -= part;
            paid -= part;
        }
    }

    /// What is given back of a call that spent a voided grant is not owed any more.
    pub(super) fn trim_owing(&mut self, grant: usize, key: &Key) {
        let taken_back = (-self.repaid_of(grant, key)).at_least_zero();
        if let Some(owing) = self.owing.get_mut(&(*key, grant)) {
            *owing = taken_back.min(*owing);
        }
    }

    /// What of voided grants was spent in periods that are over, and no grant has paid since.
    fn void_debts(&self, account: Name, name: Name, unit: Unit) -> Vec<(Key, Amount)> {
        let mut unpaid: BTreeMap<Key, Amount> = BTreeMap::new();
        for ((key, number), owing) in self.owing.iter().filter(|((key, _), _)| key.span.end <= self.now) {
            let grant = &self.grants[*number];
            if (grant.account, grant.limit_name, grant.unit) == (account, name, unit) {
                *unpaid.entry(*key).or_default() += *owing;
            }
        }
        let debt = |(key, unpaid): (Key, Amount)| (key, unpaid.min(self.owed(&key)));
        let mut debts: Vec<(Key, Amount)> =
            unpaid.into_iter().map(debt).filter(|(_, debt)| *debt > Amount::ZERO).collect();
        debts.sort_by_key(|(key, _)| (key.limit, std::cmp::Reverse(key.span.start)));
        debts
    }

    /// Grants on a running counter pay that first; what was carried over is not bought, and pays none of it.
    pub(super) fn pay_void_debts(&mut self, key: &Key) {
        let spec = &self.limit(key).spec;
        for (owing, mut debt) in self.void_debts(key.payer, spec.name, spec.unit) {
            for grant in self.in_order_of_burning(key) {
                let part = debt.min(self.free(grant, key)).at_least_zero();
                if self.grants[grant].kind != super::carry_over::KIND && part > Amount::ZERO {
                    self.move_grant(grant, key, &owing, part);
                    debt -= part;
                }
            }
            self.pay(&owing);
        }
    }

    fn move_grant(&mut self, grant: usize, from: &Key, to: &Key, amount: Amount) {
        let places = &mut self.grants[grant].places;
        *places.entry(*from).or_default() -= amount;
        *places.entry(*to).or_default() += amount;
    }

    fn voided_row(&self, number: usize) -> Row {
        let grant = &self.grants[number];
        // on the limit in force: what is owed elsewhere no grant is asked for
        let is_of_limit = |key: &&Key| {
            let spec = &self.limit(key).spec;
            key.span.holds(self.now)
                && self.limit_named(key.payer, spec.name) == Some(key.limit)
                && (key.payer, spec.name, spec.unit) == (grant.account, grant.limit_name, grant.unit)
        };
        let running: Amount = self.counted.keys().filter(is_of_limit).map(|key| self.owed(key)).sum();
        let over: Amount =
            self.void_debts(grant.account, grant.limit_name, grant.unit).iter().map(|(_, debt)| *debt).sum();
        let of_grant = self
            .listed_grant_row(number)
            .into_iter()
            .filter(|(column, _)| !matches!(*column, "priority" | "expires_at"));
        of_grant.chain([("owed", (running + over).into())]).collect()
    }
}
