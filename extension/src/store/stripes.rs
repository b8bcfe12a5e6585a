use pgrx::prelude::*;

use super::catalog::oid_of;
use super::counters::{Counter, Place, Stripe, counter_from, seen_dealt};
use super::db::{Db, Row, statement};
use super::heap::{Key, Table, Tuple, Write, columns};
use super::holds;
use super::sum::Sum;
use crate::error::{MeterError, Result};

statement!(
    CHARGE,
    "stripe_charge.sql",
    [INT8OID, TIMESTAMPTZOID, TIMESTAMPTZOID, NUMERICOID, INT4OID, INT8OID, INT4OID, NUMERICOID]
);
statement!(UNCHARGE, "stripe_uncharge.sql", [INT8OID, INT4OID, INT4OID, NUMERICOID, NUMERICOID]);
statement!(ROOMY, "stripes_with_room.sql", [INT8OID, INT4OID, INT4OID, NUMERICOID, INT8OID, INT4OID]);
statement!(MOVE_ROOM, "stripe_move_room.sql", [INT8OID, INT4OID, INT4OID, INT4OID, NUMERICOID, INT4OID]);
statement!(DEAL, "deal.sql", [INT8OID, INT4OID, INT4OID, NUMERICOID, TIMESTAMPTZOID]);

columns!(STRIPE, [c"used", c"room", c"terms", c"grant_id", c"charges_left", c"reserved"]);
columns!(SUMMED, [c"stripe", c"used", c"reserved"]);
columns!(CHARGED, [c"used", c"reserved", c"charges_left"]);

/// The stripe for transactions that have charged the counter before: see `spare_stripe` in `sql/functions/striping.sql`.
pub const SPARE: i32 = 1024;

/// What is to be added to a stripe.
pub struct Amounts {
    pub used: AnyNumeric,
    /// Negative where a hold is settled: what it took up on another stripe is room on this one.
    pub reserved: AnyNumeric,
}

impl Amounts {
    fn room(&self) -> AnyNumeric {
        self.used.clone() + self.reserved.clone()
    }
}

/// What is to be added to which stripe, as it was dealt under these terms.
#[derive(Clone, Copy)]
pub struct Charge<'a> {
    pub amounts: &'a Amounts,
    pub stripe: i32,
    pub terms: i64,
    /// It must have more charges left than these.
    pub wear: i32,
}

/// Charges a stripe of the counter of the moment. `None`: it has no room, or there is none. The answer tells nothing of holds that have expired,
/// though they take up their room until the stripes are gathered.
pub fn charge(db: &mut Db, place: Place, charge: Charge) -> Result<Option<Counter>> {
    let Some(charged) = charge_one(db, place, charge)? else { return Ok(None) };
    if charged.reserved == AnyNumeric::default() {
        return Ok(Some(charged));
    }
    let expired = holds::expired_on(db, charged.id, place.now)?;
    Ok(Some(Counter { reserved: charged.reserved.clone() - expired, ..charged }))
}

fn charge_one(db: &mut Db, place: Place, charge: Charge) -> Result<Option<Counter>> {
    let seen = db.look(|| {
        let Some(counter) = seen_dealt(place)? else { return Ok(None) };
        Ok(Some((counter.id, charge_as_seen(counter, charge)?)))
    })?;
    let id = match seen {
        None => return Ok(None),
        Some((_, Some(charged))) => return Ok(Some(charged)),
        Some((id, None)) => id,
    };
    let Charge { amounts, stripe, terms, wear } = charge;
    let args = [
        id.into(),
        place.at.into(),
        place.now.into(),
        amounts.used.clone().into(),
        stripe.into(),
        terms.into(),
        wear.into(),
        amounts.reserved.clone().into(),
    ];
    db.row(&CHARGE, &args, |row| {
        Ok(Counter { stripe: Some(Stripe { number: stripe, grant: row.get(10)? }), ..counter_from(row)? })
    })
}

