//! Charging a counter that is dealt out: a share of what its limit has left, which no other backend waits for.

use pgrx::prelude::*;

use crate::error::{MeterError, Result};
use crate::store::Db;
use crate::store::counters::{self, Counter, Place};
use crate::store::limits::Limit;
use crate::store::stripe_homes::{home, move_home};
use crate::store::stripe_locks::{Lock, has_charged};
use crate::store::stripes::{self, Amounts, Charge, SPARE};

/// At how many stripes a call looks for one that is free.
const LOOKED_AT: i32 = 8;

/// What is to be charged to a stripe of a limit's counter.
pub struct Share<'a> {
    pub limit: &'a Limit,
    pub place: Place<'a>,
    pub amounts: &'a Amounts,
}

/// What came of charging the backend's own stripe.
pub enum AtHome {
    Charged(Box<Counter>),
    /// It has no room, or there is none.
    NoRoom,
    /// Somebody else is on it, and on those nearby that have room.
    Busy,
}

impl Share<'_> {
    /// Charges the backend's own stripe of the counter, or a free one nearby, which is its own from then on. Who has
    /// charged the counter before may hold what others wait for, and does not move or wait.
    pub fn at_home(&self, db: &mut Db) -> Result<AtHome> {
        let (home, stripes) = (self.home(), self.limit.stripes);
        let charged_before = has_charged(self.place);
        let looked_at = if charged_before { 1 } else { stripes.min(LOOKED_AT) };
        for step in 0..looked_at {
            let stripe = (home + step) % stripes;
            let Some(lock) = Lock::of_free_stripe(self.place, stripe)? else { continue };
            return Ok(match self.under(lock, db, stripe)? {
                Some(counter) => {
                    move_home(self.place, step);
                    AtHome::Charged(Box::new(counter))
                }
                None if step == 0 => AtHome::NoRoom,
                None => AtHome::Busy, // nobody is there because it is dry
            });
        }
        Ok(if charged_before { AtHome::NoRoom } else { AtHome::Busy })
    }

    /// Charges the own stripe once nobody else is on it. This transaction has nothing of the counter: who is on the stripe may
    /// wait for all of it. Answers that it has entered it again, unless somebody gathers the stripes, or it may not charge them any more.
    pub fn after_waiting(
        &self,
        db: &mut Db,
        may_charge: impl FnOnce(&mut Db) -> Result<bool>,
    ) -> Result<Option<(Lock, Option<Counter>)>> {
        let lock = Lock::of_stripe(self.place, self.home())?;
        let Some(entered) = Lock::shared_if_free(self.place)? else {
            lock.leave();
            return Ok(None);
        };
        if may_charge(db)? {
            return Ok(Some((entered, self.under(lock, db, self.home())?)));
        }
        lock.leave();
        entered.leave();
        Ok(None)
    }

    fn home(&self) -> i32 {
        home(self.place.account, self.place.limit_id, self.limit.stripes)
    }

    /// Charges with the room of another stripe, or of the one that is kept for transactions which have charged the counter before.
    /// `None`: the stripes must be gathered.
    pub fn elsewhere(&self, db: &mut Db, found: &Counter) -> Result<Option<Counter>> {
        match self.on_a_free_one(db, found)? {
            None if has_charged(self.place) => self.under(Lock::of_stripe(self.place, SPARE)?, db, SPARE),
            charged => Ok(charged),
        }
    }

    fn under(&self, lock: Lock, db: &mut Db, stripe: i32) -> Result<Option<Counter>> {
        let charged = self.charge(db, stripe)?;
        if charged.is_none() {
            lock.leave();
        }
        Ok(charged)
    }

    fn on_a_free_one(&self, db: &mut Db, found: &Counter) -> Result<Option<Counter>> {
        let home = self.home();
        for other in stripes::with_room(db, found, self.of(home))? {
            let Some(lock) = Lock::of_free_stripe(self.place, other)? else { continue };
            match Lock::of_free_stripe(self.place, home)? {
                // all of its room moves to the own stripe, for the calls to come too
                Some(own) => {
                    if stripes::move_room(db, found, other, self.of(home))? {
                        let charged = self.charge(db, home)?;
                        return charged.ok_or(MeterError::Internal("a stripe lost its room")).map(Some);
                    }
                    own.leave();
                }
                None => {
                    if let Some(charged) = self.charge(db, other)? {
                        return Ok(Some(charged));
                    }
                }
            }
            lock.leave();
        }
        Ok(None)
    }

    fn charge(&self, db: &mut Db, stripe: i32) -> Result<Option<Counter>> {
        stripes::charge(db, self.place, self.of(stripe))
    }

    /// Who has charged the counter before does not have it gathered because a stripe has had its charges.
    fn of(&self, stripe: i32) -> Charge<'_> {
        let wear = if has_charged(self.place) { i32::MIN } else { 0 };
        Charge { amounts: self.amounts, stripe, terms: self.limit.terms, wear }
    }
}

pub enum Gathered {
    /// The counter's row decides now; whether others may have been charging it.
    Now {
        crowded: bool,
    },
    BySomebodyElse,
}

/// Brings home what stands on a counter's stripes; where a deal is named, only if it still is that one.
pub fn gather(db: &mut Db, place: Place, id: i64, deal: Option<i32>) -> Result<Gathered> {
    if counters::has_row(db, place)? {
        counters::gather(db, id)?; // who charges it may be waiting for this row
        return Ok(Gathered::Now { crowded: true });
    }
    let is_another = |db: &mut Db| Result::Ok(deal.is_some() && counters::deal_of(db, place)? != deal);
    if is_another(db)? {
        return Ok(Gathered::BySomebodyElse);
    }
    let free = Lock::alone_if_free(place)?;
    let crowded = free.is_none();
    let alone = match free {
        Some(alone) => alone,
        None => Lock::alone(place.account, place.limit_id)?,
    };
    if is_another(db)? {
        alone.leave();
        return Ok(Gathered::BySomebodyElse);
    }
    counters::gather(db, id)?;
    Ok(Gathered::Now { crowded })
}

/// Deals out a counter that was charged, for the calls to come.
pub fn deal(db: &mut Db, limit: &Limit, charged: &Counter, now: TimestampWithTimeZone) -> Result<()> {
    match (charged.id, charged.stripe) {
        (Some(id), None) => {
            let amount = limit.amount.clone().unwrap_or_default();
            let home = home(&limit.payer, limit.id, limit.stripes);
            stripes::deal(db, id, limit.stripes, home, &amount, now)
        }
        _ => Ok(()),
    }
}
