//! What holds for any input at all. The tests here and the fuzz targets share it.

// not every test needs all of this
#![allow(dead_code)]

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value;
use token_meter_core::counts::TOKENS_MAX;
use token_meter_core::estimate::tokens;
use token_meter_core::model_name::candidates;
use token_meter_core::price_file::{self, ListedPrice};
use token_meter_core::response::{Counts, Extracted, extract};

/// A text read as an answer.
pub fn response(text: &str, provider: Option<&str>) -> Option<Extracted> {
    let found = extract(text, provider).ok()?;
    assert!(found.counts.is_none() || found.at_least.is_none());
    // an error can carry the usage of what was answered before it
    assert!(found.complete || found.counts.is_none() || found.error.is_some());
    found.counts.iter().chain(&found.at_least).for_each(counts);
    assert!(found.other_units.values().chain(&found.reported_cost).all(|value| !value.is_sign_negative()));
    Some(found)
}

fn counts(counts: &Counts) {
    let known = [
        counts.input,
        counts.output,
        counts.cache_read,
        counts.cache_write,
        counts.reasoning,
        counts.audio_input,
        counts.audio_output,
    ];
    assert!(known.iter().flatten().all(|count| (0..=TOKENS_MAX).contains(count)), "{counts:?}");
    let tokens = counts.tokens();
    assert_eq!(tokens.is_some(), counts.input.is_some() && counts.output.is_some(), "{counts:?}");
    assert!(tokens.is_none_or(|tokens| tokens.checked().is_ok()));
}

/// A value read as a price file: what is read can be kept, and written and read again.
pub fn price_file(list: &Value, format: Option<&str>) {
    let at = DateTime::UNIX_EPOCH;
    let Ok(file) = price_file::read(list, format, at) else { return };
    file.prices.iter().for_each(|price| listed(price, at));
    let written = price_file::write(file.prices.clone(), "csv", at).map(|export| Value::from(export.text));
    let again = written.and_then(|text| price_file::read(&text, Some("csv"), at)).map(|file| file.prices);
    assert_eq!(again, Ok(file.prices));
}

fn listed(price: &ListedPrice, at: DateTime<Utc>) {
    for name in [&price.provider, &price.model] {
        assert!(!name.trim().is_empty() && name.len() <= 255, "{price:?}");
    }
    assert!((0..=TOKENS_MAX).contains(&price.context_above), "{price:?}");
    assert!(price.effective_from.is_none_or(|start| start > at), "{price:?}");
    assert!(price.price_per_million.is_some() || price.effective_from.is_some(), "{price:?}");
    assert!(price.price_per_million.is_none_or(|price| price >= Decimal::ZERO), "{price:?}");
}

/// Names to look for prices under are others than the given one, each once.
pub fn model_name(provider: Option<&str>, model: &str) {
    let found = candidates(provider, model);
    for (position, candidate) in found.iter().enumerate() {
        let name = (&candidate.provider, &candidate.model);
        assert!(candidate.model.len() <= model.len() + 24, "{candidate:?}");
        assert!(
            found[..position].iter().all(|other| (&other.provider, &other.model) != name),
            "{candidate:?}"
        );
    }
}

/// A text has a token, and none without a byte.
pub fn estimate(text: &str, model: Option<&str>) {
    let count = tokens(text, model);
    assert!((i64::from(!text.is_empty())..=text.len() as i64).contains(&count), "{count}");
}
