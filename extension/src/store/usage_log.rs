use pgrx::AnyNumeric;
use token_meter_core::call::Call;
use token_meter_core::price::Priced;

use super::accounts::Account;
use super::db::{Db, statement};
use super::grants::Draws;
use super::numeric;
use crate::clock;
use crate::error::{MeterError, Result};

statement!(
    INSERT,
    "usage_insert.sql",
    [
        TEXTOID,
        TIMESTAMPTZOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        INT8OID,
        INT8OID,
        INT8OID,
        INT8OID,
        INT8OID,
        INT8OID,
        INT8OID,
        NUMERICOID,
        TEXTOID,
        INT8ARRAYOID,
        INT8ARRAYOID,
        INT8ARRAYOID,
        NUMERICARRAYOID,
        BOOLOID,
        INT8OID,
        TEXTOID,
        TEXTOID,
        NUMERICOID
    ]
);

/// What a call was charged to.
pub struct Receipt {
    pub counters: Vec<i64>,
    pub draws: Draws,
    /// The hold that it settles.
    pub hold: Option<i64>,
}

/// A call's row in the log.
pub struct Recorded {
    pub usage_id: i64,
    /// USD, with the plan's markup; `None`: the cost is not known.
    pub charged_cost: Option<AnyNumeric>,
}

/// Writes a call's row with its receipt.
pub fn insert(
    db: &mut Db,
    account: &Account,
    call: &Call,
    priced: &Priced,
    receipt: Receipt,
) -> Result<Recorded> {
    let counts = &call.counts;
    let units = (!call.units.is_empty()).then(|| call.units.to_json().to_string());
    let (grant_ids, grant_amounts) = receipt.draws.columns();
    let args = [
        account.id.as_str().into(),
        clock::from_utc(call.at)?.into(),
        account.plan.as_str().into(),
        call.provider.as_deref().into(),
        call.model.as_deref().into(),
        call.operation.as_deref().into(),
        call.operation_id.as_deref().into(),
        call.session_id.as_deref().into(),
        call.key_source.into(),
        call.service_tier.as_str().into(),
        counts.input.into(),
        counts.output.into(),
        counts.cache_read.into(),
        counts.cache_write.into(),
        counts.reasoning.into(),
        counts.audio_input.into(),
        counts.audio_output.into(),
        numeric(priced.cost)?.into(),
        priced.matched.name().into(),
        priced.price_ids.clone().into(),
        receipt.counters.into(),
        grant_ids.into(),
        grant_amounts.into(),
        call.enforce.into(),
        receipt.hold.into(),
        call.metadata.as_deref().into(),
        units.into(),
        numeric(account.markup)?.into(),
    ];
    db.row(&INSERT, &args, |row| Ok(Recorded { usage_id: row.need(1)?, charged_cost: row.get(2)? }))?
        .ok_or(MeterError::Internal("a usage row has no id"))
}
