//! Counters that many calls are charged to: locked together, counted on in memory, and written once.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use pgrx::prelude::*;

use super::alert;
use super::gauge::refusal;
use super::reading::{Reading, make, place, refresh};
use super::reason::Reason;
use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::Db;
use crate::store::counters::{self, Counter, Locked};
use crate::store::grants::{self, Draws};
use crate::store::limits::Limit;
use crate::store::stripe_locks;

/// How often a counter is looked at anew where another session makes or changes it in between.
const ATTEMPTS_MAX: usize = 100;

/// What a call would be charged to one limit, in the period that runs.
pub struct Posting {
    limit: Limit,
    /// Its counter's place in the ledger.
    counter: usize,
}

impl Posting {
    pub fn of(limit: Limit) -> Self {
        Self { limit, counter: 0 }
    }

    /// The order in which counters are locked: see `payers` in `sql/functions/counting.sql`.
    fn order(&self) -> (i32, &str, &str, i64) {
        let limit = &self.limit;
        (limit.turn, &limit.payer, &limit.name, limit.id)
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
    counters: Vec<Locked>,
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
        let mut postings: Vec<&mut Posting> = postings.collect();
        postings.sort_by(|one, other| one.order().cmp(&other.order()));
        let (mut counters, mut touched) = (Vec::new(), false);
        for of_one in postings.chunk_by_mut(|one, other| one.order() == other.order()) {
            for posting in of_one.iter_mut() {
                posting.counter = counters.len();
            }
            counters.push(locked(db, &of_one[0].limit, now, &mut touched)?);
        }
        if touched {
            // read when all are locked: what one has been brought up to date with may come from another
            counters = reread(db, &counters)?;
        }
        let gained = vec![AnyNumeric::default(); counters.len()];
        Ok(Self { counters, gained })
    }

    /// Takes a call's amounts from all of its limits, or from none.
    pub fn post(&mut self, db: &mut Db, postings: &[Posting], enforce: bool) -> Result<Decided> {
        for Posting { limit, counter: place } in postings {
            let counter = &self.counters[*place].counter;
            if let Some(reason) = refusal(limit, counter, enforce) {
                return Ok(Decided::Refused(reason, Box::new((limit.clone(), counter.clone()))));
            }
        }
        let (mut charged, mut draws) = (Vec::with_capacity(postings.len()), Draws::default());
        for Posting { limit, counter: place } in postings {
            let amount = limit.amount.clone().unwrap_or_default();
            let counter = &mut self.counters[*place].counter;
            let before = counter.used.clone();
            counter.used += amount.clone();
            self.gained[*place] += amount;
            draws.extend(grants::drawn(db, limit, counter, before)?);
            charged.push((limit.clone(), counter.clone()));
            let told = alert::raise(db, &charged[charged.len() - 1..])?;
            self.counters[*place].counter.alerted.extend(told);
        }
        Ok(Decided::Taken(charged, draws))
    }

    /// Writes what the counters have gained.
    pub fn write(self, db: &mut Db) -> Result<()> {
        let none = AnyNumeric::default();
        let gained = self.counters.into_iter().zip(self.gained).filter(|(_, amount)| *amount != none);
        counters::charge_all(db, gained.collect())
    }
}

/// The same counters as they stand now.
fn reread(db: &mut Db, counters: &[Locked]) -> Result<Vec<Locked>> {
    let ids: Vec<i64> = counters.iter().filter_map(|locked| locked.counter.id).collect();
    let places: HashMap<i64, usize> = ids.iter().copied().zip(0..).collect();
    let mut counters = counters::of_ids(db, ids)?;
    counters.sort_by_key(|counter| counter.id.and_then(|id| places.get(&id)));
    Ok(counters.into_iter().map(Locked::by_statement).collect())
}

/// A limit's counter, locked, made and brought up to date where it needs to be: all of it before the next one, as a charge of
/// its own would go about it. `touched`: it had to be.
fn locked(db: &mut Db, limit: &Limit, now: DateTime<Utc>, touched: &mut bool) -> Result<Locked> {
    let place = place(limit, now, clock::from_utc(now)?)?;
    for _ in 0..ATTEMPTS_MAX {
        if limit.stripes > 1
            && let Some(Counter { id: Some(id), .. }) = counters::find(db, place)?
        {
            counters::gather(db, id)?;
        }
        let Some(locked) = counters::lock(db, place)? else {
            make(db, limit, place, now)?;
            *touched = true;
            continue;
        };
        match &locked.counter {
            counter if counter.stale_at <= place.now => refresh(db, limit, place, counter)?,
            Counter { id: Some(id), deal: Some(_), .. } => counters::gather(db, *id)?,
            _ => {
                if limit.stripes > 1 {
                    stripe_locks::remember(place);
                }
                return Ok(locked);
            }
        }
        *touched = true;
    }
    Err(MeterError::Contended { what: "a counter" })
}
