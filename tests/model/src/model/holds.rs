//! Holds: an amount set aside before a call, and what it was used for.

use std::collections::BTreeMap;

use super::charge::Metered;
use super::counter::Key;
use super::verdict::{Reason, Verdict};
use super::{Answer, INVALID, Model, WRONG_STATE, prices};
use crate::amount::Amount;
use crate::calendar::Moment;
use crate::names::{Name, OPEN_HOLDS_MAX};
use crate::operation::{Actual, Call};
use crate::value::Row;

#[derive(Clone)]
pub struct Hold {
    /// How many were reserved before it.
    pub(super) number: usize,
    pub metered: Metered,
    pub expires_at: Moment,
    /// What it takes up of each counter while it is open.
    pub amounts: BTreeMap<Key, Amount>,
    /// The same of limits that came into force after it.
    pub later: BTreeMap<Key, Amount>,
    state: State,
}

#[derive(Clone)]
enum State {
    Open,
    Settled { actual: (i64, i64), answer: Row },
    Released { answer: Row },
}

impl Hold {
    pub fn account(&self) -> Name {
        self.metered.call.account
    }

    /// Whether it still counts.
    pub fn is_open(&self, now: Moment) -> bool {
        matches!(self.state, State::Open) && now < self.expires_at
    }

    pub fn actual(&self, actual: Actual) -> (i64, i64) {
        match actual {
            Actual::AsReserved => (self.metered.call.input, self.metered.call.output),
            Actual::Exactly(input, output) => (input, output),
        }
    }
}

impl Model {
    pub(super) fn reserve(&mut self, call: &Call, ttl: chrono::TimeDelta) -> Answer<Verdict> {
        self.find_or_create(call.account, self.now);
        let metered = self.metered(call, self.now, true)?;
        let keys = self.counters_of(&metered);
        let capping = match self.ask(&metered, &keys) {
            Err((reason, key)) => return Ok(self.deny(&metered, reason, Some(key))),
            Ok(capping) => capping,
        };
        let whole = metered;
        let (metered, cut_by) = match &capping[..] {
            [] => (whole.clone(), None),
            capping => match self.cut(&whole, capping) {
                (Some(cut), key) => (cut, Some(key)),
                (None, key) => return Ok(self.deny(&whole, Reason::OverLimit, Some(key))),
            },
        };
        let open = self.holds.iter().filter(|hold| hold.account() == call.account && hold.is_open(self.now));
        if open.count() >= OPEN_HOLDS_MAX {
            return Ok(self.deny(&whole, Reason::TooManyHolds, None));
        }
        let amount = |key: &Key| (*key, self.limit(key).amount(&metered).unwrap_or_default());
        let amounts = keys.iter().map(amount).collect();
        let number = self.holds.len();
        let expires_at = self.now + ttl;
        self.holds.push(Hold {
            number,
            metered: metered.clone(),
            expires_at,
            amounts,
            later: BTreeMap::new(),
            state: State::Open,
        });
        let verdict = match cut_by {
            None => self.allowed(&metered, self.reason_of(&metered, true, &keys), &keys),
            Some(key) => self.allowed(&metered, Reason::Capped, &[key]),
        };
        Ok(Verdict { hold: Some(number), ..verdict })
    }

    /// What open holds have reserved that a counter counts is reserved there too: its limit came into force after them. What they have above
    /// its cap then was within the cap of its time.
    pub(super) fn take_holds(&mut self, key: &Key) {
        let before = self.standing(|other| other == key);
        for number in 0..self.holds.len() {
            let hold = &self.holds[number];
            let is_here = |other: &Key| (other.payer, other.limit) == (key.payer, key.limit);
            let known = hold.amounts.keys().chain(hold.later.keys()).any(is_here);
            if !known && self.take_hold(number, key) {
                self.keep_all(&before);
                self.closed.remove(key);
            }
        }
    }

    /// What holds take up by now that were reserved on limits that this one has replaced: less where one has ended that came before.
    pub(super) fn share_anew(&mut self, key: &Key) {
        if key.span.holds(self.now) && self.is_in_force(key) {
            for number in 0..self.holds.len() {
                if self.reserved_elsewhere(number, key).is_some() {
                    self.holds[number].later.remove(key);
                    self.take_hold(number, key);
                }
            }
        }
    }

    fn take_hold(&mut self, number: usize, key: &Key) -> bool {
        let hold = &self.holds[number];
        let counts = |hold: &Hold| {
            self.counters_of(&hold.metered).contains(key)
                || self.held_before(hold, &hold.metered).contains(key)
        };
        if !hold.is_open(self.now) || !counts(hold) {
            return false;
        }
        let amount = self.limit(key).amount(&hold.metered).unwrap_or_default();
        // grants that are kept for it under a limit that this one has replaced stay there
        let share = self.reserved_elsewhere(number, key).map(|other| self.share_of_cap(number, &other));
        let amount = share.map_or(amount, |share| amount.min(share));
        if amount > Amount::ZERO {
            self.holds[number].later.insert(*key, amount);
        }
        amount > Amount::ZERO
    }

    /// Where a hold was reserved on a limit that this one has replaced.
    fn reserved_elsewhere(&self, number: usize, key: &Key) -> Option<Key> {
        let spec = |key: &Key| (key.payer, self.limit(key).spec.name, self.limit(key).spec.unit);
        let mut amounts = self.holds[number].amounts.iter();
        amounts
            .find(|(other, amount)| {
                other.limit != key.limit && spec(other) == spec(key) && **amount > Amount::ZERO
            })
            .map(|(other, _)| *other)
    }

