//! The counter of a period's first call where it starts with nothing, which most do: one row, charged when it is made. `create_counter` in SQL makes
//! all others.

use std::rc::Rc;

use chrono::TimeDelta;
use pgrx::prelude::*;

use super::{Change, Counter, Place, seen, slice};
use crate::clock;
use crate::error::Result;
use crate::store::accounts::{self, Account};
use crate::store::catalog::{next_id, oid_of};
use crate::store::db::Db;
use crate::store::heap::{Key, Table, Write, columns};
use crate::store::limits::Limit;
use crate::store::periods::{self, Period};
use crate::store::{rules, snapshot, usage_log};

columns!(
    COUNTER,
    [
        c"counter_id",
        c"account",
        c"limit_id",
        c"period_start",
        c"period_end",
        c"used",
        c"reserved",
        c"granted",
        c"seeded",
        c"paid",
        c"repaid",
        c"kept",
        c"alerted",
        c"stale_at",
        c"opened",
        c"closed_at",
        c"dealt",
        c"deals",
        c"earlier",
        c"earlier_paid",
    ]
);
const COLUMNS: usize = 20;
columns!(MADE, [c"at"]);

/// Makes the counter of a place with its first change, if nothing can have been left for it and it `admits` the change. `None`: nothing is done.
pub fn make(
    db: &mut Db,
    limit: &Limit,
    place: Place,
    change: &Change,
    admits: impl FnOnce(&Counter) -> bool,
) -> Result<Option<Counter>> {
    let Some(payer) = payer_alone(db, limit)? else { return Ok(None) };
    let payer = &*payer;
    if let Some(window) = limit.window {
        return slice::begin(db, payer, limit, window, place, change, admits);
    }
    let Some(period) = period_of(db, payer, limit, place)? else { return Ok(None) };
    let empty = Counter::empty(period.end);
    if !admits(&empty) {
        return Ok(None);
    }
    db.look(|| {
        if !starts_empty(payer, limit, place, &period)? || !lock_named(payer, limit)? {
            return Ok(None);
        }
        insert(place, &period, empty.with(change), AnyNumeric::default())
    })
}

/// What the counter of a place would start with if its first change came now. `None`: `make` would not make it.
pub fn foresee(db: &mut Db, limit: &Limit, place: Place) -> Result<Option<Counter>> {
    let Some(payer) = payer_alone(db, limit)? else { return Ok(None) };
    let payer = &*payer;
    if let Some(window) = limit.window {
        return slice::foresee(db, payer, limit, window, place);
    }
    let Some(period) = period_of(db, payer, limit, place)? else { return Ok(None) };
    let is_empty = db.look(|| starts_empty(payer, limit, place, &period))?;
    Ok(is_empty.then(|| Counter::empty(period.end)))
}

/// A limit's payer, if nothing comes to its counter but from its own calls.
fn payer_alone(db: &mut Db, limit: &Limit) -> Result<Option<Rc<Account>>> {
    let rules = rules::read(db)?;
    if limit.carries || rules.any_new_limits || snapshot::is_kept() {
        return Ok(None);
    }
    let payer = accounts::find(db, &limit.payer, None)?;
    Ok(payer.filter(|payer| !payer.is_parent && !rules.pooled.contains(&payer.id)))
}

fn period_of(db: &mut Db, payer: &Account, limit: &Limit, place: Place) -> Result<Option<Rc<Period>>> {
    let Some(calendar) = &payer.calendar else { return Ok(None) };
    periods::holding(db, limit, calendar, clock::to_utc(place.at, "at")?)
}

/// Whether no other counter reaches into the period, and the log, grants and open holds have nothing for it.
fn starts_empty(payer: &Account, limit: &Limit, place: Place, period: &Period) -> Result<bool> {
    if period.end.is_infinity() {
        return Ok(false);
    }
    let last = clock::from_utc(clock::to_utc(period.end, "period_end")? - TimeDelta::microseconds(1))?;
    let before = seen::find(Place { at: last, ..place })?;
    Ok(before.is_none_or(|before| before.period_end <= period.start)
        && !has_grants(payer, limit)?
        && !has_open_holds(payer)?
        && usage_log::has_none(&payer.id, period.start, last)?)
}

pub(super) fn has_grants(payer: &Account, limit: &Limit) -> Result<bool> {
    let grants = Table::open(oid_of(c"grants")?, pg_sys::AccessShareLock);
    let keys = [Key::text(&payer.id), Key::text(&limit.name)];
    Ok(grants.last(oid_of(c"grants_account")?, &keys).is_some())
}

pub(super) fn has_open_holds(payer: &Account) -> Result<bool> {
    let holds = Table::open(oid_of(c"holds")?, pg_sys::AccessShareLock);
    Ok(holds.last(oid_of(c"hold_slot_unique")?, &[Key::text(&payer.id), Key::not_null()]).is_some())
}

/// Whether an account has made a hold at a moment or later.
pub(super) fn has_holds_since(payer: &Account, since: TimestampWithTimeZone) -> Result<bool> {
    let holds = Table::open(oid_of(c"holds")?, pg_sys::AccessShareLock);
    let places = holds.places(&MADE)?;
    let last = holds.last(oid_of(c"holds_account")?, &[Key::text(&payer.id)]);
    Ok(last.is_some_and(|row| row.get::<TimestampWithTimeZone>(places[0]).is_some_and(|at| at >= since)))
}

/// Locks what the counter's foreign keys name, as they would. `false`: it has been changed just now.
pub(super) fn lock_named(payer: &Account, limit: &Limit) -> Result<bool> {
    let limits = Table::open(oid_of(c"limits")?, pg_sys::RowShareLock);
    let rule = limits.last(oid_of(c"limits_pkey")?, &[Key::int8(limit.id)]);
    Ok(accounts::lock_key(&payer.id)? && rule.is_some_and(|row| limits.lock_key(&row)))
}

/// `earlier`: what the slices before have of what it has used. `None`: another session is first, or the table must be written by statements.
pub(super) fn insert(
    place: Place,
    period: &Period,
    counter: Counter,
    earlier: AnyNumeric,
) -> Result<Option<Counter>> {
    let counters = Table::open(oid_of(c"counters")?, pg_sys::RowExclusiveLock);
    if !counters.is_plain(Write::InsertNamed, "counters") || counters.columns() != COLUMNS {
        return Ok(None);
    }
    let id = next_id(c"counters_counter_id_seq")?;
    let none = || AnyNumeric::default().into_datum();
    let row: [Option<pg_sys::Datum>; COLUMNS] = [
        id.into_datum(),
        place.account.into_datum(),
        place.limit_id.into_datum(),
        period.start.into_datum(),
        period.end.into_datum(),
        counter.used.clone().into_datum(),
        counter.reserved.clone().into_datum(),
        none(),
        none(),
        none(),
        none(),
        none(),
        counter.alerted.clone().into_datum(),
        counter.stale_at.into_datum(),
        (period.start <= place.now).into_datum(),
        None,
        false.into_datum(),
        0_i32.into_datum(),
        earlier.into_datum(),
        none(),
    ];
    let is_first = counters.insert_new(oid_of(c"counter_unique")?, &COUNTER, row)?;
    Ok(is_first.then_some(Counter { id: Some(id), ..counter }))
}
