//! Counters that many calls are charged to: locked together, counted on in memory, and written once.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use pgrx::prelude::*;

use super::alert;
use super::gauge::refusal;
use super::period::span;
use super::reading::{Reading, place, refresh};
use super::reason::Reason;
use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::Db;
use crate::store::counters::{self, Counter};
use crate::store::grants::{self, Draws};
use crate::store::limits::Limit;

/// How often a counter is looked at anew where another session makes or changes it in between.
const ATTEMPTS_MAX: usize = 100;

/// What a call would be charged to one limit, in the period that runs.
pub struct Posting {
    limit: Limit,
    /// Its counter's place in the ledger.
    account: usize,
}

impl Posting {
    pub fn of(limit: Limit) -> Self {
        Self { limit, account: 0 }
    }

    /// The order in which counters are locked: see `payers` in `sql/schema/counting.sql`.
    fn order(&self) -> (i32, String, String, i64) {
        let limit = &self.limit;
        (limit.turn, limit.payer.clone(), limit.name.clone(), limit.id)
    }
}

/// Whether a moment lies in the period of a limit that runs now.
pub fn runs_now(db: &mut Db, limit: &Limit, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<bool> {
    let now = clock::from_utc(now)?;
    Ok(counters::find(db, place(limit, at, now)?)?.is_some_and(|counter| counter.period_end > now))
}

pub enum Decided {
    /// With the counters as they then stand, and what was spent of which grants.
    Taken(Vec<Reading>, Draws),
    Refused(Reason, Box<Reading>),
}

pub struct Ledger {
    counters: Vec<Counter>,
    /// What each counter is to gain.
    gained: Vec<AnyNumeric>,
}

impl Ledger {
    /// Locks the counters of all postings as of now; those that are missing or stale are made and brought up to date.
    pub fn open<'a>(
        db: &mut Db,
        postings: impl Iterator<Item = &'a mut Posting>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut by_order: BTreeMap<_, Vec<&mut Posting>> = BTreeMap::new();
        for posting in postings {
            by_order.entry(posting.order()).or_default().push(posting);
        }
        let mut places: HashMap<i64, usize> = HashMap::new();
        for (account, postings) in by_order.into_values().enumerate() {
            if let Some(first) = postings.first() {
                places.insert(locked(db, &first.limit, now)?, account);
            }
            for posting in postings {
                posting.account = account;
            }
        }
        // read when all are locked: what one has been brought up to date with may come from another
        let mut counters = counters::of_ids(db, places.keys().copied().collect())?;
        counters.sort_by_key(|counter| counter.id.and_then(|id| places.get(&id)));
        let gained = vec![AnyNumeric::default(); counters.len()];
        Ok(Self { counters, gained })
    }

    /// Takes a call's amounts from all of its limits, or from none.
    pub fn post(&mut self, db: &mut Db, postings: &[Posting], enforce: bool) -> Result<Decided> {
        for Posting { limit, account, .. } in postings {
            let counter = &self.counters[*account];
            if let Some(reason) = refusal(limit, counter, enforce) {
                return Ok(Decided::Refused(reason, Box::new((limit.clone(), counter.clone()))));
            }
        }
        let (mut charged, mut draws) = (Vec::with_capacity(postings.len()), Draws::default());
        for Posting { limit, account, .. } in postings {
            let amount = limit.amount.clone().unwrap_or_default();
            let counter = &mut self.counters[*account];
            let before = counter.used.clone();
            counter.used += amount.clone();
            self.gained[*account] += amount;
            draws.extend(grants::drawn(db, limit, counter, before)?);
            charged.push((limit.clone(), counter.clone()));
            let told = alert::raise(db, &charged[charged.len() - 1..])?;
            self.counters[*account].alerted.extend(told);
        }
        Ok(Decided::Taken(charged, draws))
    }

    /// Writes what the counters have gained.
    pub fn write(self, db: &mut Db) -> Result<()> {
        let gained = self.counters.iter().filter_map(|counter| counter.id).zip(self.gained);
        let (ids, amounts) = gained.filter(|(_, amount)| *amount != AnyNumeric::default()).unzip();
        counters::charge_all(db, ids, amounts)
    }
}

/// A limit's counter, locked, made and brought up to date where it needs to be: all of it before the next one, as a charge of
/// its own would go about it.
fn locked(db: &mut Db, limit: &Limit, now: DateTime<Utc>) -> Result<i64> {
    let place = place(limit, now, clock::from_utc(now)?)?;
    for _ in 0..ATTEMPTS_MAX {
        if limit.stripes > 1
            && let Some(Counter { id: Some(id), .. }) = counters::find(db, place)?
        {
            counters::gather(db, id)?;
        }
        match counters::lock(db, place)? {
            None => {
                let span = span(db, limit, now)?;
                counters::create(db, place, span)?;
            }
            Some(counter) if counter.stale_at <= place.now => refresh(db, limit, place, &counter)?,
            Some(Counter { id: Some(id), deal: Some(_), .. }) => counters::gather(db, id)?,
            Some(counter) => return counter.id.ok_or(MeterError::Internal("a counter has no id")),
        }
    }
    Err(MeterError::Internal("a counter kept changing"))
}
