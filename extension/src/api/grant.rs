use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;
use serde_json::json;

use super::args;
use crate::clock;
use crate::error::MeterError;
use crate::meter::grant;
use crate::meter::idempotent::{Keyed, once};
use crate::store::grants::{self, Grant, Granted};
use crate::store::refunds::Refund;
use crate::store::{Db, installation};

/// Adds an amount to a limit of the account: a purchase, top-up, gift, refund or carry-over.
#[pg_extern(security_definer)]
#[search_path(pg_catalog, meter, pg_temp)]
#[allow(clippy::too_many_arguments, clippy::type_complexity)] // the SQL signature and row
fn meter_grant(
    account: Option<&str>,
    limit_name: Option<&str>,
    amount: Option<AnyNumeric>,
    kind: default!(Option<&str>, "'purchase'"),
    priority: default!(Option<i32>, 0),
    expires_at: default!(Option<TimestampWithTimeZone>, "NULL"),
    note: default!(Option<&str>, "NULL"),
    idempotency_key: default!(Option<&str>, "NULL"),
) -> Result<
    TableIterator<
        'static,
        (
            name!(grant_id, i64),
            name!(account, String),
            name!(limit_name, String),
            name!(unit, String),
            name!(kind, String),
            name!(amount, AnyNumeric),
            name!(remaining, AnyNumeric),
            name!(priority, i32),
            name!(expires_at, Option<TimestampWithTimeZone>),
            name!(note, Option<String>),
            name!(created_at, TimestampWithTimeZone),
        ),
    >,
    ErrorReport,
> {
    let granted: Granted = Db::write(c"meter_grant()", |db| {
        installation::ready(db)?;
        let account = args::account(account)?;
        let limit_name = args::needed_text("limit_name", limit_name)?;
        let expires = expires_at.map(|at| clock::to_utc(at, "expires_at")).transpose()?;
        let new = Grant {
            kind: args::needed_text("kind", kind)?.replace('-', "_"),
            amount: args::needed("amount", amount)?,
            priority: args::needed("priority", priority)?,
            expires_at,
            note: args::note(note)?,
        };
        let request = || {
            json!({
                "limit_name": limit_name,
                "amount": new.amount.normalize(),
                "kind": new.kind,
                "priority": new.priority,
                "expires_at": expires.map(|at| at.to_rfc3339()),
                "note": new.note,
            })
        };
        let work = |db: &mut Db| grant::grant(db, &account, &limit_name, &new);
        let key = args::text("idempotency_key", idempotency_key)?;
        let first = once(db, Keyed { account: &account, key, operation: "grant", request: &request }, work)?;
        let granted = grants::read(db, &account, first.grant_id, clock::from_utc(clock::now()?)?)?;
        let remaining = AnyNumeric::try_from(first.remaining.as_str())
            .map_err(|_| MeterError::Internal("a kept amount cannot be read"))?;
        Ok(Granted { remaining, ..granted })
    })?;
    Ok(TableIterator::once((
        granted.grant_id,
        granted.account,
        granted.limit_name,
        granted.unit,
        granted.kind,
        granted.amount,
        granted.remaining,
        granted.priority,
        granted.expires_at,
        granted.note,
        granted.created_at,
    )))
}

/// Takes a call back: its counts and cost go back to the period, the counters and the grants that paid for it.
#[pg_extern(security_definer)]
#[search_path(pg_catalog, meter, pg_temp)]
#[allow(clippy::type_complexity)] // the SQL row
fn meter_refund(
    account: Option<&str>,
    usage_id: Option<i64>,
    note: default!(Option<&str>, "NULL"),
    idempotency_key: default!(Option<&str>, "NULL"),
) -> Result<
    TableIterator<
        'static,
        (
            name!(usage_id, i64),
            name!(refunds, i64),
            name!(account, String),
            name!(input_tokens, i64),
            name!(output_tokens, i64),
            name!(cost, Option<AnyNumeric>),
        ),
    >,
    ErrorReport,
> {
    let (account, refunds, row) = Db::write(c"meter_refund()", |db| {
        installation::ready(db)?;
        let account = args::account(account)?;
        let refunds = args::needed("usage_id", usage_id)?;
        let note = args::note(note)?;
        let request = || json!({ "usage_id": refunds, "note": note });
        let work = |db: &mut Db| grant::refund(db, &account, refunds, note.as_deref());
        let key = args::text("idempotency_key", idempotency_key)?;
        let row: Refund =
            once(db, Keyed { account: &account, key, operation: "refund", request: &request }, work)?;
        Ok((account, refunds, row))
    })?;
    let cost = row.cost.map(|digits| AnyNumeric::try_from(digits.as_str())).transpose();
    let cost = cost.map_err(|_| MeterError::Internal("a kept cost cannot be read"))?;
    Ok(TableIterator::once((row.usage_id, refunds, account, row.input_tokens, row.output_tokens, cost)))
}
