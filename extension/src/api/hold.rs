use chrono::TimeDelta;
use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;
use serde_json::json;
use token_meter_core::call::Call;
use token_meter_core::model_name::{Asked, says_more};

use super::args;
use super::jsonb::JsonbText;
use super::request;
use super::response::{Answer, answer, answer_to};
use super::verdict::VerdictRow;
use crate::clock;
use crate::error::{self, MeterError};
use crate::meter::hold::{self, reserve};
use crate::meter::idempotent::{Keyed, once};
use crate::meter::price::goes_by_second;
use crate::meter::settle::{Actuals, settle};
use crate::store::holds::Hold;
use crate::store::{Db, installation};

/// Sets a call's estimate aside on every limit that counts it, or on none, until it is settled, released or its time is
/// up. A refusal is an answer, not an error.
#[pg_extern(requires = ["types"], security_definer)]
#[search_path(pg_catalog, meter, pg_temp)]
#[allow(clippy::too_many_arguments)] // the SQL signature
fn meter_reserve(
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
    service_tier: default!(Option<&str>, "'standard'"),
    key_source: default!(Option<&str>, "NULL"),
    metadata: default!(Option<JsonbText>, "NULL"),
    idempotency_key: default!(Option<&str>, "NULL"),
    ttl: default!(Option<Interval>, "'10 minutes'"),
    other_units: default!(Option<JsonbText>, "NULL"),
    conditions: default!(Option<Vec<Option<String>>>, "NULL"),
) -> Result<VerdictRow, ErrorReport> {
    let verdict = Db::write(c"meter_reserve()", |db| {
        installation::ready(db)?;
        let none = Some(0);
        let counts = [input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, none, none, none];
        let counts = args::counts(counts)?;
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
            reported_cost: None,
            marks: Vec::new(),
            metadata: args::metadata(metadata)?,
            at: clock::now()?,
            enforce: true,
        };
        if call.counts.total() == 0 && call.units.is_empty() {
            return Err(MeterError::invalid(
                "nothing to reserve",
                "input_tokens and output_tokens are 0, and other_units is empty.",
                "Reserve an estimate of the input and the most that the output may be.",
            ));
        }
        let ttl = args::ttl(ttl)?;
        let until = clock::from_utc(call.at + ttl)?;
        let work = |db: &mut Db| reserve(db, &call, until);
        let request = || {
            let mut request = request::of_call(&call);
            request["ttl"] = json!(as_interval(ttl));
            request
        };
        let key = args::text("idempotency_key", idempotency_key)?;
        once(db, Keyed { account: &call.account, key, operation: "reserve", request: &request }, work)
    })?;
    Ok(verdict.into())
}

/// The one text of a length of time, however the caller has put it.
fn as_interval(ttl: TimeDelta) -> String {
    let (seconds, micros) = (ttl.num_seconds(), ttl.subsec_nanos() / 1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match micros {
        0 => format!("{hours:02}:{minutes:02}:{seconds:02}"),
        _ => format!("{hours:02}:{minutes:02}:{seconds:02}.{micros:06}"),
    }
}

/// Records what a reserved call has used in the end, less, as much or more, and frees what it did not. A response says what
/// was called and what it costs, as with `meter_add_response`; what it does not say is as it was reserved.
#[pg_extern(requires = ["types"], security_definer)]
#[search_path(pg_catalog, meter, pg_temp)]
#[allow(clippy::too_many_arguments)] // the SQL signature
fn meter_settle(
    hold_id: Option<i64>,
    input_tokens: default!(Option<i64>, "NULL"),
    output_tokens: default!(Option<i64>, 0),
    cache_read_tokens: default!(Option<i64>, 0),
    cache_write_tokens: default!(Option<i64>, 0),
    reasoning_tokens: default!(Option<i64>, 0),
    audio_input_tokens: default!(Option<i64>, 0),
    audio_output_tokens: default!(Option<i64>, 0),
    service_tier: default!(Option<&str>, "NULL"),
    operation_id: default!(Option<&str>, "NULL"),
    metadata: default!(Option<JsonbText>, "NULL"),
    account: default!(Option<&str>, "NULL"),
    idempotency_key: default!(Option<&str>, "NULL"),
    response: default!(Option<JsonbText>, "NULL"),
    other_units: default!(Option<JsonbText>, "NULL"),
    conditions: default!(Option<Vec<Option<String>>>, "NULL"),
    headers: default!(Option<JsonbText>, "NULL"),
    model: default!(Option<&str>, "NULL"),
    provider: default!(Option<&str>, "NULL"),
    reported_cost: default!(Option<AnyNumeric>, "NULL"),
) -> Result<VerdictRow, ErrorReport> {
    let verdict = Db::write(c"meter_settle()", |db| {
        installation::ready(db)?;
        let hold_id = args::needed("hold_id", hold_id)?;
        let hold = hold::find(db, hold_id, args::text("account", account)?.as_deref())?;
        let counts = [
            input_tokens,
            output_tokens,
            cache_read_tokens,
            cache_write_tokens,
            reasoning_tokens,
            audio_input_tokens,
            audio_output_tokens,
        ];
        let answered = response.is_some();
        let mut actuals = match response {
            Some(_) if other_units.is_some() || are_given(counts) => return Err(told_twice()),
            Some(response) => {
                by_answer(&answer_for(&hold, response, headers, provider)?, service_tier, &hold)?
            }
            None => by_counts(counts, other_units, service_tier)?,
        };
        let second = if answered { second_name(&hold, &actuals, model) } else { None };
        actuals.model = args::text("model", model)?.or(actuals.model);
        actuals.provider = args::provider(provider)?.or(actuals.provider);
        actuals.operation_id = args::text("operation_id", operation_id)?.or(actuals.operation_id);
        actuals.reported_cost = args::reported_cost(reported_cost)?.or(actuals.reported_cost);
        if conditions.is_some() {
            let told = actuals.conditions.unwrap_or_default();
            actuals.conditions = Some(args::conditions(conditions, model)?.beside(&told));
        }
        actuals.metadata = args::metadata(metadata)?;
        let mut request = request::of_actuals(&actuals);
        request["hold_id"] = json!(hold_id);
        actuals.request = request.clone();
        if let (Some(first), Some(second)) = (&actuals.model, second) {
            let provider = actuals.provider.as_deref().or(hold.call.provider.as_deref());
            if goes_by_second(db, provider, [first, &second], &actuals.units, hold.call.at)? {
                actuals.model = Some(second);
            }
        }
        let owner = hold.call.account.clone();
        let work = |db: &mut Db| settle(db, hold, actuals);
        let key = args::text("idempotency_key", idempotency_key)?;
        once(db, Keyed { account: &owner, key, operation: "settle", request: &|| request.clone() }, work)
    })?;
    Ok(verdict.into())
}

/// The keys of conditions that an answer would tell: without a word of them they do not hold.
fn told_by(answer: &Answer) -> &'static [&'static str] {
    if answer.told_provider == Some("anthropic") { &["speed", "geo"] } else { &["speed"] }
}

