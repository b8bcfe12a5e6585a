//! What a provider answered, read for its usage.

use pgrx::JsonB;
use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use token_meter_core::call::CLAMPED;
use token_meter_core::conditions::Conditions;
use token_meter_core::counts::TokenCounts;
use token_meter_core::model_name::{Asked, other_provider};
use token_meter_core::response::{Counts, Extracted, extract, extract_with_headers};
use token_meter_core::units::Units;

use super::args;
use super::jsonb::JsonbText;
use crate::error::{self, MeterError};
use crate::meter::settle::with_clamped;
use crate::store::numeric;

/// The usage that a provider's answer tells: its body, or the raw text of a stream as a JSON string. A count that the
/// answer does not say is NULL; `at_least` is what a stream had told when it broke off. `headers` are the answer's, an
/// object of names in any case.
#[pg_extern(immutable, parallel_safe)]
#[allow(clippy::type_complexity)] // the SQL row
fn meter_extract_usage(
    response: Option<JsonbText>,
    provider: default!(Option<&str>, "NULL"),
    headers: default!(Option<JsonbText>, "NULL"),
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
            name!(conditions, Option<Vec<String>>),
            name!(response_id, Option<String>),
            name!(clamped, Option<JsonB>),
            name!(error, Option<String>),
        ),
    >,
    ErrorReport,
> {
    let read = read(response.as_ref(), headers.as_ref(), provider)?;
    let counts = read.counts.unwrap_or_default();
    let conditions: Vec<String> = read.conditions.iter().cloned().collect();
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
        (!conditions.is_empty()).then_some(conditions),
        read.id,
        clamped(&read.clamped).map(JsonB),
        read.error,
    )))
}

/// What is charged by an answer.
pub struct Answer {
    pub counts: TokenCounts,
    pub units: Units,
    pub model: Option<String>,
    pub provider: Option<String>,
    /// By the answer's own word, where that is certain.
    pub told_provider: Option<&'static str>,
    pub service_tier: Option<String>,
    pub conditions: Conditions,
    /// USD, by the provider's own word.
    pub reported_cost: Option<Decimal>,
    pub id: Option<String>,
    /// Counts as they were said, where they were cut down.
    pub clamped: Option<Value>,
}

/// Reads an answer for what is to be charged.
///
/// # Errors
/// [`MeterError::NoUsage`] where the answer does not say what was used, [`MeterError::ErrorAnswer`] where it is none,
/// [`MeterError::SeveralAnswers`] where it is not one.
pub fn answer(
    response: Option<JsonbText>,
    headers: Option<JsonbText>,
    provider: Option<&str>,
) -> error::Result<Answer> {
    to_charge(read(response.as_ref(), headers.as_ref(), provider)?)
}

/// The same of an answer to a call that was asked for by these names; it is read as that of the provider whose it is.
pub fn answer_to(
    asked: Asked,
    response: Option<JsonbText>,
    headers: Option<JsonbText>,
) -> error::Result<Answer> {
    let mut found = read(response.as_ref(), headers.as_ref(), asked.provider)?;
    if let Some(other) = other_provider(asked, found.told_provider, found.model.as_deref()) {
        found = read(response.as_ref(), headers.as_ref(), Some(&other))?;
    }
    to_charge(found)
}

fn to_charge(read: Extracted) -> error::Result<Answer> {
    if read.answers > 1 {
        return Err(MeterError::SeveralAnswers { answers: read.answers });
    }
    let counts = read.tokens().or_else(|| billed_alone(&read)).ok_or_else(|| no_usage(&read))?;
    Ok(Answer {
        counts,
        units: Units::reported(&read.other_units, &counts),
        // "auto" is what was asked for, not what was given
        service_tier: read.tier().filter(|_| read.service_tier.as_deref() != Some("auto")),
        clamped: clamped(&read.clamped),
        // an id that is none, or too long for one, is left out
        id: read.id.filter(|id| args::text("operation_id", Some(id)).is_ok()),
        conditions: Conditions::reported(read.conditions),
        model: read.model,
        provider: read.provider,
        told_provider: read.told_provider,
        reported_cost: read.reported_cost,
    })
}

/// No tokens, where the answer tells what it costs and counts nothing, as one of an image does.
fn billed_alone(read: &Extracted) -> Option<TokenCounts> {
    let told = read.counts.is_none() && read.at_least.is_none() && read.reported_cost.is_some();
    (told && read.complete && read.error.is_none()).then(TokenCounts::default)
}

impl Answer {
    /// The tier to charge by. The answer's word holds, and the caller's fills what it does not tell; that a call was one of
    /// a batch no answer tells, so that the caller's `batch` stands.
    pub fn tier(&self, given: Option<&str>) -> error::Result<Option<String>> {
        let given = given.map(|tier| args::service_tier(Some(tier))).transpose()?;
        Ok(match given {
            Some(tier) if tier == BATCH => Some(tier),
            given => self.service_tier.clone().or(given),
        })
    }

    /// The name by which a second charge of the answer is noticed. Ids are no one's promise: it is the same answer where the
    /// model and what was used are the same too.
    pub fn key(&self) -> Option<String> {
        let id = self.id.as_deref()?;
        let TokenCounts { input, output, cache_read, cache_write, .. } = self.counts;
        let model = self.model.as_deref().unwrap_or_default();
        Some(format!("meter:answer:{id}:{model}:{input}:{output}:{cache_read}:{cache_write}"))
    }

    pub fn marks(&self) -> Vec<&'static str> {
        self.clamped.iter().map(|_| CLAMPED).collect()
    }

    /// The metadata of the call, with the counts that were cut down as they were said.
    pub fn metadata(&self, given: Option<String>) -> Option<String> {
        with_clamped(given, self.clamped.as_ref())
    }
}

const BATCH: &str = "batch";

fn read(
    response: Option<&JsonbText>,
    headers: Option<&JsonbText>,
    provider: Option<&str>,
) -> error::Result<Extracted> {
    let JsonbText(text) = args::needed("response", response)?;
    let provider = args::provider(provider)?;
    Ok(match headers {
        Some(JsonbText(headers)) => extract_with_headers(text, headers, provider.as_deref())?,
        None => extract(text, provider.as_deref())?,
    })
}

fn clamped(counts: &Counts) -> Option<Value> {
    (!counts.is_empty()).then(|| Value::Object(named(counts)))
}

fn no_usage(read: &Extracted) -> MeterError {
    if let (Some(says), None) = (&read.error, &read.at_least) {
        return MeterError::ErrorAnswer { says: says.clone() };
    }
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
