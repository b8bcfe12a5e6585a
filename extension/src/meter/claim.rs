//! Taking an amount from one limit's counter.

use pgrx::prelude::*;
use token_meter_core::call::Call;

use super::gauge::fits;
use super::reading::place;
use super::stripe::{AtHome, Gathered, Share, gather};
use crate::error::Result;
use crate::store::Db;
use crate::store::counters::{self, Change, Counter, Outcome, Owned, Place};
use crate::store::holds;
use crate::store::limits::Limit;
use crate::store::stripe_homes;
use crate::store::stripe_locks::{self, Lock};
use crate::store::stripes::Amounts;

/// How often a charge starts anew where another session changes its counter in between.
const ATTEMPTS_MAX: usize = 100;

/// What becomes of the amounts.
#[derive(Clone, Copy)]
pub enum Purpose<'a> {
    /// They are used.
    Spend,
    /// They are reserved, until a moment.
    Hold(TimestampWithTimeZone),
    /// They are used, of what was reserved. That is set free with it on a stripe, and on a counter's row that nobody has changed meanwhile; else once the
    /// row is locked (`holds::free`).
    Settle(&'a [Held]),
}

/// What a hold has reserved on a counter.
pub struct Held {
    pub hold_id: i64,
    pub on: Owned,
    pub amount: AnyNumeric,
}

impl<'a> Purpose<'a> {
    /// What is to be added to a limit's counter; an amount that is not known is counted as none.
    pub fn of(self, limit: &Limit, enforce: bool) -> Change {
        let (amount, none) = (limit.amount.clone().unwrap_or_default(), AnyNumeric::default());
        let (used, reserved, until) = match self {
            Self::Spend | Self::Settle(_) => (amount, none, TimestampWithTimeZone::positive_infinity()),
            Self::Hold(until) => (none, amount, until),
        };
        let held = self.held_on(limit).map(|held| (held.hold_id, held.amount.clone()));
        Change { used, reserved, until, enforce, held }
    }

    /// What is to be added to a stripe of a limit's counter.
    pub fn on_stripe(self, limit: &Limit) -> Amounts {
        let Change { used, reserved, .. } = self.of(limit, false);
        let freed = self.held_on(limit).map_or(AnyNumeric::default(), |held| held.amount.clone());
        Amounts { used, reserved: reserved - freed }
    }

    fn held_on(self, limit: &Limit) -> Option<&'a Held> {
        match self {
            Self::Settle(held) => held.iter().find(|held| limit.is_of(&held.on)),
            Self::Spend | Self::Hold(_) => None,
        }
    }
}

/// What came of a first try.
enum Tried {
    Known(Outcome),
    /// It waited for others, and is to be tried again.
    Waited,
}

pub struct Charged {
    pub counter: Counter,
    /// Many charge it: what it has left is to be dealt out.
    pub crowded: bool,
}

/// What a call claims of one limit, and how far that has come.
pub struct Claim<'a> {
    limit: &'a Limit,
    purpose: Purpose<'a>,
    change: Change,
    on_stripe: Amounts,
    place: Place<'a>,
    /// The counter's stripes are entered, together with others; else only its row can be charged, which this transaction may
    /// have then.
    entered: Option<Lock>,
    /// The own stripe is tried before the row.
    stripe_first: bool,
    /// Somebody else has gathered the stripes while this one waited to.
    overtaken: bool,
    crowded: bool,
}

impl<'a> Claim<'a> {
    pub fn new(
        call: &'a Call,
        limit: &'a Limit,
        purpose: Purpose<'a>,
        now: TimestampWithTimeZone,
    ) -> Result<Self> {
        let place = place(limit, call.at, now)?;
        Ok(Self {
            limit,
            purpose,
            change: purpose.of(limit, call.enforce && limit.hard),
            place,
            on_stripe: purpose.on_stripe(limit),
            entered: if takes_part(limit) { Lock::shared(place)? } else { None },
            stripe_first: stripe_homes::was_dealt(place),
            overtaken: false,
            crowded: false,
        })
    }

