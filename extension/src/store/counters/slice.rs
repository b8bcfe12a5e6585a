//! The next slice of a rolling window where it takes over nothing but what the window has counted, which most do: one row, charged when it is
//! made. `begin_slice` in SQL begins those that holds, grants or debts come to.

use chrono::{DateTime, TimeDelta, Utc};
use pgrx::prelude::*;

use super::first::{has_grants, has_holds_since, has_open_holds, insert, lock_named};
use super::{Change, Counter, Place};
use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::accounts::Account;
use crate::store::catalog::oid_of;
use crate::store::db::{Db, Row};
use crate::store::heap::{Found, Key, Table, Tuple, Write, columns};
use crate::store::limits::Limit;
use crate::store::periods::Period;
use crate::store::stripe_locks::Lock;
use crate::store::sum::{Sum, is_zero};
use crate::store::usage_log;

/// How many slices a window has.
const SLICES: i32 = 60;

columns!(SLICE, [c"period_start", c"used", c"earlier", c"granted", c"paid", c"dealt"]);
columns!(LAST, [c"period_end", c"reserved", c"kept", c"alerted", c"stale_at", c"closed_at", c"opened"]);
columns!(OVER, [c"stale_at", c"closed_at"]);

/// A slice that is to begin.
struct Slice {
    period: Period,
    /// When the window started that it is the end of.
    since: TimestampWithTimeZone,
}

/// What a slice follows.
struct Before {
    /// What the window has used in the sixty slices before it.
    used: AnyNumeric,
    /// Whether any of these is there.
    follows: bool,
    last: Option<Last>,
}

/// The newest counter before a slice, which stands still once that begins.
struct Last {
    row: Tuple,
    /// The thresholds that it has told of.
    alerted: Vec<AnyNumeric>,
    closed_at: Option<TimestampWithTimeZone>,
}

/// Begins the slice of a place with its first change, if nothing else comes to it and it `admits` the change. `None`: nothing is done.
pub fn begin(
    db: &mut Db,
    payer: &Account,
    limit: &Limit,
    window: TimeDelta,
    place: Place,
    change: &Change,
    admits: impl FnOnce(&Counter) -> bool,
) -> Result<Option<Counter>> {
    let slice = Slice::of(window, clock::to_utc(place.at, "at")?)?;
    // held until this transaction ends, so that one session at a time begins slices of a window: the snapshot that is taken next shows
    // all that have begun
    let Some(alone) = Lock::alone_if_free(place)? else { return Ok(None) };
    let begun = db.look(|| {
        let counters = Table::open(oid_of(c"counters")?, pg_sys::RowExclusiveLock);
        let Some(before) = look_back(&counters, payer, limit, place, &slice)? else { return Ok(None) };
        let counter = before.counter(limit, slice.period.end);
        let may_begin = admits(&counter)
            && counters.is_plain(Write::Update, "counters")
            && before.last.as_ref().is_none_or(|last| counters.lock(&last.row))
            && lock_named(payer, limit)?;
        if !may_begin {
            return Ok(None);
        }
        let begun = insert(place, &slice.period, counter.with(change), before.used)?;
        if let Some(last) = before.last.filter(|_| begun.is_some()) {
            last.end(&counters, place.now)?;
        }
        Ok(begun)
    })?;
    if begun.is_none() {
        alone.leave();
    }
    Ok(begun)
}

/// What the counter of a place's slice would begin with. `None`: there may be more, or it has begun.
pub fn foresee(
    db: &mut Db,
    payer: &Account,
    limit: &Limit,
    window: TimeDelta,
    place: Place,
) -> Result<Option<Counter>> {
    let slice = Slice::of(window, clock::to_utc(place.at, "at")?)?;
    db.look(|| {
        let counters = Table::open(oid_of(c"counters")?, pg_sys::AccessShareLock);
        let before = look_back(&counters, payer, limit, place, &slice)?;
        Ok(before.map(|before| before.counter(limit, slice.period.end)))
    })
}

impl Slice {
    /// The one that holds a moment, as `slice_of` in SQL says.
    fn of(window: TimeDelta, at: DateTime<Utc>) -> Result<Self> {
        let Some(length) = (window / SLICES).num_microseconds().filter(|length| *length > 0) else {
            return Err(MeterError::Internal("a window has no length"));
        };
        let start = at.timestamp_micros().div_euclid(length) * length;
        let moment = |micros: i64| {
            let utc = DateTime::from_timestamp_micros(micros);
            clock::from_utc(utc.ok_or(MeterError::Internal("a slice is out of range"))?)
        };
        let since = moment(start - length * i64::from(SLICES))?;
        Ok(Self { period: Period { start: moment(start)?, end: moment(start + length)? }, since })
    }
}

