use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;

use super::args;
use super::jsonb::JsonbText;
use crate::clock;
use crate::error::MeterError;
use crate::meter::import::import;
use crate::store::prices::Import;
use crate::store::{Db, installation};

/// Imports a price list, all or nothing, and tells what it did with each price. With `dry_run` it only tells. A price that
/// changes by more than `max_factor` refuses the whole list; NULL lets any change through.
#[pg_extern(security_definer)]
#[search_path(pg_catalog, meter, pg_temp)]
#[allow(clippy::type_complexity)] // the SQL row
fn meter_import_prices(
    prices: Option<JsonbText>,
    format: default!(Option<&str>, "NULL"),
    dry_run: default!(Option<bool>, false),
    effective_from: default!(Option<TimestampWithTimeZone>, "NULL"),
    provider: default!(Option<&str>, "NULL"),
    add_only: default!(Option<bool>, false),
    max_factor: default!(Option<AnyNumeric>, "10"),
) -> Result<
    TableIterator<
        'static,
        (
            name!(change, String),
            name!(provider, String),
            name!(model, String),
            name!(component, Option<String>),
            name!(service_tier, Option<String>),
            name!(context_above, Option<i64>),
            name!(old_price, Option<AnyNumeric>),
            name!(new_price, Option<AnyNumeric>),
            name!(reason, Option<String>),
            name!(effective_from, Option<TimestampWithTimeZone>),
            name!(daily, Option<String>),
        ),
    >,
    ErrorReport,
> {
    let report = Db::write(c"meter_import_prices()", |db| {
        installation::ready(db)?;
        let JsonbText(list) = prices.ok_or(MeterError::Null { argument: "prices" })?;
        let provider = args::provider(provider)?;
        let wanted = Import {
            source: None,
            provider: provider.as_deref(),
            effective_from: clock::effective_from(effective_from)?,
            add_only: args::needed("add_only", add_only)?,
            dry_run: args::needed("dry_run", dry_run)?,
            max_factor: args::factor("max_factor", max_factor)?,
        };
        import(db, &list, format, &wanted)
    })?;
    Ok(TableIterator::new(report.into_iter().map(|row| {
        (
            row.change,
            row.provider,
            row.model,
            row.component,
            row.service_tier,
            row.context_above,
            row.old_price,
            row.new_price,
            row.reason,
            row.effective_from,
            row.daily.filter(|daily| !daily.is_empty()),
        )
    })))
}
