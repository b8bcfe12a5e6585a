//! Taking an amount from one limit's counter.

use pgrx::prelude::*;
use token_meter_core::call::Call;

use super::gauge::refusal;
use super::period::span;
use super::reading::{make, place, refresh};
use super::reason::Reason;
use super::stripe::{AtHome, Gathered, Share, gather};
use crate::error::{MeterError, Result};
use crate::store::Db;
use crate::store::counters::{self, Change, Counter, Place};
use crate::store::limits::Limit;
use crate::store::stripe_homes;
use crate::store::stripe_locks::{self, Lock};

/// How often a charge starts anew where another session makes or changes its counter in between.
const ATTEMPTS_MAX: usize = 100;

/// What becomes of the amounts.
#[derive(Clone, Copy)]
pub enum Purpose {
    /// They are used.
    Spend,
    /// They are reserved, until a moment.
    Hold(TimestampWithTimeZone),
}

impl Purpose {
    fn spends(self) -> bool {
        matches!(self, Self::Spend)
    }

    /// What is to be added to a limit's counter; an amount that is not known is counted as none.
    pub fn of(self, limit: &Limit, enforce: bool) -> Change {
        let (amount, none) = (limit.amount.clone().unwrap_or_default(), AnyNumeric::default());
        let (used, reserved, until) = match self {
            Self::Spend => (amount, none, TimestampWithTimeZone::positive_infinity()),
            Self::Hold(until) => (none, amount, until),
        };
        Change { used, reserved, until, enforce }
    }
}

/// What came of a first try.
enum Tried {
    Charged(Box<Counter>),
    /// It waited for others, and is to be tried again.
    Waited,
    Not,
}

pub enum Outcome {
    Taken(Charged),
    Refused(Reason, Counter),
}

pub struct Charged {
    pub counter: Counter,
    /// The counter had to be brought up to date, which can have taken something from another.
    pub refreshed: bool,
    /// Many charge it: what it has left is to be dealt out.
    pub crowded: bool,
}

/// What a call claims of one limit, and how far that has come.
pub struct Claim<'a> {
    call: &'a Call,
    limit: &'a Limit,
    purpose: Purpose,
    change: Change,
    place: Place<'a>,
    /// Of the counter that is tried.
    start: TimestampWithTimeZone,
    /// The counter's stripes are entered, together with others; else only its row can be charged, which this transaction may
    /// have then.
    entered: Option<Lock>,
    /// The own stripe is tried before the row.
    stripe_first: bool,
    /// Somebody else has gathered the stripes while this one waited to.
    overtaken: bool,
    refreshed: bool,
    crowded: bool,
}

impl<'a> Claim<'a> {
    pub fn new(
        db: &mut Db,
        call: &'a Call,
        limit: &'a Limit,
        purpose: Purpose,
        now: TimestampWithTimeZone,
    ) -> Result<Self> {
        let place = place(limit, call.at, now)?;
        let (start, _) = span(db, limit, call.at)?;
        Ok(Self {
            call,
            limit,
            purpose,
            change: purpose.of(limit, call.enforce && limit.hard),
            place,
            start,
            entered: if takes_part(limit) { Lock::shared(place)? } else { None },
            stripe_first: purpose.spends() && stripe_homes::was_dealt(place),
            overtaken: false,
            refreshed: false,
            crowded: false,
        })
    }

    /// Tries the counter of the period as computed, and where there is none, finds the one that runs (a changed zone waits for
    /// its end) or makes it. A counter that is dealt out is charged on a stripe; where none has room, it is gathered, and
    /// its row decides.
    pub fn decide(mut self, db: &mut Db) -> Result<Outcome> {
        for _ in 0..ATTEMPTS_MAX {
            match self.at_once(db)? {
                Tried::Charged(counter) => return Ok(self.taken(*counter)),
                Tried::Waited => continue,
                Tried::Not => {}
            }
            let found = counters::find(db, self.place)?;
            if let Some(found) = found.as_ref().filter(|found| self.stripes_may_decide(found)) {
                if !self.stripe_first || found.period_start != self.start {
                    (self.stripe_first, self.start) = (true, found.period_start);
                    continue;
                }
                if let Some(counter) = self.share().elsewhere(db, found)? {
                    return Ok(self.taken(counter));
                }
            }
            // from here on it may have the row locked
            self.leave();
            match found {
                None => make(db, self.limit, self.place, self.call.at)?,
                Some(counter) => {
                    if let Some(reason) = self.make_ready(db, &counter)? {
                        return Ok(Outcome::Refused(reason, counter));
                    }
                }
            }
        }
        Err(MeterError::Contended { what: "a counter" })
    }

