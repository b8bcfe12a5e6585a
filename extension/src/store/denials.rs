use token_meter_core::call::Call;
use token_meter_core::price::Priced;

use super::counters::Counter;
use super::db::{Db, statement};
use super::limits::Limit;
use super::numeric;
use crate::clock;
use crate::error::Result;

statement!(
    INSERT,
    "denial_insert.sql",
    [
        TEXTOID,
        TIMESTAMPTZOID,
        TEXTOID,
        TEXTOID,
        INT8OID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        NUMERICOID,
        NUMERICOID,
        NUMERICOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        INT8OID,
        INT8OID,
        NUMERICOID
    ]
);

/// Keeps a refused call with what it asked for, and the limit that refused it if it was one.
pub fn insert(
    db: &mut Db,
    call: &Call,
    priced: &Priced,
    reason: &str,
    refused_by: Option<&(Limit, Counter)>,
) -> Result<()> {
    let (limit, counter) = refused_by.map(|(limit, counter)| (limit, counter)).unzip();
    let cap =
        refused_by.and_then(|(limit, counter)| limit.cap.clone().map(|cap| cap + counter.granted.clone()));
    let args = [
        call.account.as_str().into(),
        clock::from_utc(call.at)?.into(),
        reason.into(),
        limit.map(|limit| limit.payer.as_str()).into(),
        limit.map(|limit| limit.id).into(),
        limit.map(|limit| limit.name.as_str()).into(),
        limit.map(|limit| limit.unit.name()).into(),
        limit.map(|limit| limit.period_name.as_str()).into(),
        counter.map(|counter| counter.used.clone()).into(),
        cap.into(),
        limit.and_then(|limit| limit.amount.clone()).into(),
        call.provider.as_deref().into(),
        call.model.as_deref().into(),
        call.operation.as_deref().into(),
        call.operation_id.as_deref().into(),
        call.counts.input.into(),
        call.counts.output.into(),
        numeric(priced.cost)?.into(),
    ];
    db.execute(&INSERT, &args).map(drop)
}
