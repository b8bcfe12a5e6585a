use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;
use serde_json::json;
use token_meter_core::call::Call;

use super::args;
use super::jsonb::JsonbText;
use super::request;
use super::verdict::VerdictRow;
use crate::clock;
use crate::meter::charge::charge;
use crate::meter::idempotent::{Keyed, once};
use crate::store::{Db, installation, settings};

/// Charges a call to every limit of the account that counts it, or to none, and logs it with its exact cost. A refusal
/// is an answer (`allowed = false`), not an error.
#[pg_extern(requires = ["types"], security_definer)]
#[search_path(pg_catalog, meter, pg_temp)]
#[allow(clippy::too_many_arguments)] // the SQL signature
fn meter_add_tokens(
    account: Option<&str>,
    input_tokens: Option<i64>,
    output_tokens: default!(Option<i64>, 0),
    model: default!(Option<&str>, "NULL"),
    provider: default!(Option<&str>, "NULL"),
    operation: default!(Option<&str>, "NULL"),
    operation_id: default!(Option<&str>, "NULL"),
    session_id: default!(Option<&str>, "NULL"),
    cache_read_tokens: default!(Option<i64>, 0),
    cache_write_tokens: default!(Option<i64>, 0),
    reasoning_tokens: default!(Option<i64>, 0),
    audio_input_tokens: default!(Option<i64>, 0),
    audio_output_tokens: default!(Option<i64>, 0),
    service_tier: default!(Option<&str>, "'standard'"),
    key_source: default!(Option<&str>, "NULL"),
    metadata: default!(Option<JsonbText>, "NULL"),
    idempotency_key: default!(Option<&str>, "NULL"),
    at: default!(Option<TimestampWithTimeZone>, "NULL"),
    enforce: default!(Option<bool>, true),
) -> Result<VerdictRow, ErrorReport> {
    let verdict = Db::write(c"meter_add_tokens()", |db| {
        installation::ready(db)?;
        let call = Call {
            account: args::account(account)?,
            counts: args::counts([
                input_tokens,
                output_tokens,
                cache_read_tokens,
                cache_write_tokens,
                reasoning_tokens,
                audio_input_tokens,
                audio_output_tokens,
            ])?,
            model: args::text("model", model)?,
            provider: args::provider(provider)?,
            operation: args::text("operation", operation)?,
            operation_id: args::text("operation_id", operation_id)?,
            session_id: args::text("session_id", session_id)?,
            service_tier: args::service_tier(service_tier)?,
            key_source: args::key_source(key_source)?,
            metadata: args::metadata(metadata)?,
            at: clock::moment(at)?,
            enforce: args::needed("enforce", enforce)?,
        };
        let work = |db: &mut Db| {
            if at.is_some() {
                clock::check_late(call.at, settings::number(db, "late_usage_days")?)?;
            }
            charge(db, &call)
        };
        let request = || {
            let mut request = request::of_call(&call);
            request["at"] = json!(at.map(|_| call.at.to_rfc3339()));
            request
        };
        let key = args::text("idempotency_key", idempotency_key)?;
        once(db, Keyed { account: &call.account, key, operation: "add", request: &request }, work)
    })?;
    Ok(verdict.into())
}
