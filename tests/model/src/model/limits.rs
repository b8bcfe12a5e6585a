//! Limits: which are in force, and which count a call.

use std::cmp::Reverse;

use chrono::TimeDelta;

use super::accounts::Payer;
use super::charge::Metered;
use super::counter::Key;
use super::holds::Hold;
use super::{Answer, INVALID, Model};
use crate::amount::Amount;
use crate::calendar::Moment;
use crate::names::{DEFAULT_PLAN, Name};
use crate::operation::{LimitSpec, Owner, Unit};

/// Limits are numbered in the order in which they were made.
pub type LimitId = usize;

#[derive(Clone)]
pub struct Limit {
    pub spec: LimitSpec,
    pub removed: bool,
    /// Then the limit counts again that it stood in for.
    pub expires_at: Option<Moment>,
}

impl Limit {
    pub fn counts(&self, metered: &Metered) -> bool {
        let spec = &self.spec;
        (spec.provider.is_none() || spec.provider == metered.call.provider)
            && (spec.model.is_none() || spec.model == metered.call.model)
            && (spec.operation.is_none() || spec.operation == metered.call.operation)
            && spec.key_source.is_none_or(|key_source| key_source == metered.key_source)
    }

    /// How much of a call it counts; `None`: the cost, which is not known.
    pub fn amount(&self, metered: &Metered) -> Option<Amount> {
        let call = &metered.call;
        match self.spec.unit {
            Unit::Tokens => Some(Amount::whole(call.input + call.output)),
            Unit::InputTokens => Some(Amount::whole(call.input)),
            Unit::OutputTokens => Some(Amount::whole(call.output)),
            Unit::Requests => Some(Amount::whole(1)),
            Unit::Cost => metered.cost,
        }
    }

    fn is_of(&self, owner: Owner) -> bool {
        !self.removed && self.spec.owner == owner
    }

    /// Whether the limit counts as it did, so that its counters go on.
    fn means_the_same(&self, spec: &LimitSpec) -> bool {
        let meaning = |spec: &LimitSpec| {
            (spec.unit, spec.period, spec.provider, spec.model, spec.operation, spec.key_source)
        };
        meaning(&self.spec) == meaning(spec)
    }
}

impl Model {
    pub(super) fn set_limit(&mut self, spec: &LimitSpec) -> Answer<()> {
        self.need_owner(spec.owner)?;
        if spec.caps && matches!(spec.unit, Unit::Requests | Unit::InputTokens) {
            return Err(INVALID); // a shorter answer needs no less of them
        }
        let expires_at = spec.expires_in_minutes.map(|minutes| self.now + TimeDelta::minutes(minutes));
        match self.find_limit(spec.owner, spec.name) {
            // one that lasts stays behind one that expires
            Some(id)
                if self.limits[id].means_the_same(spec)
                    && (self.limits[id].expires_at.is_some() || expires_at.is_none()) =>
            {
                let known = &self.limits[id].spec;
                let other_terms = (known.cap, known.carry_over_cap) != (spec.cap, spec.carry_over_cap);
                if other_terms
                    && (self.carries(id) || spec.carry_over_cap.is_some_and(|ceiling| ceiling > Amount::ZERO))
                {
                    self.carry_on(|_, limit| limit == id);
                }
                let before = self.standing(|key| key.limit == id);
                self.remove_replaced(spec, expires_at);
                self.limits[id] = Limit { spec: spec.clone(), removed: false, expires_at };
                self.keep_all(&before);
            }
            found => {
                self.carry_on_before(spec.owner, found);
                self.remove_replaced(spec, expires_at);
                let new = self.limits.len();
                self.limits.push(Limit { spec: spec.clone(), removed: false, expires_at });
                self.recount();
                if let Owner::Account(account) = spec.owner {
                    self.owe_on(account);
                }
                if self.carries(new) {
                    self.carry_on(|_, limit| limit == new);
                }
            }
        }
        Ok(())
    }

