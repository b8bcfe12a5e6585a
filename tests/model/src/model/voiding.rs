//! Grants that are taken back: a typo, a chargeback.

use super::counter::Key;
use super::grants::Spent;
use super::{Answer, INVALID, Model};
use crate::amount::Amount;
use crate::value::Row;

impl Model {
    /// Takes back what is free of a grant, or so much of it in all: first what is free, then what holds have set aside and what was
    /// spent, which is owed from then on.
    pub(super) fn void_grant(&mut self, grant: Option<usize>, amount: Option<Amount>) -> Answer<Row> {
        let number = grant.ok_or(INVALID)?;
        if amount.is_some_and(|amount| amount > self.grants[number].amount) {
            return Err(INVALID);
        }
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
            self.spent.push(Spent { grant: number, key: *place, amount: -unpaid, by: None });
            self.owe_where_it_counts(place, part);
        }
    }

    /// Usage that counts for the limit in force now, and that the grant had paid, is owed there instead.
    fn owe_where_it_counts(&mut self, place: &Key, part: Amount) {
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
            *self.kept.entry(*place).or_default() += moved;
            self.pay(&heir);
        }
    }

    fn voided_row(&self, number: usize) -> Row {
        let grant = &self.grants[number];
        let is_of_limit = |key: &&Key| {
            let spec = &self.limit(key).spec;
            key.span.holds(self.now)
                && (key.payer, spec.name, spec.unit) == (grant.account, grant.limit_name, grant.unit)
        };
        let owed: Amount = self.counted.keys().filter(is_of_limit).map(|key| self.owed(key)).sum();
        let of_grant = self
            .listed_grant_row(number)
            .into_iter()
            .filter(|(column, _)| !matches!(*column, "priority" | "expires_at"));
        of_grant.chain([("owed", owed.into())]).collect()
    }
}
