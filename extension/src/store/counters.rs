use pgrx::datum::DatumWithOid;
use pgrx::direct_function_call;
use pgrx::prelude::*;

use super::catalog::oid_of;
use super::db::{Db, Row, statement};
use super::heap::{Key, Own, Table, Tuple, Write, columns};
use super::stripes::Stripe;
use crate::error::{MeterError, Result};

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
    [TEXTOID, INT8OID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID]
);
statement!(
    PREVIEW,
    "counter_preview.sql",
    [TEXTOID, INT8OID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, INT4OID]
);
statement!(FORESEE, "counter_foresee.sql", [INT8OID, TIMESTAMPTZOID, INT4OID]);
statement!(REFRESH, "counter_refresh.sql", [INT8OID, TIMESTAMPTZOID, INT4OID]);

columns!(
    COUNTER,
    [
        c"counter_id",
        c"used",
        c"reserved",
        c"granted",
        c"alerted",
        c"period_start",
        c"period_end",
        c"stale_at",
        c"opened",
        c"dealt",
        c"deals",
        c"closed_at",
        c"account",
        c"limit_id",
    ]
);

/// As `sql/schema/counters.sql` has them.
const OWN: Own = Own { checks: 3, needed: 14 };

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

impl Counter {
    /// Whether its row decides a charge by itself.
    fn decides(&self, place: Place) -> bool {
        self.deal.is_none() && self.runs(place)
    }

    /// Whether its period holds the moment, and it is up to date.
    fn runs(&self, place: Place) -> bool {
        self.period_end > place.at && self.stale_at > place.now
    }

    fn with(self, change: &Change) -> Self {
        Self {
            used: self.used + change.used.clone(),
            reserved: self.reserved + change.reserved.clone(),
            stale_at: self.stale_at.min(change.until),
            ..self
        }
    }
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

/// Makes the change at once where the counter, as it is seen, decides by itself and `admits` it, and nobody has changed it
/// meanwhile. `None`: [`charge`] must decide.
pub fn charge_as_seen(
    db: &mut Db,
    place: Place,
    period_start: TimestampWithTimeZone,
    change: &Change,
    admits: impl FnOnce(&Counter) -> bool,
) -> Result<Option<Counter>> {
    db.look(|| {
        let counters = Table::open(oid_of(c"counters")?, pg_sys::RowExclusiveLock);
        let Some((tuple, seen)) = see(&counters, place, Key::moment(period_start))? else { return Ok(None) };
        let columns = COUNTER.with(|columns| columns.of(&counters))?;
        if !(counters.is_plain(Write::Update, OWN) && seen.decides(place) && admits(&seen)) {
            return Ok(None);
        }
        let charged = seen.with(change);
        let changes = [
            (columns[1], charged.used.clone().into_datum()),
            (columns[2], charged.reserved.clone().into_datum()),
            (columns[7], charged.stale_at.into_datum()),
            (columns[11], None),
        ];
        Ok(counters.replace(&tuple, &changes).then_some(charged))
    })
}

/// The counter with this start, if it is dealt out and its stripes may decide.
pub(super) fn seen_dealt(place: Place, period_start: TimestampWithTimeZone) -> Result<Option<Counter>> {
    let counters = Table::open(oid_of(c"counters")?, pg_sys::AccessShareLock);
    let seen = see(&counters, place, Key::moment(period_start))?.map(|(_, seen)| seen);
    Ok(seen.filter(|seen| seen.deal.is_some() && seen.runs(place)))
}

/// The last counter of an account and a limit whose period starts as asked.
fn see(counters: &Table, place: Place, start: Key) -> Result<Option<(Tuple, Counter)>> {
    let keys = [Key::text(place.account), Key::int8(place.limit_id), start];
    let Some(tuple) = counters.last(oid_of(c"counter_unique")?, &keys) else { return Ok(None) };
    let columns = COUNTER.with(|columns| columns.of(counters))?;
    let seen = counter_from(&Row::Stored(&tuple, &columns))?;
    Ok(Some((tuple, seen)))
}

/// The counter as it is once nobody else changes it before this transaction ends.
pub fn lock(db: &mut Db, place: Place) -> Result<Option<Counter>> {
    let locked = db.look(|| {
        let counters = Table::open(oid_of(c"counters")?, pg_sys::RowShareLock);
        let seen = see(&counters, place, Key::until(place.at))?;
        let seen = seen.filter(|(tuple, seen)| seen.period_end > place.at && counters.lock(tuple));
        Ok(seen.map(|(_, counter)| counter))
    })?;
    match locked {
        None => db.row(&LOCK, &[place.account.into(), place.limit_id.into(), place.at.into()], counter_from),
        locked => Ok(locked),
    }
}

/// Locks a counter and brings home what its stripes have used.
pub fn gather(db: &mut Db, counter_id: i64) -> Result<()> {
    db.execute(&GATHER, &[counter_id.into()]).map(drop)
}

/// Counters as they stand, in any order.
pub fn of_ids(db: &mut Db, ids: Vec<i64>) -> Result<Vec<Counter>> {
    db.rows(&OF_IDS, &[ids.into()], counter_from)
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
        let columns = COUNTER.with(|columns| columns.of(&counters))?;
        let found = ids.map(|id| {
            let gone = MeterError::Internal("a counter is gone");
            let tuple = counters.last(oid_of(c"counters_pkey")?, &[Key::int8(id)]).ok_or(gone)?;
            let row = Row::Stored(&tuple, &columns);
            Ok(Owned { account: row.need(13)?, limit_id: row.need(14)?, counter: counter_from(&row)? })
        });
        found.collect()
    })
}

