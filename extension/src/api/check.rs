use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;
use token_meter_core::call::Call;
use token_meter_core::units::Units;

use super::args;
use super::verdict::VerdictRow;
use crate::clock;
use crate::meter::check::check;
use crate::store::{Db, installation};

/// Whether a call would be allowed now. Reads only: it works on a standby and in a READ ONLY transaction, locks nothing
/// and promises nothing.
#[pg_extern(stable, requires = ["types"], security_definer)]
#[search_path(pg_catalog, meter, pg_temp)]
#[allow(clippy::too_many_arguments)] // the SQL signature
fn meter_check_quota(
    account: Option<&str>,
    input_tokens: default!(Option<i64>, 1),
    output_tokens: default!(Option<i64>, 0),
    model: default!(Option<&str>, "NULL"),
    provider: default!(Option<&str>, "NULL"),
    operation: default!(Option<&str>, "NULL"),
    key_source: default!(Option<&str>, "NULL"),
    conditions: default!(Option<Vec<Option<String>>>, "NULL"),
) -> Result<VerdictRow, ErrorReport> {
    let verdict = Db::read(|db| {
        installation::ready(db)?;
        let none = Some(0);
        let call = Call {
            account: args::account(account)?,
            counts: args::counts([input_tokens, output_tokens, none, none, none, none, none])?,
            model: args::text("model", model)?,
            provider: args::provider(provider)?,
            operation: args::text("operation", operation)?,
            units: Units::none(),
            operation_id: None,
            session_id: None,
            service_tier: "standard".into(),
            conditions: args::conditions(conditions, model)?,
            key_source: args::key_source(key_source)?,
            reported_cost: None,
            marks: Vec::new(),
            metadata: None,
            at: clock::now()?,
            enforce: true,
        };
        check(db, &call)
    })?;
    Ok(verdict.into())
}

/// The same under a name of the meter's own schema: see `internal`.
#[pg_extern(schema = "meter_internal", stable, requires = ["types"])]
fn _meter_check_quota(
    account: Option<&str>,
    input_tokens: Option<i64>,
    output_tokens: Option<i64>,
    model: Option<&str>,
    provider: Option<&str>,
    operation: Option<&str>,
    key_source: Option<&str>,
) -> Result<VerdictRow, ErrorReport> {
    meter_check_quota(account, input_tokens, output_tokens, model, provider, operation, key_source, None)
}
