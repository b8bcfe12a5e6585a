//! SQL arguments to the types that the meter works with. NULL where a value is needed, blank ids and overlong texts
//! end here.

use chrono::TimeDelta;
use pgrx::prelude::*;
use rust_decimal::Decimal;
use token_meter_core::conditions::Conditions;
use token_meter_core::counts::TokenCounts;
use token_meter_core::price::component::STANDARD_TIER;
use token_meter_core::provider::canonical;
use token_meter_core::response::tier::canonical as canonical_tier;
use token_meter_core::units::{Units, UnitsError};

use super::jsonb::JsonbText;
use crate::error::{MeterError, Result};

/// A b-tree key has room for about 2,700 bytes; ids stay well below.
const TEXT_BYTES_MAX: usize = 255;
const METADATA_BYTES_MAX: usize = 8192;
const TTL_MIN: TimeDelta = TimeDelta::seconds(1);
const TTL_MAX: TimeDelta = TimeDelta::days(1);

/// An account id: any text that is not blank, kept as it is.
pub fn account(value: Option<&str>) -> Result<String> {
    needed_text("account", value)
}

pub fn needed_text(argument: &'static str, value: Option<&str>) -> Result<String> {
    text(argument, value)?.ok_or(MeterError::Null { argument })
}

/// A text that may be left out.
pub fn text(argument: &'static str, value: Option<&str>) -> Result<Option<String>> {
    let Some(value) = value else { return Ok(None) };
    if value.len() > TEXT_BYTES_MAX {
        return Err(MeterError::invalid(
            format!("{argument} is too long"),
            format!("{argument} has {} bytes.", value.len()),
            "A text argument has at most 255 bytes.",
        ));
    }
    if value.trim().is_empty() {
        return Err(MeterError::invalid(
            format!("{argument} must not be blank"),
            format!("{argument} is \"{value}\"."),
            "Leave the argument out or pass NULL where there is no value.",
        ));
    }
    Ok(Some(value.to_owned()))
}

/// A provider, under the one name that prices and limits know it by.
pub fn provider(value: Option<&str>) -> Result<Option<String>> {
    Ok(text("provider", value)?.map(|name| canonical(&name)))
}

pub fn needed<T>(argument: &'static str, value: Option<T>) -> Result<T> {
    value.ok_or(MeterError::Null { argument })
}

/// How many times larger or smaller a price may become; NULL: any number of times.
pub fn factor(argument: &'static str, value: Option<AnyNumeric>) -> Result<Option<AnyNumeric>> {
    match value {
        Some(factor) if factor.is_nan() || factor < AnyNumeric::from(1) => Err(MeterError::invalid(
            format!("{argument} must be at least 1"),
            format!("{argument} is {factor}."),
            "10 lets a price become ten times larger or smaller; NULL lets any change through.",
        )),
        factor => Ok(factor),
    }
}

/// The seven counts of a call, in the order in which every function takes them.
pub fn counts(given: [Option<i64>; 7]) -> Result<TokenCounts> {
    const NAMES: [&str; 7] = [
        "input_tokens",
        "output_tokens",
        "cache_read_tokens",
        "cache_write_tokens",
        "reasoning_tokens",
        "audio_input_tokens",
        "audio_output_tokens",
    ];
    let mut counts = [0; 7];
    for ((slot, value), argument) in counts.iter_mut().zip(given).zip(NAMES) {
        *slot = needed(argument, value)?;
    }
    let [input, output, cache_read, cache_write, reasoning, audio_input, audio_output] = counts;
    Ok(TokenCounts { input, output, cache_read, cache_write, reasoning, audio_input, audio_output }
        .checked()?)
}

/// What a call used beside tokens, and parts of them.
pub fn units(value: Option<JsonbText>, counts: &TokenCounts) -> Result<Units> {
    let Some(JsonbText(text)) = value else { return Ok(Units::none()) };
    let object = serde_json::from_str(&text).map_err(|_| UnitsError::NotAnObject)?;
    Ok(Units::read(&object, counts)?)
}