    /// Those of its name that a limit takes the place of: of an account's, one that expires leaves the one that lasts.
    fn remove_replaced(&mut self, spec: &LimitSpec, expires_at: Option<Moment>) {
        for limit in
            self.limits.iter_mut().filter(|limit| limit.is_of(spec.owner) && limit.spec.name == spec.name)
        {
            limit.removed = expires_at.is_none() || limit.expires_at.is_some();
        }
    }

    pub(super) fn remove_limit(&mut self, owner: Owner, name: Name) -> Answer<()> {
        let id = self.find_limit(owner, name).ok_or(INVALID)?;
        self.end_limit(owner, id);
        Ok(())
    }

    /// Time passes: limits that expire meanwhile end at their moment.
    pub(super) fn pass_time(&mut self, until: Moment) {
        let known = self.grants.len();
        while let Some((moment, id)) = self.next_to_expire(until) {
            self.now = moment;
            self.pay_all();
            self.expire_grants();
            self.end_limit(self.limits[id].spec.owner, id);
        }
        self.now = until;
        self.grants[known..].iter_mut().for_each(|grant| grant.by_time = true);
    }

    fn next_to_expire(&self, until: Moment) -> Option<(Moment, LimitId)> {
        let live = (0..self.limits.len()).filter(|&id| !self.limits[id].removed);
        live.filter_map(|id| {
            self.limits[id].expires_at.filter(|&moment| moment <= until).map(|moment| (moment, id))
        })
        .min()
    }

    fn end_limit(&mut self, owner: Owner, id: LimitId) {
        self.carry_on_before(owner, Some(id));
        self.limits[id].removed = true;
        self.recount();
        if let Owner::Account(account) = owner {
            self.owe_on(account);
            self.carry_on_of(account);
        }
    }

    fn carry_on_before(&mut self, owner: Owner, found: Option<LimitId>) {
        match (owner, found) {
            (Owner::Account(account), _) => self.carry_on_of(account),
            (Owner::Plan(_), Some(id)) if self.carries(id) => self.carry_on(|_, limit| limit == id),
            (Owner::Plan(_), _) => {}
        }
    }

    /// Of all limits of an account that carry over.
    pub(super) fn carry_on_of(&mut self, account: Name) {
        let carrying: Vec<bool> = (0..self.limits.len()).map(|id| self.carries(id)).collect();
        self.carry_on(|payer, limit| payer == account && carrying[limit]);
    }

    fn need_owner(&self, owner: Owner) -> Answer<()> {
        match owner {
            Owner::Plan(_) => Ok(()),
            Owner::Account(account) => self.need_account(account),
        }
    }

    /// The limit of a name that counts now: of an account's two, the one that expires.
    fn find_limit(&self, owner: Owner, name: Name) -> Option<LimitId> {
        let live = (0..self.limits.len())
            .filter(|&id| self.limits[id].is_of(owner) && self.limits[id].spec.name == name);
        live.max_by_key(|&id| self.limits[id].expires_at.is_some())
    }

    /// The limits in force for a payer: its own, and those of its plan that none of its own overrides.
    pub(super) fn in_force(&self, payer: Payer) -> Vec<LimitId> {
        let plan = self.accounts.get(payer.account).map_or(DEFAULT_PLAN, |account| account.plan);
        let own = Owner::Account(payer.account);
        let by_plan = |limit: &Limit| {
            limit.is_of(Owner::Plan(plan))
                && !(payer.as_pool && plan == DEFAULT_PLAN)
                && self.find_limit(own, limit.spec.name).is_none()
        };
        let by_itself = |id: LimitId| {
            self.limits[id].is_of(own) && self.find_limit(own, self.limits[id].spec.name) == Some(id)
        };
        (0..self.limits.len()).filter(|&id| by_itself(id) || by_plan(&self.limits[id])).collect()
    }

    /// The counters that a call is charged to, in their order: pools last, deeper accounts first, then by name.
    pub(super) fn counters_of(&self, metered: &Metered) -> Vec<Key> {
        let mut keys = self.counters_for(metered);
        keys.retain(|key| !self.is_too_old(key.limit, metered));
        keys
    }