    fn taken(self, counter: Counter) -> Outcome {
        Outcome::Taken(Charged { counter, refreshed: self.refreshed, crowded: self.crowded })
    }

    fn at_once(&mut self, db: &mut Db) -> Result<Tried> {
        if self.entered.is_some() && self.stripe_first {
            match self.share().at_home(db, self.start)? {
                AtHome::Charged(counter) => return Ok(Tried::Charged(counter)),
                // who is on the stripe may be waiting for the row
                AtHome::Busy if !counters::has_row(db, self.place)? => return self.wait_at_home(db),
                AtHome::Busy | AtHome::NoRoom => {}
            }
        }
        let charged = self.on_row(db)?;
        Ok(charged.map_or(Tried::Not, |counter| Tried::Charged(Box::new(counter))))
    }

    fn wait_at_home(&mut self, db: &mut Db) -> Result<Tried> {
        self.leave();
        let Some((entered, charged)) = self.share().after_waiting(db, self.start)? else {
            self.entered = Lock::shared(self.place)?;
            return Ok(Tried::Waited);
        };
        self.entered = Some(entered);
        Ok(charged.map_or(Tried::Not, |counter| Tried::Charged(Box::new(counter))))
    }

    fn leave(&mut self) {
        self.entered.take().into_iter().for_each(Lock::leave);
    }

    /// Charges the counter's row, and finds out whether many do.
    fn on_row(&mut self, db: &mut Db) -> Result<Option<Counter>> {
        let (limit, change) = (self.limit, &self.change);
        let may_deal = self.may_deal();
        let alone = if may_deal { Lock::of_free_row(self.place)? } else { None };
        let admits = |counter: &Counter| refusal(limit, counter, change.enforce).is_none();
        let charged = match counters::charge_as_seen(db, self.place, self.start, change, admits)? {
            None => counters::charge(db, self.place, self.start, change, limit.cap.as_ref())?,
            charged => charged,
        };
        if charged.is_some() {
            self.crowded |= may_deal && !(alone.is_some() && limit.when_crowded);
        } else if let Some(alone) = alone {
            alone.leave();
        }
        Ok(charged)
    }

    fn stripes_may_decide(&self, found: &Counter) -> bool {
        let is_current = found.deal.is_some() && found.stale_at > self.place.now;
        is_current && self.purpose.spends() && self.entered.is_some()
    }

    /// Does what a counter needs so that its row or its stripes can decide. Where the row can already, answers why it refuses, if it
    /// still does.
    fn make_ready(&mut self, db: &mut Db, counter: &Counter) -> Result<Option<Reason>> {
        self.start = counter.period_start;
        match (counter.id, counter.deal) {
            _ if counter.stale_at <= self.place.now => {
                refresh(db, self.limit, self.place, counter)?;
                self.refreshed = true;
            }
            (Some(id), Some(deal)) => self.gather(db, id, deal)?,
            _ => return Ok(refusal(self.limit, counter, self.call.enforce)),
        }
        Ok(None)
    }

    fn gather(&mut self, db: &mut Db, id: i64, deal: i32) -> Result<()> {
        if !self.may_deal() {
            return counters::gather(db, id);
        }
        let deal = (!self.overtaken).then_some(deal);
        match gather(db, self.place, id, deal)? {
            Gathered::Now { crowded } => self.crowded |= crowded,
            Gathered::BySomebodyElse => {
                (self.overtaken, self.stripe_first) = (true, true);
                self.entered = Lock::shared(self.place)?;
            }
        }
        Ok(())
    }

    /// Whether the counter may be dealt out for this. What is reserved must be on its row.
    fn may_deal(&self) -> bool {
        self.purpose.spends() && takes_part(self.limit)
    }

    fn share(&self) -> Share<'_> {
        Share { limit: self.limit, place: self.place, amount: &self.change.used }
    }
}

/// Whether a limit's counter may be dealt out, and this transaction charge its stripes.
fn takes_part(limit: &Limit) -> bool {
    limit.stripes > 1 && !stripe_locks::has_charged_many()
}
