//! Counters that many calls are charged to: locked together, counted on in memory, and written once.

use chrono::{DateTime, Utc};
use pgrx::prelude::*;

use super::alert::reaches_threshold;
use super::gauge::fits;
use super::reading::{Reading, place};
use crate::clock;
use crate::error::Result;
use crate::store::Db;
use crate::store::counters::{self, Counter, Locked};
use crate::store::grants::{self, Draws};
use crate::store::limits::Limit;
use crate::store::stripe_locks;

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
    let moment = clock::from_utc(now)?;
    let Some(counter) = counters::find(db, place(limit, at, moment)?)? else { return Ok(false) };
    let running = counters::find(db, place(limit, now, moment)?)?;
    Ok(counter.period_end > moment && running.is_some_and(|running| running.id == counter.id))
}

pub struct Ledger {
    counters: Vec<Locked>,
    /// What each counter is to gain.
    gained: Vec<AnyNumeric>,
}

impl Ledger {
    /// Locks the counters of all postings as of now. `None`: one is missing or not up to date.
    pub fn open<'a>(
        db: &mut Db,
        postings: impl Iterator<Item = &'a mut Posting>,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>> {
        let mut postings: Vec<&mut Posting> = postings.collect();
        postings.sort_by(|one, other| one.order().cmp(&other.order()));
        let mut counters = Vec::new();
        for of_one in postings.chunk_by_mut(|one, other| one.order() == other.order()) {
            for posting in of_one.iter_mut() {
                posting.counter = counters.len();
            }
            match locked(db, &of_one[0].limit, now)? {
                Some(locked) => counters.push(locked),
                None => return Ok(None),
            }
        }
        let gained = vec![AnyNumeric::default(); counters.len()];
        Ok(Some(Self { counters, gained }))
    }

    /// Takes a call's amounts from all of its limits; answers the counters as they then stand, and what was spent of which grants. `None`:
    /// one of them does not simply let it pass, or tells of it.
    pub fn post(
        &mut self,
        db: &mut Db,
        postings: &[Posting],
        enforce: bool,
    ) -> Result<Option<(Vec<Reading>, Draws)>> {
        let (mut charged, mut draws) = (Vec::with_capacity(postings.len()), Draws::default());
        for Posting { limit, counter: place } in postings {
            let counter = &mut self.counters[*place].counter;
            if !fits(limit, counter, enforce) {
                return Ok(None);
            }
            let amount = limit.amount.clone().unwrap_or_default();
            let before = counter.used.clone();
            counter.used += amount.clone();
            self.gained[*place] += amount;
            draws.extend(grants::drawn(db, limit, counter, before)?);
            let reading = (limit.clone(), counter.clone());
            if reaches_threshold(&reading) {
                return Ok(None);
            }
            charged.push(reading);
        }
        Ok(Some((charged, draws)))
    }

    /// Writes what the counters have gained.
    pub fn write(self, db: &mut Db) -> Result<()> {
        let none = AnyNumeric::default();
        let gained = self.counters.into_iter().zip(self.gained).filter(|(_, amount)| *amount != none);
        counters::charge_all(db, gained.collect())
    }
}

/// A limit's counter, locked, with what its stripes have. `None`: it is missing or not up to date.
fn locked(db: &mut Db, limit: &Limit, now: DateTime<Utc>) -> Result<Option<Locked>> {
    let place = place(limit, now, clock::from_utc(now)?)?;
    if limit.stripes > 1 {
        stripe_locks::remember(place);
        if let Some(Counter { id: Some(id), .. }) = counters::find(db, place)? {
            counters::gather(db, id)?;
        }
    }
    let locked = counters::lock(db, place)?;
    Ok(locked.filter(|locked| locked.counter.stale_at > place.now && locked.counter.deal.is_none()))
}
