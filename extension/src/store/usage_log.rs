use token_meter_core::call::Call;
use token_meter_core::price::Priced;

use super::accounts::Account;
use super::db::{Db, statement};
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
        BOOLOID,
        TEXTOID
    ]
);

/// Writes a call's row with its receipt, the counters it was charged to; returns its id.
pub fn insert(
    db: &mut Db,
    account: &Account,
    call: &Call,
    priced: &Priced,
    charged: Vec<i64>,
) -> Result<i64> {
    let counts = &call.counts;
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
        charged.into(),
        call.enforce.into(),
        call.metadata.as_deref().into(),
    ];
    db.row(&INSERT, &args, |row| row.need(1))?.ok_or(MeterError::Internal("a usage row has no id"))
}
