use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;

use super::args;
use crate::meter::export::export;
use crate::store::{Db, installation};

/// Prices that a warning names.
const NAMED_MAX: usize = 5;

/// The prices in force and those set for later, as a file that `meter_import_prices` reads back to the same prices. Reads
/// only. What the format has no place for is left out, with a warning that names it.
#[pg_extern(security_definer)]
#[search_path(pg_catalog, meter, pg_temp)]
fn meter_export_prices(
    format: default!(Option<&str>, "'csv'"),
    provider: default!(Option<&str>, "NULL"),
) -> Result<String, ErrorReport> {
    let export = Db::read(|db| {
        installation::ready(db)?;
        let provider = args::provider(provider)?;
        export(db, &args::needed_text("format", format)?, provider.as_deref())
    })?;
    let left_out = &export.left_out;
    if !left_out.is_empty() {
        let named = left_out.iter().take(NAMED_MAX).map(|left_out| {
            let price = &left_out.price;
            format!("{}/{} {} {}", price.provider, price.model, price.component, left_out.reason)
        });
        let detail = format!("{}.", named.collect::<Vec<_>>().join("; "));
        let message = match left_out.len() {
            1 => "1 price has no place in this format and was left out".to_owned(),
            count => format!("{count} prices have no place in this format and were left out"),
        };
        ErrorReport::new(PgSqlErrorCode::ERRCODE_WARNING, message, "token_meter")
            .set_detail(detail)
            .set_hint("The format \"csv\" has a place for every price.")
            .report(PgLogLevel::WARNING);
    }
    Ok(export.text)
}