/// What a slice follows, where that is all that comes to it. `None`: there may be more, or it has begun.
fn look_back(
    counters: &Table,
    payer: &Account,
    limit: &Limit,
    place: Place,
    slice: &Slice,
) -> Result<Option<Before>> {
    let Some(before) = add_up(counters, place, slice)? else { return Ok(None) };
    let is_within = limit.cap.as_ref().is_none_or(|cap| before.used <= *cap);
    let is_all = is_within && !comes_more(payer, limit, &before, slice)?;
    Ok(is_all.then_some(before))
}

/// `None`: this slice or a later one has begun, or one before it has more than what it has used.
fn add_up(counters: &Table, place: Place, slice: &Slice) -> Result<Option<Before>> {
    let [starts, used, earlier, granted, paid, dealt] = counters.places(&SLICE)?;
    let (mut newest, mut follows, mut is_plain) = (None, false, true);
    let (mut sum_used, mut sum_earlier) = (Sum::zero(), Sum::zero());
    let keys = [Key::text(place.account), Key::int8(place.limit_id)];
    counters.scan(oid_of(c"counter_unique")?, &keys, &mut |row: Found| {
        let Some(starts) = row.get::<TimestampWithTimeZone>(starts) else { return false };
        let is_counted = starts >= slice.since;
        if newest.is_some() && !is_counted {
            return false;
        }
        newest.get_or_insert_with(|| row.copy());
        // SAFETY: numeric columns
        let has_none = |column| row.datum(column).is_some_and(|amount| unsafe { is_zero(amount) });
        is_plain &= starts < slice.period.start
            && has_none(granted)
            && has_none(paid)
            && row.get::<bool>(dealt) == Some(false);
        if is_counted {
            follows = true;
            // SAFETY: as above
            unsafe {
                row.datum(used).into_iter().for_each(|used| sum_used.add(used));
                row.datum(earlier).into_iter().for_each(|earlier| sum_earlier.add(earlier));
            }
        }
        is_plain
    });
    if !is_plain {
        return Ok(None);
    }
    let last = match newest {
        None => None,
        Some(row) => match Last::read(counters, row, slice)? {
            None => return Ok(None),
            last => last,
        },
    };
    let total = |sum: Sum| sum.total().ok_or(MeterError::Internal("a sum is NULL"));
    Ok(Some(Before { used: total(sum_used)? - total(sum_earlier)?, follows, last }))
}

/// Whether grants, open holds or the log have something for a slice that the counters before it have not. These have what the log had
/// before the slice, and the holds of then, or had nothing reserved.
fn comes_more(payer: &Account, limit: &Limit, before: &Before, slice: &Slice) -> Result<bool> {
    let Period { start, end } = slice.period;
    let last = clock::from_utc(clock::to_utc(end, "period_end")? - TimeDelta::microseconds(1))?;
    let since = if before.follows { start } else { slice.since };
    let has_holds = if before.follows { has_holds_since(payer, start)? } else { has_open_holds(payer)? };
    Ok(has_holds || has_grants(payer, limit)? || !usage_log::has_none(&payer.id, since, last)?)
}

impl Before {
    /// What the slice's counter has before its first change. A threshold that the window is still at is not told of again.
    fn counter(&self, limit: &Limit, ends: TimestampWithTimeZone) -> Counter {
        let is_reached = |threshold: &AnyNumeric| {
            limit.cap.as_ref().is_some_and(|cap| {
                self.used.clone() * AnyNumeric::from(100) >= threshold.clone() * cap.clone()
            })
        };
        let told = self.last.as_ref().map(|last| last.alerted.clone()).unwrap_or_default();
        let alerted = told.into_iter().filter(is_reached).collect();
        Counter { used: self.used.clone(), alerted, ..Counter::empty(ends) }
    }
}

impl Last {
    /// `None`: it has holds, or something kept, or is to be brought up to date first.
    fn read(counters: &Table, row: Tuple, slice: &Slice) -> Result<Option<Self>> {
        let columns = counters.places(&LAST)?;
        let read = Row::Stored(&row, &columns);
        let none = AnyNumeric::default();
        let is_plain = read.need::<TimestampWithTimeZone>(1)? <= slice.period.start
            && read.need::<AnyNumeric>(2)? == none
            && read.need::<AnyNumeric>(3)? == none
            && read.need::<TimestampWithTimeZone>(5)? > TimestampWithTimeZone::negative_infinity()
            && read.need(7)?;
        let (alerted, closed_at) = (read.need(4)?, read.get(6)?);
        Ok(is_plain.then_some(Self { row, alerted, closed_at }))
    }

    /// Its row is locked.
    fn end(self, counters: &Table, now: TimestampWithTimeZone) -> Result<()> {
        let closed_at = self.closed_at.unwrap_or(now);
        let values = [TimestampWithTimeZone::negative_infinity().into_datum(), closed_at.into_datum()];
        match counters.replace(&self.row, &OVER, values)? {
            true => Ok(()),
            false => Err(MeterError::Internal("a counter that is locked was changed")),
        }
    }
}
