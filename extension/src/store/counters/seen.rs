//! Counters read and written past the executor, as they are seen. Where that does not do, a statement must.

use pgrx::direct_function_call;
use pgrx::prelude::*;

use super::{Change, Counter, Place, counter_from};
use crate::error::{MeterError, Result};
use crate::store::Db;
use crate::store::catalog::oid_of;
use crate::store::db::Row;
use crate::store::heap::{Key, Table, Tuple, Write, columns};
use crate::store::holds;
use crate::store::snapshot::is_own;

columns!(
    COUNTER,
    [
        c"counter_id",
        c"used",
        c"reserved",
        c"granted",
        c"alerted",
        c"period_end",
        c"stale_at",
        c"dealt",
        c"deals",
        c"account",
        c"limit_id",
    ]
);

columns!(CHARGED, [c"used", c"reserved", c"stale_at", c"closed_at"]);
columns!(USED, [c"used", c"closed_at"]);
columns!(UNRESERVED, [c"reserved", c"stale_at"]);
columns!(BEYOND_CAP, [c"granted", c"kept"]);

/// What came of a charge.
pub(super) enum Charge {
    Known(Outcome),
    /// Somebody has changed the counter meanwhile, or the table must be written by statements.
    ByStatement(i64),
}

/// Whether a counter's row was changed.
pub enum Outcome {
    Charged(Box<Counter>),
    /// There is none for the moment.
    Missing,
    /// It refuses, is not up to date, or is dealt out.
    Not,
}

impl From<Option<Counter>> for Outcome {
    fn from(charged: Option<Counter>) -> Self {
        charged.map_or(Self::Not, |counter| Self::Charged(Box::new(counter)))
    }
}

/// Makes the change at once where the counter, as it is seen, decides by itself and `admits` it.
pub(super) fn charge(place: Place, change: &Change, admits: impl FnOnce(&Counter) -> bool) -> Result<Charge> {
    let counters = Table::open(oid_of(c"counters")?, pg_sys::RowExclusiveLock);
    let seen = see(&counters, place)?.filter(|(_, seen)| seen.period_end > place.at);
    let Some((tuple, seen)) = seen else { return Ok(Charge::Known(Outcome::Missing)) };
    let Some(id) = seen.id.filter(|_| seen.decides(place) && admits(&seen)) else {
        return Ok(Charge::Known(Outcome::Not));
    };
    let is_held = is_held(&seen, change)? && !has_beyond_cap(&counters, &tuple)?;
    let mut charged = seen.with(change);
    if let Some((_, held)) = change.held.as_ref().filter(|_| is_held) {
        charged = Counter { reserved: trimmed(charged.reserved - held.clone()), is_freed: true, ..charged };
    }
    let values = [
        charged.used.clone().into_datum(),
        charged.reserved.clone().into_datum(),
        charged.stale_at.into_datum(),
        None,
    ];
    let done = counters.is_plain(Write::Update, "counters") && counters.replace(&tuple, &CHARGED, values)?;
    Ok(if done { Charge::Known(Outcome::Charged(Box::new(charged))) } else { Charge::ByStatement(id) })
}

/// Whether what a hold has reserved on a counter, as it is seen, is still there: nobody takes it from there without a new version of the counter's row.
fn is_held(seen: &Counter, change: &Change) -> Result<bool> {
    let none = AnyNumeric::default();
    match &change.held {
        Some((hold_id, held)) if *held > none && *held <= seen.reserved => {
            holds::is_reserved_on(*hold_id, seen.id)
        }
        _ => Ok(false),
    }
}

/// Whether more than its cap stands on a counter, which is divided anew when a reservation ends: grants, and what is kept of a higher cap of before.
fn has_beyond_cap(counters: &Table, tuple: &Tuple) -> Result<bool> {
    let columns = counters.places(&BEYOND_CAP)?;
    let row = Row::Stored(tuple, &columns);
    let none = AnyNumeric::default();
    Ok(row.need::<AnyNumeric>(1)? != none || row.need::<AnyNumeric>(2)? != none)
}

/// The counter of the moment, if it is dealt out and its stripes may decide.
pub(in crate::store) fn seen_dealt(place: Place) -> Result<Option<Counter>> {
    let counters = Table::open(oid_of(c"counters")?, pg_sys::AccessShareLock);
    let seen = see(&counters, place)?.map(|(_, seen)| seen);
    Ok(seen.filter(|seen| seen.deal.is_some() && seen.runs(place)))
}

/// The last counter that starts at the moment or before, if there is one.
pub(super) fn find(place: Place) -> Result<Option<Counter>> {
    let counters = Table::open(oid_of(c"counters")?, pg_sys::AccessShareLock);
    Ok(see(&counters, place)?.map(|(_, counter)| counter))
}

/// A counter whose row this transaction has locked.
pub struct Locked {
    pub counter: Counter,
    /// The version that was locked, if it was past the executor.
    version: Option<Tuple>,
}

impl Locked {
    /// One that a statement must write.
    pub fn by_statement(counter: Counter) -> Self {
        Self { counter, version: None }
    }
}

/// The counter of the moment, locked. `None`: there is none, or a statement must find it.
pub(super) fn lock(place: Place) -> Result<Option<Locked>> {
    let counters = Table::open(oid_of(c"counters")?, pg_sys::RowShareLock);
    let seen = see(&counters, place)?;
    let seen = seen.filter(|(tuple, seen)| seen.period_end > place.at && counters.lock(tuple));
    Ok(seen.map(|(tuple, counter)| Locked { counter, version: Some(tuple) }))
}