/// Takes back what was reserved on a counter, which this transaction has locked; tells what is reserved on it then, and whether
/// grants stand on it, which then pay anew. `None`: a statement must do it.
pub(super) fn unreserve(id: i64, amount: AnyNumeric) -> Result<Option<(AnyNumeric, bool)>> {
    let counters = Table::open(oid_of(c"counters")?, pg_sys::RowExclusiveLock);
    let Some(tuple) = counters.last(oid_of(c"counters_pkey")?, &[Key::int8(id)]) else { return Ok(None) };
    let columns = COUNTER.with(|columns| columns.of(&counters))?;
    let counter = counter_from(&Row::Stored(&tuple, &columns))?;
    let granted = counter.granted != AnyNumeric::default();
    let stale_at = if granted { TimestampWithTimeZone::negative_infinity() } else { counter.stale_at };
    let reserved = trimmed(counter.reserved - amount);
    let changes = [(columns[2], reserved.clone().into_datum()), (columns[7], stale_at.into_datum())];
    let is_sound = reserved >= AnyNumeric::default(); // else the statement says what is wrong
    let done = is_sound && counters.is_plain(Write::Update, OWN) && counters.replace(&tuple, &changes);
    Ok(done.then_some((reserved, granted)))
}

/// Without zeros behind the last digit.
fn trimmed(amount: AnyNumeric) -> AnyNumeric {
    // SAFETY: takes a numeric and gives one
    let trimmed = unsafe { direct_function_call(pg_sys::numeric_trim_scale, &[amount.clone().into_datum()]) };
    trimmed.unwrap_or(amount)
}

/// Adds to what counters have used; the caller has locked them, and decided.
pub fn charge_all(db: &mut Db, ids: Vec<i64>, used: Vec<AnyNumeric>) -> Result<()> {
    db.execute(&CHARGE_ALL, &[ids.into(), used.into()]).map(drop)
}

pub fn uncharge(db: &mut Db, counter_id: i64, change: &Change) -> Result<()> {
    let args = [counter_id.into(), change.used.clone().into(), change.reserved.clone().into()];
    db.execute(&UNCHARGE, &args).map(drop)
}

/// The counter whose period holds the moment.
pub fn find(db: &mut Db, place: Place) -> Result<Option<Counter>> {
    let seen = db.look(|| {
        let counters = Table::open(oid_of(c"counters")?, pg_sys::AccessShareLock);
        see(&counters, place, Key::until(place.at))
    })?;
    match seen {
        Some((_, seen)) if seen.deal.is_none() => Ok(Some(seen).filter(|seen| seen.period_end > place.at)),
        Some(_) => find_dealt(db, place),
        None => Ok(None),
    }
}

/// The same with what its stripes have used.
fn find_dealt(db: &mut Db, place: Place) -> Result<Option<Counter>> {
    db.row(&FIND, &[place.account.into(), place.limit_id.into(), place.at.into()], counter_from)
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

/// Makes the counter with what the log already holds for it, unless another session just did.
pub fn create(db: &mut Db, place: Place, span: Span) -> Result<()> {
    db.execute(&CREATE, &span_args(place, span)).map(drop)
}

/// The counter as [`create`] and [`refresh`] would make it.
pub fn preview(db: &mut Db, place: Place, span: Span, skipped: i32) -> Result<Option<Counter>> {
    let [account, limit, at, start, end, now] = span_args(place, span);
    db.row(&PREVIEW, &[account, limit, at, start, end, now, skipped.into()], counter_from)
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

fn span_args<'a>(place: Place, (start, end): Span) -> [DatumWithOid<'a>; 6] {
    [place.account.into(), place.limit_id.into(), place.at.into(), start.into(), end.into(), place.now.into()]
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