    /// Charges the counter's row, or a stripe where it is dealt out; where none has room, it is gathered, and its row decides. `None`:
    /// there is no counter yet, it is not up to date, or it refuses; which it is, the engine in SQL finds out.
    pub fn charge(mut self, db: &mut Db) -> Result<Option<Charged>> {
        self.leave_if_not_held(db)?;
        for _ in 0..ATTEMPTS_MAX {
            match self.at_once(db)? {
                Tried::Known(Outcome::Charged(counter)) => {
                    return Ok(Some(Charged { counter: *counter, crowded: self.crowded }));
                }
                Tried::Known(Outcome::Missing) => break,
                Tried::Known(Outcome::Not) => {}
                Tried::Waited => continue,
            }
            let found = counters::find(db, self.place)?;
            let Some(found) = found.filter(|found| found.stale_at > self.place.now) else { break };
            let Some((id, deal)) = found.id.zip(found.deal) else { break };
            if self.entered.is_some() {
                if !self.stripe_first {
                    self.stripe_first = true;
                    continue;
                }
                if let Some(counter) = self.share().elsewhere(db, &found)? {
                    return Ok(Some(Charged { counter, crowded: self.crowded }));
                }
            }
            // from here on it may have the row locked
            self.leave();
            self.gather(db, id, deal)?;
        }
        self.leave();
        Ok(None)
    }

    fn at_once(&mut self, db: &mut Db) -> Result<Tried> {
        if self.entered.is_some() && self.stripe_first {
            match self.share().at_home(db)? {
                AtHome::Charged(counter) => return Ok(Tried::Known(Outcome::Charged(counter))),
                // who is on the stripe may be waiting for the row
                AtHome::Busy if !counters::has_row(db, self.place)? => return self.wait_at_home(db),
                AtHome::Busy | AtHome::NoRoom => {}
            }
        }
        Ok(Tried::Known(self.on_row(db)?))
    }

    /// Whether what a settlement sets free is there: once a counter is entered, nobody takes it from there.
    fn is_held_still(&self, db: &mut Db) -> Result<bool> {
        match self.purpose.held_on(self.limit) {
            Some(held) if held.amount > AnyNumeric::default() => {
                holds::is_reserved(db, held.hold_id, held.on.counter.id)
            }
            _ => Ok(true),
        }
    }

    fn wait_at_home(&mut self, db: &mut Db) -> Result<Tried> {
        self.leave();
        let Some((entered, charged)) = self.share().after_waiting(db, |db| self.is_held_still(db))? else {
            self.enter(db)?;
            return Ok(Tried::Waited);
        };
        self.entered = Some(entered);
        Ok(Tried::Known(charged.into()))
    }

    /// Enters the counter again, unless what a settlement sets free has been taken from there meanwhile: then its row decides.
    fn enter(&mut self, db: &mut Db) -> Result<()> {
        self.entered = Lock::shared(self.place)?;
        self.leave_if_not_held(db)
    }

    fn leave_if_not_held(&mut self, db: &mut Db) -> Result<()> {
        if self.entered.is_some() && !self.is_held_still(db)? {
            self.leave();
        }
        Ok(())
    }

    fn leave(&mut self) {
        self.entered.take().into_iter().for_each(Lock::leave);
    }

    /// Charges the counter's row, and finds out whether many do.
    fn on_row(&mut self, db: &mut Db) -> Result<Outcome> {
        let (limit, change) = (self.limit, &self.change);
        let may_deal = takes_part(limit);
        let alone = if may_deal { Lock::of_free_row(self.place)? } else { None };
        let admits = |counter: &Counter| fits(limit, counter, change.enforce);
        let charged = counters::charge(db, self.place, change, limit.cap.as_ref(), admits)?;
        if matches!(charged, Outcome::Charged(_)) {
            self.crowded |= may_deal && !(alone.is_some() && limit.when_crowded);
        } else if let Some(alone) = alone {
            alone.leave();
        }
        Ok(charged)
    }

    fn gather(&mut self, db: &mut Db, id: i64, deal: i32) -> Result<()> {
        if !takes_part(self.limit) {
            return counters::gather(db, id);
        }
        let deal = (!self.overtaken).then_some(deal);
        match gather(db, self.place, id, deal)? {
            Gathered::Now { crowded } => self.crowded |= crowded,
            Gathered::BySomebodyElse => {
                (self.overtaken, self.stripe_first) = (true, true);
                self.enter(db)?;
            }
        }
        Ok(())
    }

    fn share(&self) -> Share<'_> {
        Share { limit: self.limit, place: self.place, amounts: &self.on_stripe }
    }
}

/// Whether a limit's counter may be dealt out, and this transaction charge its stripes.
fn takes_part(limit: &Limit) -> bool {
    limit.stripes > 1 && !stripe_locks::has_charged_many()
}
