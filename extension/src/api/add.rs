use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;
use token_meter_core::call::Call;
use token_meter_core::model_name::Asked;
use token_meter_core::price::component::STANDARD_TIER;

use super::args;
use super::jsonb::JsonbText;
use super::request;
use super::response::answer_to;
use super::verdict::VerdictRow;
use crate::clock;
use crate::error;
use crate::meter::charge::charge;
use crate::meter::idempotent::{Keyed, once};
use crate::meter::price::goes_by_second;
use crate::meter::verdict::Verdict;
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
    other_units: default!(Option<JsonbText>, "NULL"),
    conditions: default!(Option<Vec<Option<String>>>, "NULL"),
    reported_cost: default!(Option<AnyNumeric>, "NULL"),
) -> Result<VerdictRow, ErrorReport> {
    let verdict = Db::write(c"meter_add_tokens()", |db| {
        installation::ready(db)?;
        let counts = args::counts([
            input_tokens,
            output_tokens,
            cache_read_tokens,
            cache_write_tokens,
            reasoning_tokens,
            audio_input_tokens,
            audio_output_tokens,
        ])?;
        let call = Call {
            account: args::account(account)?,
            units: args::units(other_units, &counts)?,
            counts,
            model: args::text("model", model)?,
            provider: args::provider(provider)?,
            operation: args::text("operation", operation)?,
            operation_id: args::text("operation_id", operation_id)?,
            session_id: args::text("session_id", session_id)?,
            service_tier: args::service_tier(service_tier)?,
            conditions: args::conditions(conditions, model)?,
            key_source: args::key_source(key_source)?,
            reported_cost: args::reported_cost(reported_cost)?,
            marks: Vec::new(),
            metadata: args::metadata(metadata)?,
            at: clock::moment(at)?,
            enforce: args::needed("enforce", enforce)?,
        };
        let key = args::text("idempotency_key", idempotency_key)?;
        add(db, &call, at.is_some(), key, None)
    })?;
    Ok(verdict.into())
}

/// Charges what a provider's answer says that it used; the tokens are spent, so that it is recorded unless `enforce` is
/// asked for.
#[pg_extern(requires = ["types"], security_definer)]
#[search_path(pg_catalog, meter, pg_temp)]
#[allow(clippy::too_many_arguments)] // the SQL signature
fn meter_add_response(
    account: Option<&str>,
    response: Option<JsonbText>,
    provider: default!(Option<&str>, "NULL"),
    model: default!(Option<&str>, "NULL"),
    operation: default!(Option<&str>, "NULL"),
    operation_id: default!(Option<&str>, "NULL"),
    session_id: default!(Option<&str>, "NULL"),
    key_source: default!(Option<&str>, "NULL"),
    metadata: default!(Option<JsonbText>, "NULL"),
    idempotency_key: default!(Option<&str>, "NULL"),
    at: default!(Option<TimestampWithTimeZone>, "NULL"),
    enforce: default!(Option<bool>, false),
    conditions: default!(Option<Vec<Option<String>>>, "NULL"),
    service_tier: default!(Option<&str>, "NULL"),
    headers: default!(Option<JsonbText>, "NULL"),
) -> Result<VerdictRow, ErrorReport> {
    let verdict = Db::write(c"meter_add_response()", |db| {
        installation::ready(db)?;
        let account = args::account(account)?;
        let asked = args::provider(provider)?;
        let answer = answer_to(Asked { provider: asked.as_deref(), model }, response, headers)?;
        let tier = answer.tier(service_tier)?;
        let call = Call {
            account,
            counts: answer.counts,
            units: answer.units.clone(),
            model: args::text("model", model.or(answer.model.as_deref()))?,
            provider: args::provider(answer.provider.as_deref())?,
            operation: args::text("operation", operation)?,
            operation_id: args::text("operation_id", operation_id.or(answer.id.as_deref()))?,
            session_id: args::text("session_id", session_id)?,
            service_tier: tier.unwrap_or(STANDARD_TIER.to_owned()),
            conditions: args::conditions(conditions, model)?.beside(&answer.conditions),
            key_source: args::key_source(key_source)?,
            reported_cost: answer.reported_cost,
            marks: answer.marks(),
            metadata: answer.metadata(args::metadata(metadata)?),
            at: clock::moment(at)?,
            enforce: args::needed("enforce", enforce)?,
        };
        let told = model.and(args::text("model", answer.model.as_deref())?);
        let key = args::text("idempotency_key", idempotency_key)?;
        add(db, &call, at.is_some(), key, Some(Answered { model: told, key: answer.key() }))
    })?;
    Ok(verdict.into())
}

/// The answer that a call is charged by.
struct Answered {
    /// The model that it tells, where the caller named one too.
    model: Option<String>,
    /// The name by which a second charge of it is noticed.
    key: Option<String>,
}

/// Charges a call, once under its key; `dated`: the caller has given its moment.
fn add(
    db: &mut Db,
    call: &Call,
    dated: bool,
    key: Option<String>,
    answer: Option<Answered>,
) -> error::Result<Verdict> {
    let work = |db: &mut Db| {
        if dated {
            clock::check_late(call.at, settings::number(db, "late_usage_days")?)?;
        }
        let Some(Answered { model, key }) = &answer else { return charge(db, call, None) };
        match model {
            Some(told) if is_told_by(db, call, told)? => {
                charge(db, &Call { model: Some(told.clone()), ..call.clone() }, key.as_deref())
            }
            _ => charge(db, call, key.as_deref()),
        }
    };
    let request = || request::of_dated_call(call, dated);
    once(db, Keyed { account: &call.account, key, operation: "add", request: &request }, work)
}

/// Whether only the model that the answer tells has a price, as where the caller named a deployment or a router.
fn is_told_by(db: &mut Db, call: &Call, told: &str) -> error::Result<bool> {
    let provider = call.provider.as_deref();
    let Some(given) = call.model.as_deref() else { return Ok(false) };
    goes_by_second(db, provider, [given, told], &call.units, call.at)
}