    /// Those of all limits that count such a call, however old it is.
    fn counters_for(&self, metered: &Metered) -> Vec<Key> {
        let mut keys = Vec::new();
        for payer in self.payers(metered.call.account, metered.call.provider, metered.key_source) {
            for id in self.in_force(payer) {
                if self.limits[id].counts(metered) {
                    keys.push(self.key(payer.account, id, metered.at));
                }
            }
        }
        self.in_order_of_charging(keys)
    }

    /// The counters on which a call in the log counts: also those of whom its account has left, for what it had used or reserved by then.
    pub(super) fn counting(&self, number: usize) -> Vec<Key> {
        let usage = &self.usage[number];
        let hold = usage.hold.map(|hold| &self.holds[hold]);
        let mut keys = self.counters_for(&usage.metered);
        keys.retain(|key| !self.has_left(key.limit, usage.metered.at));
        for (payer, calls) in self.former_payers(&usage.metered) {
            let is_reserved = hold.is_some_and(|hold| self.had_reserved(hold, payer.account));
            if number < calls || is_reserved {
                keys.extend(self.counters_of_former(payer, &usage.metered));
            }
        }
        keys.sort();
        keys.dedup();
        self.in_order_of_charging(keys)
    }

    /// The counters of one whom an account has left that would count a call.
    pub(super) fn counters_of_former(&self, payer: Payer, metered: &Metered) -> Vec<Key> {
        let counts =
            |id: &LimitId| self.limits[*id].counts(metered) && !self.is_lent_for(payer.account, *id, metered);
        let counting = self.in_force(payer).into_iter().filter(counts);
        counting.map(|id| self.key(payer.account, id, metered.at)).collect()
    }

    /// Those where a hold was reserved before its account left.
    pub(super) fn held_before(&self, hold: &Hold, metered: &Metered) -> Vec<Key> {
        let former = self.former_payers(metered).into_iter().map(|(payer, _)| payer);
        let reserved = former.filter(|payer| self.had_reserved(hold, payer.account));
        let mut keys: Vec<Key> = reserved.flat_map(|payer| self.counters_of_former(payer, metered)).collect();
        keys.sort();
        keys.dedup();
        keys
    }

    pub(super) fn in_order_of_charging(&self, mut keys: Vec<Key>) -> Vec<Key> {
        keys.sort_by_key(|key| {
            let ancestors = self.chain(key.payer).len() - 1;
            let turn = if self.is_pool(key.payer) { None } else { Some(ancestors) };
            (Reverse(turn), key.payer, self.limit(key).spec.name, !self.is_in_force(key), key.limit)
        });
        keys
    }

    /// What has come into force counts what the log already holds. What was counted stays counted. A counter that nothing
    /// has asked for yet starts with what the log holds then.
    pub(super) fn recount(&mut self) {
        let before = self.standing(|_| true);
        let mut grown = std::collections::BTreeSet::new();
        for number in 0..self.usage.len() {
            if self.usage[number].is_call() {
                let mut keys = self.counting(number);
                keys.retain(|key| self.counted.get(key).is_some_and(|calls| !calls.contains(&number)));
                self.count(number, &keys);
                grown.extend(keys);
            }
        }
        self.keep_all(&before.into_iter().filter(|(key, _)| grown.contains(key)).collect());
        let in_force: Vec<Key> = self.counted.keys().filter(|key| self.is_in_force(key)).copied().collect();
        for key in in_force {
            let before = self.standing(|other| *other == key);
            self.count_repaid(&key);
            self.keep_all(&before);
        }
        let counted: Vec<Key> = self.counted.keys().copied().collect();
        counted.iter().for_each(|key| self.take_holds(key));
        counted.iter().for_each(|key| self.take_debts(key));
    }

    pub(super) fn is_in_force(&self, key: &Key) -> bool {
        self.in_force(Payer { account: key.payer, as_pool: false }).contains(&key.limit)
    }

    pub(super) fn count(&mut self, usage: usize, keys: &[Key]) {
        for key in keys {
            if self.counted.entry(*key).or_default().insert(usage) {
                self.closed.remove(key);
            }
        }
    }
}
