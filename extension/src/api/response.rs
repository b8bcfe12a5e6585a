//! What a provider answered, read for its usage.

use pgrx::JsonB;
use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use token_meter_core::conditions::Conditions;
use token_meter_core::counts::TokenCounts;
use token_meter_core::response::{Counts, Extracted, extract};
use token_meter_core::units::Units;

use super::args;
use super::jsonb::JsonbText;
use crate::error::{self, MeterError};
use crate::store::numeric;

/// The usage that a provider's answer tells: its body, or the raw text of a stream as a JSON string. A count that the
/// answer does not say is NULL; `at_least` is what a stream had told when it broke off.
#[pg_extern(immutable, parallel_safe)]
#[allow(clippy::type_complexity)] // the SQL row
fn meter_extract_usage(
    response: Option<JsonbText>,
    provider: default!(Option<&str>, "NULL"),
) -> Result<
    TableIterator<
        'static,
        (
            name!(provider, Option<String>),
            name!(model, Option<String>),
            name!(input_tokens, Option<i64>),
            name!(output_tokens, Option<i64>),
            name!(cache_read_tokens, Option<i64>),
            name!(cache_write_tokens, Option<i64>),
            name!(reasoning_tokens, Option<i64>),
            name!(audio_input_tokens, Option<i64>),
            name!(audio_output_tokens, Option<i64>),
            name!(other_units, Option<JsonB>),
            name!(service_tier, Option<String>),
            name!(reported_cost, Option<AnyNumeric>),
            name!(shape, &'static str),
            name!(complete, bool),
            name!(at_least, Option<JsonB>),
            name!(answers, i64),
        ),
    >,
    ErrorReport,
> {
    let read = read(response, provider)?;
    let counts = read.counts.unwrap_or_default();
    Ok(TableIterator::once((
        read.provider.clone(),
        read.model.clone(),
        counts.input,
        counts.output,
        counts.cache_read,
        counts.cache_write,
        counts.reasoning,
        counts.audio_input,
        counts.audio_output,
        other_units(&read).map(JsonB),
        read.tier(),
        numeric(read.reported_cost)?,
        read.shape,
        read.complete,
        read.at_least.map(|counts| JsonB(Value::Object(named(&counts)))),
        i64::from(read.answers),
    )))
}

/// What is charged by an answer.
pub struct Answer {
    pub counts: TokenCounts,
    pub units: Units,
    pub model: Option<String>,
    pub provider: Option<String>,
    pub service_tier: Option<String>,
    pub conditions: Conditions,
    /// USD, by the provider's own word.
    pub reported_cost: Option<Decimal>,
}

/// Reads an answer for what is to be charged.
///
/// # Errors
/// [`MeterError::NoUsage`] where the answer does not say what was used, [`MeterError::SeveralAnswers`] where it is not one.
pub fn answer(response: Option<JsonbText>, provider: Option<&str>) -> error::Result<Answer> {
    let read = read(response, provider)?;
    if read.answers > 1 {
        return Err(MeterError::SeveralAnswers { answers: read.answers });
    }
    let counts = read.tokens().ok_or_else(|| no_usage(&read))?;
    Ok(Answer {
        counts,
        units: Units::reported(&read.other_units, &counts),
        service_tier: read.tier(),
        conditions: Conditions::reported(read.conditions),
        model: read.model,
        provider: read.provider,
        reported_cost: read.reported_cost,
    })
}

fn read(response: Option<JsonbText>, provider: Option<&str>) -> error::Result<Extracted> {
    let JsonbText(text) = args::needed("response", response)?;
    let provider = args::provider(provider)?;
    Ok(extract(&text, provider.as_deref())?)
}

fn no_usage(read: &Extracted) -> MeterError {
    let known = read.at_least.map(|counts| Value::Object(named(&counts)).to_string());
    MeterError::NoUsage { shape: read.shape, at_least: known }
}

fn named(counts: &Counts) -> Map<String, Value> {
    [
        ("input_tokens", counts.input),
        ("output_tokens", counts.output),
        ("cache_read_tokens", counts.cache_read),
        ("cache_write_tokens", counts.cache_write),
        ("reasoning_tokens", counts.reasoning),
        ("audio_input_tokens", counts.audio_input),
        ("audio_output_tokens", counts.audio_output),
    ]
    .into_iter()
    .filter_map(|(name, count)| Some((name.to_owned(), Value::from(count?))))
    .collect()
}

fn other_units(read: &Extracted) -> Option<Value> {
    let units: Map<String, Value> = (read.other_units.iter())
        .filter_map(|(name, units)| Some((name.clone(), serde_json::from_str(&units.to_string()).ok()?)))
        .collect();
    (!units.is_empty()).then_some(Value::Object(units))
}
