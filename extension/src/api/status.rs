use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;

use super::args;
use crate::meter::status::{Status, status};
use crate::store::{Db, installation};

/// One row for each limit that may refuse the account: what a gauge needs.
#[pg_extern(stable, security_definer)]
#[search_path(pg_catalog, meter, pg_temp)]
#[allow(clippy::type_complexity)] // the SQL row
fn meter_status(
    account: Option<&str>,
) -> Result<
    TableIterator<
        'static,
        (
            name!(account, String),
            name!(limit_name, String),
            name!(plan, Option<String>),
            name!(unit, String),
            name!(period, String),
            name!(hard, bool),
            name!(provider, Option<String>),
            name!(model, Option<String>),
            name!(operation, Option<String>),
            name!(key_source, Option<String>),
            name!(used, AnyNumeric),
            name!(reserved, AnyNumeric),
            name!(cap, Option<AnyNumeric>),
            name!(remaining, Option<AnyNumeric>),
            name!(percent, Option<AnyNumeric>),
            name!(level, &'static str),
            name!(period_start, Option<TimestampWithTimeZone>),
            name!(resets_at, Option<TimestampWithTimeZone>),
            name!(payer, String),
            name!(payer_is, String),
            name!(pool_providers, Option<Vec<String>>),
        ),
    >,
    ErrorReport,
> {
    let account = args::account(account)?;
    let rows = Db::read(|db| {
        installation::ready(db)?;
        status(db, &account)
    })?;
    Ok(TableIterator::new(rows.into_iter().map(move |Status { limit, scope, gauge }| {
        (
            account.clone(),
            limit.name.clone(),
            scope.plan,
            limit.unit.name().to_owned(),
            limit.period_name.clone(),
            limit.hard,
            scope.provider,
            scope.model,
            scope.operation,
            scope.key_source,
            gauge.used,
            gauge.reserved,
            gauge.cap,
            gauge.remaining,
            gauge.percent,
            gauge.level,
            gauge.period_start,
            gauge.resets_at,
            limit.payer.clone(),
            scope.payer_is,
            scope.pool_providers,
        )
    })))
}
