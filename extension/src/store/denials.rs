use token_meter_core::call::Call;
use token_meter_core::price::Priced;

use super::accounts::Account;
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

/// Keeps a refused call with what it asked for and the limit that refused it.
pub fn insert(
    db: &mut Db,
    account: &Account,
    call: &Call,
    priced: &Priced,
    reason: &str,
    limit: &Limit,
    counter: &Counter,
) -> Result<()> {
    let args = [
        account.id.as_str().into(),
        clock::from_utc(call.at)?.into(),
        reason.into(),
        limit.id.into(),
        limit.name.as_str().into(),
        limit.unit.as_str().into(),
        limit.period_name.as_str().into(),
        counter.used.clone().into(),
        limit.cap.clone().map(|cap| cap + counter.granted.clone()).into(),
        limit.amount.clone().into(),
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