    /// What a hold takes up of the cap where it was reserved: holds that were made first come first, and what grants are kept for last.
    fn share_of_cap(&self, number: usize, key: &Key) -> Amount {
        let held = |number: usize| {
            let hold = &self.holds[number];
            if hold.is_open(self.now) {
                hold.amounts.get(key).copied().unwrap_or_default()
            } else {
                Amount::ZERO
            }
        };
        let all: Amount = (0..self.holds.len()).map(held).sum();
        let before: Amount = (0..number).map(held).sum();
        (all - self.kept_for(key, all) - before).at_least_zero().min(held(number))
    }

    fn kept_for(&self, key: &Key, held: Amount) -> Amount {
        self.spending(key, held).iter().map(|burnt| burnt.amount).sum()
    }

    /// A limit that was replaced reserves nothing any more that it had taken over: what grants are kept for there comes here with them.
    pub(super) fn free_taken_over(&mut self, key: &Key) {
        if !key.span.holds(self.now) || !self.is_in_force(key) {
            return;
        }
        let spec = |key: &Key| (key.payer, self.limit(key).spec.name, self.limit(key).spec.unit);
        let others: Vec<Key> = self
            .counted
            .keys()
            .filter(|other| other.limit != key.limit && spec(other) == spec(key))
            .copied()
            .collect();
        for other in others {
            let before = self.kept_for(&other, self.reserved(&other));
            let open = |hold: &&mut Hold| hold.later.contains_key(&other);
            let now = self.now;
            if self
                .holds
                .iter_mut()
                .filter(open)
                .map(|hold| (hold.later.remove(&other), hold.is_open(now)))
                .filter(|(_, open)| *open)
                .count()
                > 0
            {
                let freed = before - self.kept_for(&other, self.reserved(&other));
                self.trim_kept(&other);
                let kept = (self.kept_on(key) - freed).at_least_zero();
                self.kept.insert(*key, kept);
            }
        }
    }

    /// A hold that exists and, where the caller says whose it is, is theirs.
    pub(super) fn need_hold(&self, hold: Option<usize>, account: Option<Name>) -> Answer<usize> {
        let number = hold.ok_or(INVALID)?;
        let theirs = account.is_none_or(|account| account == self.holds[number].account());
        if theirs { Ok(number) } else { Err(INVALID) }
    }

    /// Never refused, once: the call has been made. It counts where it was reserved, and in what has come into force.
    pub(super) fn settle(&mut self, number: usize, actual: (i64, i64)) -> Answer<Row> {
        match &self.holds[number].state {
            State::Settled { actual: before, answer } if *before == actual => return Ok(answer.clone()),
            State::Settled { .. } | State::Released { .. } => return Err(WRONG_STATE),
            State::Open => {}
        }
        let hold = self.holds[number].clone();
        let metered = used_for(&hold.metered, actual);
        let late = !hold.is_open(self.now);
        let above = |(key, &reserved): (&Key, &Amount)| {
            self.limit(key).amount(&metered).is_some_and(|amount| amount > reserved)
        };
        let overage = metered.tokens() > hold.metered.tokens() || hold.amounts.iter().any(above);
        let mut keys: Vec<Key> = hold.amounts.keys().copied().collect();
        let mut since = self.counters_of(&metered);
        since.extend(self.held_before(&hold, &metered));
        keys.extend(since.into_iter().filter(|key| !hold.amounts.contains_key(key)));
        let keys = self.in_order_of_charging(keys);

        // what the hold keeps of grants is its own until the charge takes its place
        keys.iter().for_each(|key| self.begin(key));
        self.holds[number].state = State::Settled { actual, answer: Row::new() };
        let covered = keys.iter().all(|key| hold.amounts.contains_key(key));
        let enforced = covered && !late && !overage;
        let usage = self.log_begun(metered.clone(), &keys, enforced, Some(number));
        let reason = match (late, overage) {
            (true, _) => Reason::Late,
            (false, true) => Reason::Overage,
            (false, false) => self.reason_of(&metered, enforced, &keys),
        };
        let verdict =
            Verdict { usage: Some(usage), hold: Some(number), ..self.allowed(&metered, reason, &keys) };
        let answer = self.verdict_row(&verdict);
        self.holds[number].state = State::Settled { actual, answer: answer.clone() };
        Ok(answer)
    }

    pub(super) fn release(&mut self, number: usize) -> Answer<Row> {
        match &self.holds[number].state {
            State::Released { answer } => return Ok(answer.clone()),
            State::Settled { .. } => return Err(WRONG_STATE),
            State::Open => {}
        }
        let (tokens, cost) = (self.holds[number].metered.tokens(), self.holds[number].metered.cost);
        let verdict = Verdict {
            reason: Reason::Released,
            about: None,
            tokens,
            cost,
            usage: None,
            hold: Some(number),
            resets_at: None,
        };
        let answer = self.verdict_row(&verdict);
        self.holds[number].state = State::Released { answer: answer.clone() };
        Ok(answer)
    }
}

/// The reserved call with what it really took, at the hold's own moment.
fn used_for(reserved: &Metered, (input, output): (i64, i64)) -> Metered {
    let call = Call { input, output, ..reserved.call.clone() };
    let cost = prices::cost(&call).unwrap_or_default();
    Metered { call, cost, ..reserved.clone() }
}
