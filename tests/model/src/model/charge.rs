//! Charging a call: every limit that counts it, or none.

use super::counter::Key;
use super::grants::Spent;
use super::verdict::{Reason, Verdict};
use super::{Answer, Model, prices};
use crate::amount::Amount;
use crate::calendar::Moment;
use crate::names::Name;
use crate::operation::{Call, KeySource};

/// A call with what was found out about it.
#[derive(Clone, Debug)]
pub struct Metered {
    pub call: Call,
    pub key_source: KeySource,
    pub cost: Option<Amount>,
    pub at: Moment,
}

impl Metered {
    pub fn tokens(&self) -> i64 {
        self.call.input + self.call.output
    }
}

/// A row of the log.
#[derive(Clone)]
pub struct Usage {
    /// Of a refund, the call that it takes back.
    pub metered: Metered,
    pub enforced: bool,
    pub hold: Option<usize>,
    pub refunds: Option<usize>,
    /// Of a correction, the call that gets another cost.
    pub adjusts: Option<usize>,
    /// The counters that it was charged to; others count it from the log.
    pub charged: Vec<Key>,
}

impl Usage {
    pub fn account(&self) -> Name {
        self.metered.call.account
    }

    pub fn is_call(&self) -> bool {
        self.refunds.is_none() && self.adjusts.is_none()
    }

    pub fn is_refund(&self) -> bool {
        self.refunds.is_some()
    }
}

#[derive(Clone)]
pub struct Denial {
    pub account: Name,
    pub at: Moment,
    pub reason: Reason,
    pub about: Option<Key>,
    pub used: Option<Amount>,
    pub cap: Option<Amount>,
}

impl Model {
    pub(super) fn add(&mut self, call: &Call, at: Moment, enforce: bool) -> Answer<Verdict> {
        self.find_or_create(call.account, at);
        let metered = self.metered(call, at, enforce)?;
        let keys = self.counters_of(&metered);
        if enforce && let Some((reason, key)) = self.refusal(&metered, &keys) {
            return Ok(self.deny(&metered, reason, Some(key)));
        }
        let usage = self.log(metered.clone(), &keys, enforce, None);
        let reason = self.reason_of(&metered, enforce, &keys);
        Ok(Verdict { usage: Some(usage), ..self.allowed(&metered, reason, &keys) })
    }

    /// What `add` would say, told of the counters as they stand without the call.
    pub(super) fn check(&self, call: &Call) -> Answer<Verdict> {
        let mut before = self.clone();
        before.find_or_create(call.account, self.now);
        let metered = before.metered(call, self.now, true)?;
        let keys = before.counters_of(&metered);
        keys.iter().for_each(|key| before.begin(key));
        let added = before.clone().add(call, self.now, true)?;
        match added.reason {
            reason if reason.allows() => Ok(before.allowed(&metered, reason, &keys)),
            _ => Ok(added),
        }
    }

    /// What is spent already is recorded even where its price cannot be told.
    pub(super) fn metered(&self, call: &Call, at: Moment, enforce: bool) -> Answer<Metered> {
        let cost = match prices::cost(call) {
            Err(_) if !enforce => None,
            cost => cost?,
        };
        Ok(Metered { call: call.clone(), key_source: self.key_source_of(call), cost, at })
    }

    /// The first limit that refuses a call.
    pub(super) fn refusal(&mut self, metered: &Metered, keys: &[Key]) -> Option<(Reason, Key)> {
        for key in keys {
            let spec = &self.limit(key).spec;
            let refuses = spec.hard && spec.cap.is_some();
            let amount = self.limit(key).amount(metered);
            if refuses && amount.is_none() {
                return Some((Reason::Unpriced, *key));
            }
            self.begin(key);
            if refuses && amount.is_some_and(|amount| amount > Amount::ZERO && !self.admits(key, amount)) {
                return Some((Reason::OverLimit, *key));
            }
            self.closed.remove(key);
        }
        None
    }

    pub(super) fn deny(&mut self, metered: &Metered, reason: Reason, about: Option<Key>) -> Verdict {
        let mut seen = self.clone();
        about.iter().for_each(|key| seen.begin(key)); // only looked at
        let verdict = seen.refused(metered, reason, about);
        let gauge = verdict.about.as_ref().map(|(_, gauge)| gauge);
        self.denials.push(Denial {
            account: metered.call.account,
            at: metered.at,
            reason,
            about,
            used: gauge.map(|gauge| gauge.used),
            cap: gauge.and_then(|gauge| gauge.cap),
        });
        verdict
    }

    /// Writes a call down and counts it.
    pub(super) fn log(
        &mut self,
        metered: Metered,
        keys: &[Key],
        enforced: bool,
        hold: Option<usize>,
    ) -> usize {
        keys.iter().for_each(|key| self.begin(key));
        self.log_begun(metered, keys, enforced, hold)
    }

    /// The same once its counters have begun.
    pub(super) fn log_begun(
        &mut self,
        metered: Metered,
        keys: &[Key],
        enforced: bool,
        hold: Option<usize>,
    ) -> usize {
        let number = self.usage.len();
        // limits that came after a hold count its settlement from the log, in the place of the hold, which they had taken over
        let reserved = |key: &&Key| hold.is_none_or(|hold| self.holds[hold].amounts.contains_key(key));
        let (own, later): (Vec<Key>, Vec<Key>) = keys.iter().partition(reserved);
        let mut spent = Vec::new();
        for key in &own {
            let amount = self.limit(key).amount(&metered).unwrap_or_default();
            spent.extend(
                self.spending(key, amount).into_iter().map(|spent| Spent { by: Some(number), ..spent }),
            );
        }
        self.usage.push(Usage {
            metered,
            enforced,
            hold,
            refunds: None,
            adjusts: None,
            charged: own.clone(),
        });
        self.spent.extend(spent);
        self.count(number, keys);
        later.iter().for_each(|key| self.owe_in_place_of(key, &own));
        self.to_be_closed.extend(keys);
        self.closed.retain(|key| !keys.contains(key));
        own.iter().chain(&later).for_each(|key| self.alert(key));
        number
    }
}
