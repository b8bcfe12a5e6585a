use pgrx::datum::DatumWithOid;
use pgrx::prelude::*;

use super::db::{Db, Row, statement};
use crate::error::Result;

statement!(
    CHARGE,
    "counter_charge.sql",
    [TEXTOID, INT8OID, TIMESTAMPTZOID, TIMESTAMPTZOID, NUMERICOID, NUMERICOID, BOOLOID]
);
statement!(UNCHARGE, "counter_uncharge.sql", [INT8OID, NUMERICOID]);
statement!(FIND, "counter_find.sql", [TEXTOID, INT8OID, TIMESTAMPTZOID]);
statement!(CREATE, "counter_create.sql", [TEXTOID, INT8OID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID]);
statement!(
    PREVIEW,
    "counter_preview.sql",
    [TEXTOID, INT8OID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID]
);

/// What an account has used of a limit in one period.
#[derive(Clone)]
pub struct Counter {
    /// `None`: nothing has been charged yet, there is no row.
    pub id: Option<i64>,
    pub used: AnyNumeric,
    pub reserved: AnyNumeric,
    pub granted: AnyNumeric,
    pub period_start: TimestampWithTimeZone,
    pub period_end: TimestampWithTimeZone,
}

/// The counter that a call speaks of: an account's, of a limit, at a moment.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub account: &'a str,
    pub limit_id: i64,
    pub at: TimestampWithTimeZone,
}

/// Adds `amount` unless `enforce` and the cap forbids. `None`: refused, or no such counter.
pub fn charge(
    db: &mut Db,
    place: Place,
    period_start: TimestampWithTimeZone,
    amount: &AnyNumeric,
    cap: Option<&AnyNumeric>,
    enforce: bool,
) -> Result<Option<Counter>> {
    let args = [
        place.account.into(),
        place.limit_id.into(),
        period_start.into(),
        place.at.into(),
        amount.clone().into(),
        cap.cloned().into(),
        enforce.into(),
    ];
    db.row(&CHARGE, &args, counter_from)
}

pub fn uncharge(db: &mut Db, counter_id: i64, amount: &AnyNumeric) -> Result<()> {
    db.execute(&UNCHARGE, &[counter_id.into(), amount.clone().into()]).map(drop)
}

pub fn find(db: &mut Db, place: Place) -> Result<Option<Counter>> {
    db.row(&FIND, &[place.account.into(), place.limit_id.into(), place.at.into()], counter_from)
}

/// Makes the counter with what the log already holds for it, unless another session just did.
pub fn create(db: &mut Db, place: Place, span: (TimestampWithTimeZone, TimestampWithTimeZone)) -> Result<()> {
    db.execute(&CREATE, &span_args(place, span)).map(drop)
}

/// The counter as [`create`] would make it.
pub fn preview(
    db: &mut Db,
    place: Place,
    span: (TimestampWithTimeZone, TimestampWithTimeZone),
) -> Result<Option<Counter>> {
    db.row(&PREVIEW, &span_args(place, span), counter_from)
}

fn span_args<'a>(
    place: Place,
    (start, end): (TimestampWithTimeZone, TimestampWithTimeZone),
) -> [DatumWithOid<'a>; 5] {
    [place.account.into(), place.limit_id.into(), place.at.into(), start.into(), end.into()]
}

fn counter_from(row: &Row) -> Result<Counter> {
    Ok(Counter {
        id: row.get(1)?,
        used: row.need(2)?,
        reserved: row.need(3)?,
        granted: row.need(4)?,
        period_start: row.need(5)?,
        period_end: row.need(6)?,
    })
}
