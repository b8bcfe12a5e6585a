//! Charging a counter that is dealt out: a share of what its limit has left, which no other backend waits for.

use pgrx::prelude::*;

use crate::error::{MeterError, Result};
use crate::store::Db;
use crate::store::counters::{self, Counter, Place};
use crate::store::limits::Limit;
use crate::store::stripe_locks::{Lock, has_charged};
use crate::store::stripes::{self, Charge, SPARE, home, move_home};

/// How many stripes a call looks at for one that is free.
const MOVES_MAX: i32 = 8;

/// An amount to be charged to a stripe of a limit's counter.
pub struct Share<'a> {
    pub limit: &'a Limit,
    pub place: Place<'a>,
    pub amount: &'a AnyNumeric,
}

impl Share<'_> {
    /// Charges the backend's own stripe of the counter with this start. `None`: it has no room, or there is none. Who has charged
    /// the counter before may hold what others wait for, and does not wait for this one.
    pub fn at_home(&self, db: &mut Db, start: TimestampWithTimeZone) -> Result<Option<Counter>> {
        let lock = match has_charged(self.place) {
            true => Lock::of_free_stripe(self.place, home(self.limit.stripes))?,
            false => Some(self.lock_home()?),
        };
        match lock {
            Some(lock) => self.under(lock, db, start, home(self.limit.stripes)),
            None => Ok(None),
        }
    }

    /// Has the backend's own stripe alone, which is another from here on where somebody else is on it. Waits where many are
    /// taken.
    fn lock_home(&self) -> Result<Lock> {
        for _ in 0..self.limit.stripes.min(MOVES_MAX) {
            if let Some(lock) = Lock::of_free_stripe(self.place, home(self.limit.stripes))? {
                return Ok(lock);
            }
            move_home();
        }
        Lock::of_stripe(self.place, home(self.limit.stripes))
    }

    /// Charges with the room of another stripe, or of the one that is kept for transactions which have charged the counter before.
    /// `None`: the stripes must be gathered.
    pub fn elsewhere(&self, db: &mut Db, found: &Counter) -> Result<Option<Counter>> {
        match self.on_a_free_one(db, found)? {
            None if has_charged(self.place) => {
                self.under(Lock::of_stripe(self.place, SPARE)?, db, found.period_start, SPARE)
            }
            charged => Ok(charged),
        }
    }

    fn under(
        &self,
        lock: Lock,
        db: &mut Db,
        start: TimestampWithTimeZone,
        stripe: i32,
    ) -> Result<Option<Counter>> {
        let charged = self.charge(db, start, stripe)?;
        if charged.is_none() {
            lock.leave();
        }
        Ok(charged)
    }

    fn on_a_free_one(&self, db: &mut Db, found: &Counter) -> Result<Option<Counter>> {
        let home = home(self.limit.stripes);
        for other in stripes::with_room(db, found, self.of(home))? {
            let Some(lock) = Lock::of_free_stripe(self.place, other)? else { continue };
            match Lock::of_free_stripe(self.place, home)? {
                // all of its room moves to the own stripe, for the calls to come too
                Some(own) => {
                    if stripes::move_room(db, found, other, self.of(home))? {
                        let charged = self.charge(db, found.period_start, home)?;
                        return charged.ok_or(MeterError::Internal("a stripe lost its room")).map(Some);
                    }
                    own.leave();
                }
                None => {
                    if let Some(charged) = self.charge(db, found.period_start, other)? {
                        return Ok(Some(charged));
                    }
                }
            }
            lock.leave();
        }
        Ok(None)
    }

    fn charge(&self, db: &mut Db, start: TimestampWithTimeZone, stripe: i32) -> Result<Option<Counter>> {
        stripes::charge(db, self.place, start, self.of(stripe))
    }

    /// Who has charged the counter before does not have it gathered because a stripe has had its charges.
    fn of(&self, stripe: i32) -> Charge<'_> {
        let wear = if has_charged(self.place) { i32::MIN } else { 0 };
        Charge { amount: self.amount, stripe, terms: self.limit.terms, wear }
    }
}

pub enum Gathered {
    /// The counter's row decides now; whether others were charging it.
    Now { crowded: bool },
    /// Somebody else has gathered what was found, while this one waited for those who charge it.
    Before,
}

/// Brings home what stands on a counter's stripes, as it was found dealt out.
pub fn gather(db: &mut Db, place: Place, id: i64, deal: i32) -> Result<Gathered> {
    let (_, has_row) = counters::dealt(db, place)?;
    if has_row {
        counters::gather(db, id)?; // who charges it may be waiting for this row
        return Ok(Gathered::Now { crowded: true });
    }
    let free = Lock::alone_if_free(place)?;
    let crowded = free.is_none();
    let alone = match free {
        Some(alone) => alone,
        None => Lock::alone(place.account, place.limit_id)?,
    };
    let (found, _) = counters::dealt(db, place)?;
    if found != Some(deal) {
        alone.leave();
        return Ok(Gathered::Before);
    }
    counters::gather(db, id)?;
    Ok(Gathered::Now { crowded })
}

/// Deals out a counter that was charged, for the calls to come.
pub fn deal(db: &mut Db, limit: &Limit, charged: &Counter, now: TimestampWithTimeZone) -> Result<()> {
    let none = AnyNumeric::default();
    match (charged.id, charged.stripe) {
        (Some(id), None) if charged.reserved == none => {
            let amount = limit.amount.clone().unwrap_or(none);
            stripes::deal(db, id, limit.stripes, &amount, now)
        }
        _ => Ok(()),
    }
}