fn asked(hold: &Hold) -> Asked<'_> {
    Asked { provider: hold.call.provider.as_deref(), model: hold.call.model.as_deref() }
}

/// The model that a settlement by an answer goes by where it alone has a price: the answer's, where the caller names another one,
/// such as a deployment; else the reserved one, where a gateway answers in a name of its own.
fn second_name(hold: &Hold, told: &Actuals, given: Option<&str>) -> Option<String> {
    let reserved = &hold.call;
    match given {
        Some(_) => told.model.clone(),
        None if told.provider.is_none() || told.provider == reserved.provider => reserved.model.clone(),
        None => None,
    }
}

/// Whether a caller passes counts of its own: all but the first are 0 where they are left out.
fn are_given([input, parts @ ..]: [Option<i64>; 7]) -> bool {
    input.is_some() || parts.iter().any(|part| *part != Some(0))
}

fn told_twice() -> MeterError {
    MeterError::invalid(
        "either counts or a response",
        "Both counts and response are given.",
        "Pass the provider's response, or the counts that you have read of it.",
    )
}

/// What a call has used by counts that the caller passes.
fn by_counts(
    counts: [Option<i64>; 7],
    other_units: Option<JsonbText>,
    service_tier: Option<&str>,
) -> error::Result<Actuals> {
    let counts = args::counts(counts)?;
    let service_tier = service_tier.map(|tier| args::service_tier(Some(tier))).transpose()?;
    Ok(Actuals { units: args::units(other_units, &counts)?, service_tier, ..Actuals::of(counts) })
}

/// The answer to a reserved call, of the provider that the caller names, or else of the one that was reserved.
fn answer_for(
    hold: &Hold,
    response: JsonbText,
    headers: Option<JsonbText>,
    provider: Option<&str>,
) -> error::Result<Answer> {
    match provider {
        Some(said) => answer(Some(response), headers, Some(said)),
        None => answer_to(asked(hold), Some(response), headers),
    }
}

/// What a call has used by its answer. The name that was reserved stands where it is the answer's with more around it, such
/// as the region that a price is of; so does a batch, which no answer tells.
fn by_answer(answer: &Answer, service_tier: Option<&str>, hold: &Hold) -> error::Result<Actuals> {
    let Asked { provider, model } = asked(hold);
    let told = args::text("model", answer.model.as_deref())?;
    let same = answer.provider.as_deref() == provider;
    let reserved_says_more = |told: &String| same && model.is_some_and(|reserved| says_more(reserved, told));
    Ok(Actuals {
        units: answer.units.clone(),
        service_tier: answer.tier(service_tier.or(Some(&hold.call.service_tier)))?,
        conditions: Some(answer.conditions.clone().beside(&hold.call.conditions.without(told_by(answer)))),
        model: told.filter(|told| !reserved_says_more(told)),
        provider: answer.provider.clone(),
        operation_id: answer.id.clone().filter(|_| hold.call.operation_id.is_none()),
        reported_cost: answer.reported_cost,
        marks: answer.marks(),
        clamped: answer.clamped.clone(),
        answer: answer.key(),
        ..Actuals::of(answer.counts)
    })
}
