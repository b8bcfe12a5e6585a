mod opening;
mod seen;

use pgrx::JsonB;
use pgrx::prelude::*;
use serde_json::Value;
use token_meter_core::call::Call;
use token_meter_core::conditions::Conditions;
use token_meter_core::counts::TokenCounts;
use token_meter_core::price::Usd;
use token_meter_core::units::Units;

use super::db::{Db, Row, statement};
use super::{conditions_column, numeric};
use crate::clock;
use crate::error::Result;
pub(super) use seen::is_reserved as is_reserved_on;

statement!(LOCK, "hold_lock.sql", [INT8OID]);
statement!(
    OPEN,
    "hold_open.sql",
    [
        TEXTOID,
        TIMESTAMPTZOID,
        TIMESTAMPTZOID,
        INT4OID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        INT8OID,
        INT8OID,
        NUMERICOID,
        TEXTOID,
        INT8ARRAYOID,
        NUMERICARRAYOID,
        TEXTARRAYOID
    ]
);
statement!(FREE, "hold_free.sql", [INT8OID, INT8ARRAYOID]);
statement!(
    SETTLE,
    "hold_settle.sql",
    [INT8OID, TIMESTAMPTZOID, INT8OID, BOOLOID, BOOLOID, JSONBOID, JSONBOID]
);

/// Counters that a hold no longer takes up, and what is reserved on each without it.
pub type Freed = Vec<(i64, Option<AnyNumeric>)>;

/// An amount set aside, on each counter of its receipt.
pub struct Hold {
    pub id: i64,
    /// As it was estimated, with the moment at which it was made.
    pub call: Call,
    pub expires_at: TimestampWithTimeZone,
    pub reserved: Vec<(i64, AnyNumeric)>,
    pub settled: bool,
    pub released: bool,
}

pub fn find(db: &mut Db, hold_id: i64) -> Result<Option<Hold>> {
    db.look(|| seen::find(hold_id))
}

/// The hold, which nobody else ends before this transaction does.
pub fn lock(db: &mut Db, hold_id: i64) -> Result<Option<Hold>> {
    match db.look(|| seen::lock(hold_id))? {
        None => db.row(&LOCK, &[hold_id.into()], |row| hold_from(hold_id, row)),
        locked => Ok(locked),
    }
}

/// The lowest free place of an account for an open hold, from 1.
pub fn free_slot(db: &mut Db, account: &str) -> Result<i32> {
    db.look(|| seen::free_slot(account))
}

/// What a hold sets aside, and until when.
pub struct Estimate<'a> {
    pub call: &'a Call,
    /// USD; `None`: not known.
    pub cost: Option<Usd>,
    pub until: TimestampWithTimeZone,
    pub reserved: Vec<(i64, AnyNumeric)>,
}

/// What came of opening a hold.
pub enum Opened {
    As(i64),
    /// Another session has taken its place.
    PlaceTaken,
}

/// Opens a hold in a place, with what it has reserved.
pub fn open(db: &mut Db, estimate: &Estimate, slot: i32) -> Result<Opened> {
    match db.look(|| opening::open(estimate, slot))? {
        Some(opened) => Ok(opened),
        None => open_by_statement(db, estimate, slot),
    }
}

fn open_by_statement(db: &mut Db, estimate: &Estimate, slot: i32) -> Result<Opened> {
    let Estimate { call, cost, until, reserved } = estimate;
    let (counters, amounts): (Vec<i64>, Vec<AnyNumeric>) = reserved.iter().cloned().unzip();
    let conditions = conditions_column(&call.conditions);
    let args = [
        call.account.as_str().into(),
        clock::from_utc(call.at)?.into(),
        (*until).into(),
        slot.into(),
        call.provider.as_deref().into(),
        call.model.as_deref().into(),
        call.operation.as_deref().into(),
        call.operation_id.as_deref().into(),
        call.session_id.as_deref().into(),
        call.key_source.into(),
        call.service_tier.as_str().into(),
        call.counts.input.into(),
        call.counts.output.into(),
        numeric(*cost)?.into(),
        call.metadata.as_deref().into(),
        counters.into(),
        amounts.into(),
        conditions.into(),
    ];
    let hold_id = db.row(&OPEN, &args, |row| row.need(1))?;
    Ok(hold_id.map_or(Opened::PlaceTaken, Opened::As))
}

