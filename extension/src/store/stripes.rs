use pgrx::prelude::*;

use super::catalog::oid_of;
use super::counters::{self, Counter, Place, charge_args, counter_from};
use super::db::{Db, statement};
use super::heap::{Key, Table, Tuple, columns};
use crate::error::{MeterError, Result};

const GONE: MeterError = MeterError::Internal("unexpected NULL in the meter's tables");

statement!(
    CHARGE,
    "stripe_charge.sql",
    [TEXTOID, INT8OID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, NUMERICOID, INT4OID, INT8OID]
);
statement!(UNCHARGE, "stripe_uncharge.sql", [INT8OID, INT4OID, NUMERICOID]);
statement!(ROOMY, "stripes_with_room.sql", [INT8OID, INT4OID, NUMERICOID, INT8OID]);
statement!(MOVE_ROOM, "stripe_move_room.sql", [INT8OID, INT4OID, INT4OID, NUMERICOID]);
statement!(DEAL, "deal.sql", [INT8OID, INT4OID, INT4OID, NUMERICOID, TIMESTAMPTZOID]);

columns!(STRIPE, [c"stripe", c"used", c"room", c"terms", c"grant_id"]);

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
    if let Some(charged) = charge_as_seen(db, place, period_start, amount, stripe, terms)? {
        return Ok(Some(charged));
    }
    let [account, limit, start, at, now] = charge_args(place, period_start);
    let args = [account, limit, start, at, now, amount.clone().into(), stripe.into(), terms.into()];
    db.row(&CHARGE, &args, |row| {
        Ok(Counter { stripe: Some(Stripe { number: stripe, grant: row.get(11)? }), ..counter_from(row)? })
    })
}

/// The same at once, where nobody has changed the stripe since it was seen to have room. `None`: the statement must decide.
fn charge_as_seen(
    db: &mut Db,
    place: Place,
    period_start: TimestampWithTimeZone,
    amount: &AnyNumeric,
    stripe: i32,
    terms: i64,
) -> Result<Option<Counter>> {
    db.look(|| {
        let Some(counter) = counters::seen_dealt(place, period_start)? else { return Ok(None) };
        let stripes = Table::open(oid_of(c"stripes")?, pg_sys::RowExclusiveLock);
        let (own, used) = see(&stripes, &counter, stripe)?;
        let Some(own) = own.filter(|_| stripes.is_plain()) else { return Ok(None) };
        let columns = STRIPE.with(|columns| columns.of(&stripes))?;
        let needed = |column: usize| own.get::<AnyNumeric>(columns[column]).ok_or(GONE);
        let charged = needed(1)? + amount.clone();
        if own.get::<i64>(columns[3]) != Some(terms) || charged >= needed(2)? {
            return Ok(None);
        }
        let grant = own.get::<i64>(columns[4]);
        let counter = Counter {
            used: counter.used.clone() + used + amount.clone(),
            stripe: Some(Stripe { number: stripe, grant }),
            ..counter
        };
        Ok(stripes.replace(&own, &[(columns[1], charged.into_datum())]).then_some(counter))
    })
}

/// A stripe of a counter, if there is one of this number, and what stands on all of them.
fn see(stripes: &Table, counter: &Counter, number: i32) -> Result<(Option<Tuple>, AnyNumeric)> {
    let columns = STRIPE.with(|columns| columns.of(stripes))?;
    let (mut own, mut used) = (None, AnyNumeric::default());
    let Some(id) = counter.id else { return Ok((own, used)) };
    stripes.each(oid_of(c"stripes_pkey")?, &[Key::int8(id)], |row| {
        if row.get::<i16>(columns[0]).map(i32::from) == Some(number) {
            own = Some(row.copy());
        }
        if !row.is_zero(columns[1])
            && let Some(here) = row.get::<AnyNumeric>(columns[1])
        {
            used = std::mem::take(&mut used) + here;
        }
    });
    Ok((own, used))
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
