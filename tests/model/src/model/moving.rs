//! Where grants stand: they move on with what is free of them, and expire.

use std::collections::BTreeMap;

use super::Model;
use super::counter::Key;
use crate::amount::Amount;

impl Model {
    /// Grants that have expired lose what is free.
    pub(super) fn expire_grants(&mut self) {
        for grant in 0..self.grants.len() {
            if self.has_expired(&self.grants[grant]) {
                for (place, amount) in self.take_free(grant, |_| true) {
                    *self.grants[grant].lost.entry(place).or_default() += amount;
                }
            }
        }
    }

    /// What is free of an account's grants comes to the running counter of the limit of their name and unit.
    pub(super) fn gather_grants(&mut self, key: &Key) {
        let spec = &self.limit(key).spec;
        let (name, unit) = (spec.name, spec.unit);
        if !key.span.holds(self.now) || self.limit_named(key.payer, name) != Some(key.limit) {
            return;
        }
        for number in 0..self.grants.len() {
            let grant = &self.grants[number];
            if (grant.account, grant.limit_name, grant.unit) == (key.payer, name, unit)
                && !self.has_expired(grant)
            {
                let moved = self.take_free(number, |place| place != key).values().copied().sum();
                if moved > Amount::ZERO {
                    *self.grants[number].places.entry(*key).or_default() += moved;
                }
            }
        }
        // in their own order, whichever came first
        self.pay(key);
    }

    /// Takes what is free of a grant from its places.
    fn take_free(&mut self, grant: usize, from: impl Fn(&Key) -> bool) -> BTreeMap<Key, Amount> {
        let places: Vec<Key> =
            self.grants[grant].places.keys().filter(|place| from(place)).copied().collect();
        let mut taken = BTreeMap::new();
        for place in places {
            let free = self.free(grant, &place);
            taken.insert(place, free);
            if let Some(amount) = self.grants[grant].places.get_mut(&place) {
                *amount -= free;
            }
        }
        taken
    }
}