/// Frees what a hold still takes up of its counters, which are locked; tells what is reserved on each then. Those that are free of it already,
/// as their stripes are, have nothing to tell.
pub fn free(db: &mut Db, hold_id: i64, freed: &[i64]) -> Result<Freed> {
    match db.look(|| seen::free(hold_id, freed))? {
        Some(freed) => Ok(freed),
        None => {
            let args = [hold_id.into(), freed.to_vec().into()];
            db.rows(&FREE, &args, |row| Ok((row.need(1)?, row.get(2)?)))
        }
    }
}

/// What holds that have expired still take up of a counter.
pub fn expired_on(db: &mut Db, counter_id: Option<i64>, now: TimestampWithTimeZone) -> Result<AnyNumeric> {
    match counter_id {
        Some(id) => db.look(|| seen::expired_on(id, now)),
        None => Ok(AnyNumeric::default()),
    }
}

/// Whether a hold takes up something of more counters than its receipt has: of limits that came into force after it.
pub fn has_more(db: &mut Db, hold: &Hold) -> Result<bool> {
    let none = AnyNumeric::default();
    let in_receipt = hold.reserved.iter().filter(|(_, amount)| *amount > none).count();
    Ok(db.look(|| seen::reservations(hold.id))? > in_receipt)
}

/// Whether a hold takes up something of a counter.
pub fn is_reserved(db: &mut Db, hold_id: i64, counter_id: Option<i64>) -> Result<bool> {
    db.look(|| seen::is_reserved(hold_id, counter_id))
}

/// How a hold was settled.
pub struct Settlement {
    pub usage_id: i64,
    pub late: bool,
    pub overage: bool,
    pub actuals: Value,
}

pub fn settle(
    db: &mut Db,
    hold_id: i64,
    now: TimestampWithTimeZone,
    settlement: Settlement,
    verdict: Value,
) -> Result<()> {
    if db.look(|| seen::settle(hold_id, now, &settlement, &verdict))? {
        return Ok(());
    }
    let args = [
        hold_id.into(),
        now.into(),
        settlement.usage_id.into(),
        settlement.late.into(),
        settlement.overage.into(),
        JsonB(settlement.actuals).into(),
        JsonB(verdict).into(),
    ];
    db.execute(&SETTLE, &args).map(drop)
}

fn hold_from(id: i64, row: &Row) -> Result<Hold> {
    let own = row.need::<String>(9)? == "own";
    let call = Call {
        account: row.need(1)?,
        at: clock::to_utc(row.need(2)?, "at")?,
        provider: row.get(4)?,
        model: row.get(5)?,
        operation: row.get(6)?,
        operation_id: row.get(7)?,
        session_id: row.get(8)?,
        key_source: Some(if own { "own" } else { "shared" }),
        service_tier: row.need(10)?,
        metadata: row.jsonb_text(11)?,
        counts: TokenCounts { input: row.need(12)?, output: row.need(13)?, ..TokenCounts::default() },
        units: Units::none(),
        conditions: row.get::<Vec<String>>(18)?.map(Conditions::reported).unwrap_or_default(),
        reported_cost: None,
        marks: Vec::new(),
        enforce: false,
    };
    let amounts: Vec<AnyNumeric> = row.need(15)?;
    Ok(Hold {
        id,
        call,
        expires_at: row.need(3)?,
        reserved: row.need::<Vec<i64>>(14)?.into_iter().zip(amounts).collect(),
        settled: row.get::<TimestampWithTimeZone>(16)?.is_some(),
        released: row.get::<TimestampWithTimeZone>(17)?.is_some(),
    })
}