/// Writes what counters have used, of which they have gained an amount. Answers what is left to a statement, as counters and
/// amounts.
pub(super) fn write_locked(charges: Vec<(Locked, AnyNumeric)>) -> Result<Vec<(i64, AnyNumeric)>> {
    let counters = Table::open(oid_of(c"counters")?, pg_sys::RowExclusiveLock);
    let is_plain = counters.is_plain(Write::Update, "counters");
    let mut left = Vec::new();
    for (Locked { counter, version }, amount) in charges {
        let id = counter.id.ok_or(MeterError::Internal("a counter has no id"))?;
        // an alert may have been written on it since it was locked; else it had what it has now less what it gained
        let version = version.filter(|version| is_plain && counters.shows(version));
        let done = match version {
            Some(version) => counters.replace(&version, &USED, [counter.used.into_datum(), None])?,
            None => false,
        };
        if !done {
            left.push((id, amount));
        }
    }
    Ok(left)
}

/// The deal by which the counter of the moment is dealt out, if it is.
pub fn deal_of(db: &mut Db, place: Place) -> Result<Option<i32>> {
    let counter = db.look(|| find(place))?.filter(|counter| counter.period_end > place.at);
    Ok(counter.and_then(|counter| counter.deal))
}

/// Whether this transaction has written or locked the row of the counter of the moment.
pub fn has_row(db: &mut Db, place: Place) -> Result<bool> {
    db.look(|| {
        let counters = Table::open(oid_of(c"counters")?, pg_sys::AccessShareLock);
        let seen = see(&counters, place)?;
        Ok(seen.is_some_and(|(tuple, _)| tuple.transactions().into_iter().any(is_own)))
    })
}

/// The last counter of an account and a limit whose period starts at the moment or before.
fn see(counters: &Table, place: Place) -> Result<Option<(Tuple, Counter)>> {
    let keys = [Key::text(place.account), Key::int8(place.limit_id), Key::until(place.at)];
    let Some(tuple) = counters.last(oid_of(c"counter_unique")?, &keys) else { return Ok(None) };
    let columns = counters.places(&COUNTER)?;
    let seen = counter_from(&Row::Stored(&tuple, &columns))?;
    Ok(Some((tuple, seen)))
}

/// A counter as it stands, and whose it is.
pub struct Owned {
    pub account: String,
    pub limit_id: i64,
    pub counter: Counter,
}

/// Counters and whose they are, in this order.
pub fn owned(db: &mut Db, ids: impl Iterator<Item = i64>) -> Result<Vec<Owned>> {
    db.look(|| {
        let counters = Table::open(oid_of(c"counters")?, pg_sys::AccessShareLock);
        let columns = counters.places(&COUNTER)?;
        let found = ids.map(|id| {
            let gone = MeterError::Internal("a counter is gone");
            let tuple = counters.last(oid_of(c"counters_pkey")?, &[Key::int8(id)]).ok_or(gone)?;
            let row = Row::Stored(&tuple, &columns);
            Ok(Owned { account: row.need(10)?, limit_id: row.need(11)?, counter: counter_from(&row)? })
        });
        found.collect()
    })
}

/// Takes back what was reserved on a counter, which this transaction has locked; tells what is reserved on it then. `None`: a statement must
/// do it.
pub(in crate::store) fn unreserve(id: i64, amount: AnyNumeric) -> Result<Option<AnyNumeric>> {
    let counters = Table::open(oid_of(c"counters")?, pg_sys::RowExclusiveLock);
    let Some(tuple) = counters.last(oid_of(c"counters_pkey")?, &[Key::int8(id)]) else { return Ok(None) };
    let columns = counters.places(&COUNTER)?;
    let counter = counter_from(&Row::Stored(&tuple, &columns))?;
    let is_stale = has_beyond_cap(&counters, &tuple)?;
    let stale_at = if is_stale { TimestampWithTimeZone::negative_infinity() } else { counter.stale_at };
    let reserved = trimmed(counter.reserved - amount);
    let values = [reserved.clone().into_datum(), stale_at.into_datum()];
    let is_sound = reserved >= AnyNumeric::default(); // else the statement says what is wrong
    let is_quick = is_sound && counters.is_plain(Write::Update, "counters");
    let done = is_quick && counters.replace(&tuple, &UNRESERVED, values)?;
    Ok(done.then_some(reserved))
}

/// Without zeros behind the last digit.
fn trimmed(amount: AnyNumeric) -> AnyNumeric {
    // SAFETY: takes a numeric and gives one
    let trimmed = unsafe { direct_function_call(pg_sys::numeric_trim_scale, &[amount.clone().into_datum()]) };
    trimmed.unwrap_or(amount)
}

impl Counter {
    /// One that nothing was charged to.
    pub(super) fn empty(period_end: TimestampWithTimeZone) -> Self {
        Self {
            id: None,
            used: AnyNumeric::default(),
            reserved: AnyNumeric::default(),
            granted: AnyNumeric::default(),
            alerted: Vec::new(),
            period_end,
            stale_at: TimestampWithTimeZone::positive_infinity(),
            deal: None,
            stripe: None,
            is_freed: false,
        }
    }

    /// Whether its row decides a charge by itself.
    fn decides(&self, place: Place) -> bool {
        self.deal.is_none() && self.runs(place)
    }

    /// Whether its period holds the moment, and it is up to date.
    fn runs(&self, place: Place) -> bool {
        self.period_end > place.at && self.stale_at > place.now
    }

    pub(super) fn with(self, change: &Change) -> Self {
        Self {
            used: self.used + change.used.clone(),
            reserved: self.reserved + change.reserved.clone(),
            stale_at: self.stale_at.min(change.until),
            ..self
        }
    }
}
