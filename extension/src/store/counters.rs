mod first;
mod seen;
mod slice;

use pgrx::prelude::*;

use super::db::{Db, Row, statement};
use crate::error::Result;
pub use first::{foresee, make as make_first};
pub use seen::{Locked, Outcome, Owned, deal_of, has_row, owned};
pub(super) use seen::{seen_dealt, unreserve};

statement!(
    CHARGE,
    "counter_charge.sql",
    [INT8OID, TIMESTAMPTZOID, TIMESTAMPTZOID, NUMERICOID, NUMERICOID, NUMERICOID, BOOLOID, TIMESTAMPTZOID]
);
statement!(LOCK, "counter_lock.sql", [TEXTOID, INT8OID, TIMESTAMPTZOID]);
statement!(CHARGE_ALL, "counters_charge.sql", [INT8ARRAYOID, NUMERICARRAYOID]);
statement!(UNCHARGE, "counter_uncharge.sql", [INT8OID, NUMERICOID, NUMERICOID]);
statement!(GATHER, "counter_gather.sql", [INT8OID]);
statement!(FIND, "counter_find.sql", [TEXTOID, INT8OID, TIMESTAMPTZOID, TIMESTAMPTZOID]);

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
    pub period_end: TimestampWithTimeZone,
    /// From then on the row must be brought up to date before it decides.
    pub stale_at: TimestampWithTimeZone,
    /// The deal by which it is dealt out to its stripes: `used` tells what stands on them too, and its row decides nothing.
    pub deal: Option<i32>,
    /// The one that was charged, where it was not the counter's row.
    pub stripe: Option<Stripe>,
    /// What a hold had reserved on its row is free already; the hold's reservation is still to be removed.
    pub is_freed: bool,
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
    /// What a hold has reserved on it, which the change takes the place of.
    pub held: Option<(i64, AnyNumeric)>,
}

/// Makes the change at once where the counter, as it is seen, decides by itself and `admits` it; where others are changing it, once they
/// are done.
pub fn charge(
    db: &mut Db,
    place: Place,
    change: &Change,
    cap: Option<&AnyNumeric>,
    admits: impl FnOnce(&Counter) -> bool,
) -> Result<Outcome> {
    let id = match db.look(|| seen::charge(place, change, admits))? {
        seen::Charge::Known(outcome) => return Ok(outcome),
        seen::Charge::ByStatement(id) => id,
    };
    let args = [
        id.into(),
        place.at.into(),
        place.now.into(),
        change.used.clone().into(),
        change.reserved.clone().into(),
        cap.cloned().into(),
        change.enforce.into(),
        change.until.into(),
    ];
    Ok(db.row(&CHARGE, &args, counter_from)?.into())
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
            let args = [place.account.into(), place.limit_id.into(), place.at.into(), place.now.into()];
            db.row(&FIND, &args, counter_from)
        }
        None => Ok(None),
    }
}

pub(super) fn counter_from(row: &Row) -> Result<Counter> {
    Ok(Counter {
        id: row.get(1)?,
        used: row.need(2)?,
        reserved: row.need(3)?,
        granted: row.need(4)?,
        alerted: row.need(5)?,
        period_end: row.need(6)?,
        stale_at: row.need(7)?,
        deal: if row.need(8)? { row.get(9)? } else { None },
        stripe: None,
        is_freed: false,
    })
}
