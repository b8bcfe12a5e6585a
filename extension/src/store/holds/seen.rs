//! Holds read and ended past the executor, as they are seen. Where that does not do, a statement must.

use pgrx::prelude::*;
use serde_json::Value;

use super::{Freed, Hold, Settlement, hold_from};
use crate::error::{MeterError, Result};
use crate::store::catalog::oid_of;
use crate::store::counters::unreserve;
use crate::store::db::Row;
use crate::store::heap::{Key, Table, Tuple, Write, columns};
use crate::store::jsonb;
use crate::store::sum::Sum;

columns!(
    HOLD,
    [
        c"account",
        c"at",
        c"expires_at",
        c"provider",
        c"model",
        c"operation",
        c"operation_id",
        c"session_id",
        c"key_source",
        c"service_tier",
        c"metadata",
        c"input_tokens",
        c"output_tokens",
        c"charged",
        c"amounts",
        c"settled_at",
        c"released_at",
        c"conditions",
    ]
);
columns!(ENDED, [c"settled_at", c"slot", c"usage_id", c"late", c"overage", c"settlement", c"verdict"]);
columns!(SLOT, [c"slot"]);
columns!(RESERVATION, [c"counter_id", c"amount"]);

pub(super) fn find(hold_id: i64) -> Result<Option<Hold>> {
    let holds = Table::open(oid_of(c"holds")?, pg_sys::AccessShareLock);
    see(&holds, hold_id)?.map(|tuple| read(&holds, hold_id, &tuple)).transpose()
}

/// The hold, locked. `None`: there is none, or a statement must find it.
pub(super) fn lock(hold_id: i64) -> Result<Option<Hold>> {
    let holds = Table::open(oid_of(c"holds")?, pg_sys::RowShareLock);
    let seen = see(&holds, hold_id)?.filter(|seen| holds.lock(seen));
    seen.map(|tuple| read(&holds, hold_id, &tuple)).transpose()
}

fn see(holds: &Table, hold_id: i64) -> Result<Option<Tuple>> {
    Ok(holds.last(oid_of(c"holds_pkey")?, &[Key::int8(hold_id)]))
}

fn read(holds: &Table, hold_id: i64, tuple: &Tuple) -> Result<Hold> {
    let columns = holds.places(&HOLD)?;
    hold_from(hold_id, &Row::Stored(tuple, &columns))
}

/// The lowest place that no open hold has.
pub(super) fn free_slot(account: &str) -> Result<i32> {
    let holds = Table::open(oid_of(c"holds")?, pg_sys::AccessShareLock);
    let columns = holds.places(&SLOT)?;
    let mut taken: Vec<i32> = Vec::new();
    holds.each(oid_of(c"hold_slot_unique")?, &[Key::text(account), Key::not_null()], |row| {
        taken.extend(row.get::<i32>(columns[0]));
    });
    let lower = taken.iter().rev().zip(1..).take_while(|(slot, place)| *slot == place);
    Ok(lower.last().map_or(1, |(slot, _)| slot + 1))
}

/// `None`: the statement must do it, and nothing is done.
pub(super) fn free(hold_id: i64, already: &[i64]) -> Result<Option<Freed>> {
    let reservations = Table::open(oid_of(c"reservations")?, pg_sys::RowExclusiveLock);
    if !reservations.is_plain(Write::Delete, "reservations") {
        return Ok(None);
    }
    let columns = reservations.places(&RESERVATION)?;
    let mut freed = Vec::new();
    for tuple in reservations.all(oid_of(c"reservations_pkey")?, &[Key::int8(hold_id)]) {
        let row = Row::Stored(&tuple, &columns);
        let counter_id = row.need(1)?;
        let reserved = if already.contains(&counter_id) {
            None
        } else {
            match unreserve(counter_id, row.need(2)?)? {
                None if freed.is_empty() => return Ok(None),
                None => return Err(MeterError::Overtaken),
                reserved => reserved,
            }
        };
        // nobody else can have removed it meanwhile, since its counter is locked: so this transaction's snapshot is older than a change of it
        if !reservations.remove(&tuple) {
            return Err(MeterError::Overtaken);
        }
        freed.push((counter_id, reserved));
    }
    Ok(Some(freed))
}

pub(super) fn expired_on(counter_id: i64, now: TimestampWithTimeZone) -> Result<AnyNumeric> {
    let reservations = Table::open(oid_of(c"reservations")?, pg_sys::AccessShareLock);
    let [_, amount] = reservations.places(&RESERVATION)?;
    let mut sum = Sum::zero();
    reservations.each(oid_of(c"reservations_counter")?, &[Key::int8(counter_id), Key::until(now)], |row| {
        // SAFETY: a numeric column
        row.datum(amount).into_iter().for_each(|amount| unsafe { sum.add(amount) });
    });
    sum.total().ok_or(MeterError::Internal("a sum is NULL"))
}

/// Of how many counters a hold takes up something.
pub(super) fn reservations(hold_id: i64) -> Result<usize> {
    let reservations = Table::open(oid_of(c"reservations")?, pg_sys::AccessShareLock);
    Ok(reservations.all(oid_of(c"reservations_pkey")?, &[Key::int8(hold_id)]).len())
}

pub(in crate::store) fn is_reserved(hold_id: i64, counter_id: Option<i64>) -> Result<bool> {
    let reservations = Table::open(oid_of(c"reservations")?, pg_sys::AccessShareLock);
    let columns = reservations.places(&RESERVATION)?;
    let on_counter = |tuple: &Tuple| Row::Stored(tuple, &columns).get::<i64>(1).map(|id| id == counter_id);
    let found = reservations.all(oid_of(c"reservations_pkey")?, &[Key::int8(hold_id)]);
    found.iter().map(on_counter).try_fold(false, |found, here| Ok(found || here?))
}

/// `false`: the statement must do it.
pub(super) fn settle(
    hold_id: i64,
    now: TimestampWithTimeZone,
    settlement: &Settlement,
    verdict: &Value,
) -> Result<bool> {
    let holds = Table::open(oid_of(c"holds")?, pg_sys::RowExclusiveLock);
    let Some(tuple) = see(&holds, hold_id)?.filter(|_| holds.is_plain(Write::Update, "holds")) else {
        return Ok(false);
    };
    let values = [
        now.into_datum(),
        None,
        settlement.usage_id.into_datum(),
        settlement.late.into_datum(),
        settlement.overage.into_datum(),
        Some(jsonb::from_text(&settlement.actuals.to_string())?),
        Some(jsonb::from_text(&verdict.to_string())?),
    ];
    holds.replace(&tuple, &ENDED, values)
}
