mod seen;

use pgrx::datum::DatumWithOid;
use pgrx::prelude::*;

use super::db::{Db, Row, statement};
use crate::error::Result;
pub use seen::{Locked, Owned, charge_as_seen, deal_of, has_row, owned};
pub(super) use seen::{seen_dealt, unreserve};

statement!(
    CHARGE,
    "counter_charge.sql",
    [
        TEXTOID,
        INT8OID,
        TIMESTAMPTZOID,
        TIMESTAMPTZOID,
        TIMESTAMPTZOID,
        NUMERICOID,
        NUMERICOID,
        NUMERICOID,
        BOOLOID,
        TIMESTAMPTZOID
    ]
);
statement!(LOCK, "counter_lock.sql", [TEXTOID, INT8OID, TIMESTAMPTZOID]);
statement!(OF_IDS, "counters_read.sql", [INT8ARRAYOID]);
statement!(CHARGE_ALL, "counters_charge.sql", [INT8ARRAYOID, NUMERICARRAYOID]);
statement!(UNCHARGE, "counter_uncharge.sql", [INT8OID, NUMERICOID, NUMERICOID]);
statement!(GATHER, "counter_gather.sql", [INT8OID]);
statement!(FIND, "counter_find.sql", [TEXTOID, INT8OID, TIMESTAMPTZOID]);
statement!(PREVIOUS, "counter_previous.sql", [TEXTOID, INT8OID, TIMESTAMPTZOID]);
statement!(
    CREATE,
    "counter_create.sql",
    [TEXTOID, INT8OID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID]
);
statement!(
    PREVIEW,
    "counter_preview.sql",
    [
        TEXTOID,
        INT8OID,
        TIMESTAMPTZOID,
        TIMESTAMPTZOID,
        TIMESTAMPTZOID,
        TIMESTAMPTZOID,
        TIMESTAMPTZOID,
        INT4OID
    ]
);
statement!(FORESEE, "counter_foresee.sql", [INT8OID, TIMESTAMPTZOID, INT4OID]);
statement!(REFRESH, "counter_refresh.sql", [INT8OID, TIMESTAMPTZOID, INT4OID]);

/// Start (inclusive) and end (exclusive); infinite where the period never ends.
pub type Span = (TimestampWithTimeZone, TimestampWithTimeZone);

/// What an account has used of a limit in one period.
#[derive(Clone)]
pub struct Counter {
    /// `None`: nothing has been charged yet, there is no row.
    pub id: Option<i64>,
    pub used: AnyNumeric,
    pub reserved: AnyNumeric,
    /// Added to the limit's cap.
    pub granted: AnyNumeric,
    /// The highest threshold that an alert has told of.
    pub alerted: Vec<AnyNumeric>,
    pub period_start: TimestampWithTimeZone,
    pub period_end: TimestampWithTimeZone,
    /// From then on the row must be brought up to date before it decides.
    pub stale_at: TimestampWithTimeZone,
    /// What the period before left has been brought here.
    pub opened: bool,
    /// The deal by which it is dealt out to its stripes: `used` tells what stands on them too, and its row decides nothing.
    pub deal: Option<i32>,
    /// The one that was charged, where it was not the counter's row.
    pub stripe: Option<Stripe>,
}

/// The part of a counter that a call was charged to.
#[derive(Clone, Copy)]
pub struct Stripe {
    pub number: i32,
    /// The grant that pays for what is used there; `None`: the limit's own cap.
    pub grant: Option<i64>,
}

/// The counter that a call speaks of: an account's, of a limit, at a moment; and the moment at which it is asked for.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub account: &'a str,
    pub limit_id: i64,
    pub at: TimestampWithTimeZone,
    pub now: TimestampWithTimeZone,
}

/// What is to be added to a counter.
#[derive(Clone)]
pub struct Change {
    pub used: AnyNumeric,
    pub reserved: AnyNumeric,
    /// When what is reserved expires; infinity where nothing is.
    pub until: TimestampWithTimeZone,
    /// Only below the cap.
    pub enforce: bool,
}

/// Makes the change unless it enforces and the cap forbids. `None`: refused, no such counter, a stale one, or one that is dealt out.
pub fn charge(
    db: &mut Db,
    place: Place,
    period_start: TimestampWithTimeZone,
    change: &Change,
    cap: Option<&AnyNumeric>,
) -> Result<Option<Counter>> {
    let [account, limit, start, at, now] = charge_args(place, period_start);
    let args = [
        account,
        limit,
        start,
        at,
        now,
        change.used.clone().into(),
        change.reserved.clone().into(),
        cap.cloned().into(),
        change.enforce.into(),
        change.until.into(),
    ];
    db.row(&CHARGE, &args, counter_from)
}

