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
        let capping = match enforce {
            true => self.ask(&metered, &keys),
            false => Ok(Vec::new()),
        };
        let capping = match capping {
            Err((reason, key)) => return Ok(self.deny(&metered, reason, Some(key))),
            Ok(capping) => capping,
        };
        // what was used cannot be cut any more: all of it counts
        let usage = self.log(metered.clone(), &keys, enforce && capping.is_empty(), None);
        let verdict = match &capping[..] {
            [] => self.allowed(&metered, self.reason_of(&metered, enforce, &keys), &keys),
            capping => self.allowed(&metered, Reason::Capped, capping),
        };
        Ok(Verdict { usage: Some(usage), ..verdict })
    }

    /// What `add` would say, told of the counters as they stand without the call.
    pub(super) fn check(&self, call: &Call) -> Answer<Verdict> {
        let mut before = self.clone();
        before.find_or_create(call.account, self.now);
        let metered = before.metered(call, self.now, true)?;
        let keys = before.counters_of(&metered);
        keys.iter().for_each(|key| before.begin(key));
        if let Ok(capping) = before.clone().ask(&metered, &keys)
            && !capping.is_empty()
        {
            let (cut, key) = before.cut(&metered, &capping);
            return Ok(match cut {
                Some(cut) => before.allowed(&cut, Reason::Capped, &[key]),
                None => before.refused(&metered, Reason::OverLimit, Some(key)),
            });
        }
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

    /// The first limit that refuses a call; else those that cap it, because they have room for a part of it.
    pub(super) fn ask(&mut self, metered: &Metered, keys: &[Key]) -> Result<Vec<Key>, (Reason, Key)> {
        let mut capping = Vec::new();
        for key in keys {
            let spec = &self.limit(key).spec;
            let (refuses, caps) = (spec.hard && spec.cap.is_some(), spec.caps);
            let amount = self.limit(key).amount(metered);
            if refuses && amount.is_none() {
                return Err((Reason::Unpriced, *key));
            }
            self.begin(key);
            if refuses && amount.is_some_and(|amount| amount > Amount::ZERO && !self.admits(key, amount)) {
                if !caps || self.gauge(key).remaining <= Some(Amount::ZERO) {
                    return Err((Reason::OverLimit, *key));
                }
                capping.push(*key);
            }
            self.closed.remove(key);
        }
        Ok(capping)
    }

    /// A call with the longest answer for which those have room that cap it, and which of them has the least. None: not for any.
    pub(super) fn cut(&self, metered: &Metered, capping: &[Key]) -> (Option<Metered>, Key) {
        let with_answer = |output| {
            let call = Call { output, ..metered.call.clone() };
            let cost = prices::cost(&call).unwrap_or_default();
            Metered { call, cost, ..metered.clone() }
        };
        let longest = |key: &Key| {
            let fits = |output: &i64| {
                self.limit(key).amount(&with_answer(*output)).is_some_and(|amount| self.admits(key, amount))
            };
            (1..metered.call.output).rev().find(fits).unwrap_or(0)
        };
        let answers = capping.iter().map(|key| (longest(key), *key));
        let (output, key) = answers.min_by_key(|(output, _)| *output).unwrap_or((0, capping[0]));
        ((output > 0).then(|| with_answer(output)), key)
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
        // limits that came after a hold count its settlement from the log, at its own moment, in the place of the hold, which they had taken over
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
        self.tell_now(&own, number);
        later.iter().for_each(|key| self.owe_in_place_of(key, &own));
        self.to_be_closed.extend(keys);
        self.closed.retain(|key| !keys.contains(key));
        own.iter().chain(&later).for_each(|key| self.alert(key));
        number
    }
}