/// The same at once, where nobody has changed the stripe since it was seen to have room. `None`: the statement must decide.
fn charge_as_seen(counter: Counter, charge: Charge) -> Result<Option<Counter>> {
    let stripes = Table::open(oid_of(c"stripes")?, pg_sys::RowExclusiveLock);
    let (own, sums) = see(&stripes, &counter, charge.stripe)?;
    let Some(own) = own.filter(|_| stripes.is_plain(Write::Update, "stripes")) else { return Ok(None) };
    let columns = stripes.places(&STRIPE)?;
    let row = Row::Stored(&own, &columns);
    let Amounts { used, reserved } = charge.amounts;
    let charged = Amounts {
        used: row.need::<AnyNumeric>(1)? + used.clone(),
        reserved: row.need::<AnyNumeric>(6)? + reserved.clone(),
    };
    let left: i32 = row.need(5)?;
    let has_room = charged.room() < row.need(2)? || charge.amounts.room() <= AnyNumeric::default();
    if row.need::<i64>(3)? != charge.terms || left <= charge.wear || !has_room {
        return Ok(None);
    }
    let counter = Counter {
        used: counter.used.clone() + sums.used + used.clone(),
        reserved: counter.reserved.clone() + sums.reserved + reserved.clone(),
        stripe: Some(Stripe { number: charge.stripe, grant: row.get(4)? }),
        ..counter
    };
    let values = [charged.used.into_datum(), charged.reserved.into_datum(), (left - 1).into_datum()];
    Ok(stripes.replace(&own, &CHARGED, values)?.then_some(counter))
}

/// A stripe of a counter, if there is one of this number, and what stands on all of them.
fn see(stripes: &Table, counter: &Counter, number: i32) -> Result<(Option<Tuple>, Amounts)> {
    let [stripe, used, reserved] = stripes.places(&SUMMED)?;
    let (mut own, mut sum_used, mut sum_reserved) = (None, Sum::zero(), Sum::zero());
    let (id, deal) = keys(counter)?;
    stripes.each(oid_of(c"stripes_pkey")?, &[Key::int8(id), Key::int4(deal)], |row| {
        if row.get::<i16>(stripe).map(i32::from) == Some(number) {
            own = Some(row.copy());
        }
        // SAFETY: numeric columns
        row.datum(used).into_iter().for_each(|used| unsafe { sum_used.add(used) });
        row.datum(reserved).into_iter().for_each(|reserved| unsafe { sum_reserved.add(reserved) });
    });
    let total = |sum: Sum| sum.total().ok_or(MeterError::Internal("a sum is NULL"));
    Ok((own, Amounts { used: total(sum_used)?, reserved: total(sum_reserved)? }))
}

/// What the stripes of a counter that is dealt out are found by.
fn keys(counter: &Counter) -> Result<(i64, i32)> {
    counter.id.zip(counter.deal).ok_or(MeterError::Internal("a counter is not dealt out"))
}

pub fn uncharge(db: &mut Db, counter: &Counter, stripe: i32, amounts: Amounts) -> Result<()> {
    let (id, deal) = keys(counter)?;
    let args = [id.into(), deal.into(), stripe.into(), amounts.used.into(), amounts.reserved.into()];
    db.execute(&UNCHARGE, &args).map(drop)
}

/// Stripes other than the one that is to be charged that have room for it, the roomiest first; none where that one has had its
/// charges.
pub fn with_room(db: &mut Db, counter: &Counter, charge: Charge) -> Result<Vec<i32>> {
    let (id, deal) = keys(counter)?;
    let Charge { amounts, stripe, terms, wear } = charge;
    let args = [id.into(), deal.into(), stripe.into(), amounts.room().into(), terms.into(), wear.into()];
    db.rows(&ROOMY, &args, |row| row.need(1))
}

/// Moves what room a stripe has left to one that is to be charged, if it is enough; the transaction has both alone.
pub fn move_room(db: &mut Db, counter: &Counter, from: i32, charge: Charge) -> Result<bool> {
    let (id, deal) = keys(counter)?;
    let Charge { amounts, stripe, wear, .. } = charge;
    let args = [id.into(), deal.into(), from.into(), stripe.into(), amounts.room().into(), wear.into()];
    Ok(db.execute(&MOVE_ROOM, &args)? > 0)
}

/// Deals a charged counter out, if it has room for some calls of this size on more than one stripe; the own one gets room first.
pub fn deal(
    db: &mut Db,
    counter_id: i64,
    stripes: i32,
    home: i32,
    amount: &AnyNumeric,
    now: TimestampWithTimeZone,
) -> Result<()> {
    let args = [counter_id.into(), stripes.into(), home.into(), amount.clone().into(), now.into()];
    db.execute(&DEAL, &args).map(drop)
}