/// The same of a row of the log, or of several taken together.
pub fn units_on_record(value: Option<JsonbText>, counts: &TokenCounts) -> Result<Units> {
    let Some(JsonbText(text)) = value else { return Ok(Units::none()) };
    let object = serde_json::from_str(&text).map_err(|_| UnitsError::NotAnObject)?;
    Ok(Units::on_record(&object, counts))
}

/// Whose key a call says that it uses.
pub fn key_source(value: Option<&str>) -> Result<Option<&'static str>> {
    match value {
        None => Ok(None),
        Some("shared") => Ok(Some("shared")),
        Some("own") => Ok(Some("own")),
        Some(other) => Err(MeterError::invalid(
            "invalid key_source",
            format!("key_source is \"{other}\"."),
            "Use \"shared\" (the operator's provider key) or \"own\" (the account brings its own).",
        )),
    }
}

/// What multiplies the prices of a call's tokens, such as `speed:fast`: as given, and as the model's name tells.
pub fn conditions(value: Option<Vec<Option<String>>>, model: Option<&str>) -> Result<Conditions> {
    let names: Option<Vec<String>> = value.unwrap_or_default().into_iter().collect();
    let given = Conditions::read(names.ok_or(MeterError::Null { argument: "conditions" })?)?;
    Ok(given.and_of_name(model))
}

/// A cost that the provider has told, USD.
pub fn reported_cost(value: Option<AnyNumeric>) -> Result<Option<Decimal>> {
    value.map(|value| money("reported_cost", &value.to_string())).transpose()
}

/// An amount of USD from its digits.
pub fn money(argument: &'static str, digits: &str) -> Result<Decimal> {
    let amount = match digits.contains(['e', 'E']) {
        true => Decimal::from_scientific(digits).ok(),
        false => Decimal::from_str_exact(digits).ok(),
    };
    amount.filter(|amount| !amount.is_sign_negative()).ok_or_else(|| {
        MeterError::invalid(
            format!("{argument} must be an amount of USD"),
            format!("{argument} is {digits}."),
            "Pass what the provider bills for the call, 0 or more, with at most 28 digits.",
        )
    })
}

/// `standard`, `batch` …, by any name that a provider has for it; a tier that a model has no price for is charged at its
/// standard price.
pub fn service_tier(value: Option<&str>) -> Result<String> {
    let tier = needed_text("service_tier", value)?;
    if tier.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
        return Ok(canonical_tier(&tier).unwrap_or(STANDARD_TIER.to_owned()));
    }
    Err(MeterError::invalid(
        "invalid service_tier",
        format!("service_tier is \"{tier}\"."),
        "Service tiers are named like standard, batch, flex, priority.",
    ))
}

/// How long a hold lasts.
pub fn ttl(value: Option<Interval>) -> Result<TimeDelta> {
    let interval = needed("ttl", value)?;
    let micros = TimeDelta::days(interval.days().into()) + TimeDelta::microseconds(interval.micros());
    if interval.months() == 0 && TTL_MIN <= micros && micros <= TTL_MAX {
        return Ok(micros);
    }
    Err(MeterError::invalid(
        "invalid ttl",
        format!("ttl is {interval}."),
        "A hold lasts from 1 second to 1 day.",
    ))
}

/// Metadata as the text of a JSON object; it is kept, never looked into.
pub fn metadata(value: Option<JsonbText>) -> Result<Option<String>> {
    let Some(JsonbText(text)) = value else { return Ok(None) };
    if text.starts_with('{') && text.len() <= METADATA_BYTES_MAX {
        return Ok(Some(text));
    }
    let detail = if text.starts_with('{') {
        format!("metadata has {} bytes.", text.len())
    } else {
        "metadata is no object.".into()
    };
    Err(MeterError::invalid("invalid metadata", detail, "Metadata is a JSON object of at most 8 KiB."))
}
