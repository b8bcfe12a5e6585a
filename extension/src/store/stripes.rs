use pgrx::prelude::*;

use super::counters::{Counter, Place, charge_args, counter_from};
use super::db::{Db, statement};
use crate::error::Result;

statement!(
    CHARGE,
    "stripe_charge.sql",
    [TEXTOID, INT8OID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, NUMERICOID, INT4OID, INT8OID]
);
statement!(UNCHARGE, "stripe_uncharge.sql", [INT8OID, INT4OID, NUMERICOID]);
statement!(ROOMY, "stripes_with_room.sql", [INT8OID, INT4OID, NUMERICOID, INT8OID]);
statement!(MOVE_ROOM, "stripe_move_room.sql", [INT8OID, INT4OID, INT4OID, NUMERICOID]);
statement!(DEAL, "deal.sql", [INT8OID, INT4OID, INT4OID, NUMERICOID, TIMESTAMPTZOID]);

/// The stripe for transactions that have charged the counter before: see `spare_stripe` in `sql/schema/striping.sql`.
pub const SPARE: i32 = 1024;

/// The part of a counter that a call was charged to.
#[derive(Clone, Copy)]
pub struct Stripe {
    pub number: i32,
    /// The grant that pays for what is used there; `None`: the limit's own cap.
    pub grant: Option<i64>,
}

/// Which of so many stripes is this backend's: of as many backends, each has its own.
pub fn home(stripes: i32) -> i32 {
    // SAFETY: numbers of this backend, set when it started
    #[cfg(any(feature = "pg15", feature = "pg16"))]
    let backend = unsafe { pg_sys::MyBackendId };
    #[cfg(not(any(feature = "pg15", feature = "pg16")))]
    let backend = unsafe { pg_sys::MyProcNumber };
    backend.rem_euclid(stripes)
}

/// Charges a stripe of the counter that is dealt out under these terms. `None`: it has no room, or there is none.
pub fn charge(
    db: &mut Db,
    place: Place,
    period_start: TimestampWithTimeZone,
    amount: &AnyNumeric,
    stripe: i32,
    terms: i64,
) -> Result<Option<Counter>> {
    let [account, limit, start, at, now] = charge_args(place, period_start);
    let args = [account, limit, start, at, now, amount.clone().into(), stripe.into(), terms.into()];
    db.row(&CHARGE, &args, |row| {
        Ok(Counter { stripe: Some(Stripe { number: stripe, grant: row.get(11)? }), ..counter_from(row)? })
    })
}

pub fn uncharge(db: &mut Db, counter_id: i64, stripe: i32, amount: &AnyNumeric) -> Result<()> {
    db.execute(&UNCHARGE, &[counter_id.into(), stripe.into(), amount.clone().into()]).map(drop)
}

/// Stripes other than the backend's own that have room for an amount, the roomiest first.
pub fn with_room(
    db: &mut Db,
    counter_id: i64,
    home: i32,
    amount: &AnyNumeric,
    terms: i64,
) -> Result<Vec<i32>> {
    let args = [counter_id.into(), home.into(), amount.clone().into(), terms.into()];
    db.rows(&ROOMY, &args, |row| row.need(1))
}

/// Moves what room a stripe has left to another, if it is enough for an amount; the transaction has both alone.
pub fn move_room(db: &mut Db, counter_id: i64, from: i32, to: i32, amount: &AnyNumeric) -> Result<bool> {
    let args = [counter_id.into(), from.into(), to.into(), amount.clone().into()];
    Ok(db.execute(&MOVE_ROOM, &args)? > 0)
}

/// Deals a charged counter out, if it has room for some calls of this size on more than one stripe.
pub fn deal(
    db: &mut Db,
    counter_id: i64,
    stripes: i32,
    amount: &AnyNumeric,
    now: TimestampWithTimeZone,
) -> Result<()> {
    let args = [counter_id.into(), stripes.into(), home(stripes).into(), amount.clone().into(), now.into()];
    db.execute(&DEAL, &args).map(drop)
}