/// The counter as it is once nobody else changes it before this transaction ends.
pub fn lock(db: &mut Db, place: Place) -> Result<Option<Locked>> {
    if let Some(locked) = db.look(|| seen::lock(place))? {
        return Ok(Some(locked));
    }
    let args = [place.account.into(), place.limit_id.into(), place.at.into()];
    Ok(db.row(&LOCK, &args, counter_from)?.map(Locked::by_statement))
}

/// Locks a counter and brings home what its stripes have used.
pub fn gather(db: &mut Db, counter_id: i64) -> Result<()> {
    db.execute(&GATHER, &[counter_id.into()]).map(drop)
}

/// Counters as they stand, in any order.
pub fn of_ids(db: &mut Db, ids: Vec<i64>) -> Result<Vec<Counter>> {
    db.rows(&OF_IDS, &[ids.into()], counter_from)
}

/// Writes what counters have used, of which they have gained an amount; the caller has locked them, and decided.
pub fn charge_all(db: &mut Db, charges: Vec<(Locked, AnyNumeric)>) -> Result<()> {
    let left = db.look(|| seen::write_locked(charges))?;
    if left.is_empty() {
        return Ok(());
    }
    let (ids, used): (Vec<i64>, Vec<AnyNumeric>) = left.into_iter().unzip();
    db.execute(&CHARGE_ALL, &[ids.into(), used.into()]).map(drop)
}

pub fn uncharge(db: &mut Db, counter_id: i64, change: &Change) -> Result<()> {
    let args = [counter_id.into(), change.used.clone().into(), change.reserved.clone().into()];
    db.execute(&UNCHARGE, &args).map(drop)
}

/// The counter whose period holds the moment.
pub fn find(db: &mut Db, place: Place) -> Result<Option<Counter>> {
    match db.look(|| seen::find(place))? {
        Some(seen) if seen.deal.is_none() => Ok(Some(seen).filter(|seen| seen.period_end > place.at)),
        // with what its stripes have used
        Some(_) => {
            let args = [place.account.into(), place.limit_id.into(), place.at.into()];
            db.row(&FIND, &args, counter_from)
        }
        None => Ok(None),
    }
}

/// When the last period before this start ended that has a counter.
pub fn previous_end(
    db: &mut Db,
    place: Place,
    start: TimestampWithTimeZone,
) -> Result<Option<TimestampWithTimeZone>> {
    let args = [place.account.into(), place.limit_id.into(), start.into()];
    Ok(db.row(&PREVIOUS, &args, |row| row.get(1))?.flatten())
}

/// Makes the counter of a period with what the log already holds for it, unless another session just did. `next`: the period
/// after it.
pub fn create(db: &mut Db, place: Place, span: Span, next: Span) -> Result<()> {
    db.execute(&CREATE, &span_args(place, span, next)).map(drop)
}

/// The counter as [`create`] and [`refresh`] would make it.
pub fn preview(db: &mut Db, place: Place, span: Span, next: Span, skipped: i32) -> Result<Option<Counter>> {
    let [account, limit, at, start, end, now, next_end] = span_args(place, span, next);
    db.row(&PREVIEW, &[account, limit, at, start, end, now, next_end, skipped.into()], counter_from)
}

/// A stale counter as [`refresh`] would leave it; writes nothing.
pub fn foresee(
    db: &mut Db,
    counter_id: i64,
    now: TimestampWithTimeZone,
    skipped: i32,
) -> Result<Option<Counter>> {
    db.row(&FORESEE, &[counter_id.into(), now.into(), skipped.into()], counter_from)
}

/// Brings a stale counter up to date. `skipped`: periods between it and the one before that has a counter.
pub fn refresh(db: &mut Db, counter_id: i64, now: TimestampWithTimeZone, skipped: i32) -> Result<()> {
    db.execute(&REFRESH, &[counter_id.into(), now.into(), skipped.into()]).map(drop)
}

/// What a charge of a counter or of its stripe is found by.
pub(super) fn charge_args<'a>(place: Place, period_start: TimestampWithTimeZone) -> [DatumWithOid<'a>; 5] {
    [place.account.into(), place.limit_id.into(), period_start.into(), place.at.into(), place.now.into()]
}

fn span_args<'a>(place: Place, (start, end): Span, (_, next_end): Span) -> [DatumWithOid<'a>; 7] {
    let Place { account, limit_id, at, now } = place;
    [account.into(), limit_id.into(), at.into(), start.into(), end.into(), now.into(), next_end.into()]
}

pub(super) fn counter_from(row: &Row) -> Result<Counter> {
    Ok(Counter {
        id: row.get(1)?,
        used: row.need(2)?,
        reserved: row.need(3)?,
        granted: row.need(4)?,
        alerted: row.need(5)?,
        period_start: row.need(6)?,
        period_end: row.need(7)?,
        stale_at: row.need(8)?,
        opened: row.need(9)?,
        deal: if row.need(10)? { row.get(11)? } else { None },
        stripe: None,
    })
}
