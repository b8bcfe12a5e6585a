//! LiteLLM's `model_prices_and_context_window.json`: an object of entries, USD per unit.
//!
//! A price key is `{base}[_above_1hr][_above_{N}k_tokens][_{tier}]`. "Above N" is a cliff: total input above N reprices
//! every token. The list has no dates. An entry's key may repeat its provider as a prefix.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

use super::{ListedPrice, PriceFile, PriceFileError, Skipped, number};
use crate::price::component::{
    AUDIO_INPUT, AUDIO_OUTPUT, CACHE_READ, CACHE_WRITE, INPUT, OUTPUT, REASONING, STANDARD_TIER,
};
use crate::provider::canonical;

/// Bases and the component each prices; a longer base stands before one that it starts with.
const BASES: [(&str, &str); 9] = [
    ("input_cost_per_token", INPUT),
    ("output_cost_per_token", OUTPUT),
    ("cache_read_input_token_cost", CACHE_READ),
    ("cache_creation_input_token_cost_above_1hr", "cache_write_1h"),
    ("cache_creation_input_token_cost", CACHE_WRITE),
    ("output_cost_per_reasoning_token", REASONING),
    ("input_cost_per_audio_token", AUDIO_INPUT),
    ("output_cost_per_audio_token", AUDIO_OUTPUT),
    ("citation_cost_per_token", "citation"),
];

const TIERS: [(&str, &str); 4] =
    [("", STANDARD_TIER), ("_batches", "batch"), ("_flex", "flex"), ("_priority", "priority")];

/// A b-tree key has room for about 2,700 bytes; names stay well below.
const NAME_BYTES_MAX: usize = 255;

/// What a price key prices.
#[derive(Debug, PartialEq, Eq)]
struct PriceKey {
    component: &'static str,
    service_tier: &'static str,
    context_above: i64,
}

struct Entry<'a> {
    key: &'a str,
    /// The key names its provider: it says more than a bare name.
    prefixed: bool,
    fields: &'a Map<String, Value>,
}

/// Reads the whole map. Two entries that mean the same model: the one whose key names its provider wins.
pub fn read(map: &Map<String, Value>) -> Result<PriceFile, PriceFileError> {
    let mut file = PriceFile::default();
    let mut models: BTreeMap<(String, String), Vec<Entry>> = BTreeMap::new();
    for (key, value) in map {
        let Some(fields) = value.as_object() else {
            return Err(broken(key, "", value, "an entry must be an object"));
        };
        if key == "sample_spec" {
            file.skipped.push(skipped("", key, "documentation of the format, not a model"));
            continue;
        }
        let (provider, model) = split_name(key, fields);
        for (name, text) in [("key", Some(&model)), ("litellm_provider", provider.as_ref())] {
            if text.is_some_and(|text| text.trim().is_empty() || text.len() > NAME_BYTES_MAX) {
                return Err(broken(key, name, &Value::from(text.cloned()), "a name has 1 to 255 bytes"));
            }
        }
        match provider {
            Some(provider) => {
                let prefixed = model.len() < key.len();
                models.entry((provider, model)).or_default().push(Entry { key, prefixed, fields });
            }
            None => file.skipped.push(skipped("", key, "names no provider")),
        }
    }
    for ((provider, model), mut entries) in models {
        entries.sort_by_key(|entry| (!entry.prefixed, entry.key));
        read_model(&provider, &model, &entries, &mut file)?;
    }
    Ok(file)
}

/// The provider under its one name, and the model without the provider's prefix.
fn split_name(key: &str, fields: &Map<String, Value>) -> (Option<String>, String) {
    let listed =
        fields.get("litellm_provider").and_then(Value::as_str).filter(|name| !name.trim().is_empty());
    match (key.split_once('/'), listed) {
        (Some((prefix, model)), Some(listed))
            if !model.is_empty() && (prefix == listed || canonical(prefix) == canonical(listed)) =>
        {
            (Some(canonical(listed)), model.to_owned())
        }
        (_, Some(listed)) => (Some(canonical(listed)), key.to_owned()),
        (Some((prefix, model)), None) if !prefix.is_empty() && !model.is_empty() => {
            (Some(canonical(prefix)), model.to_owned())
        }
        _ => (None, key.to_owned()),
    }
}

fn read_model(
    provider: &str,
    model: &str,
    entries: &[Entry],
    file: &mut PriceFile,
) -> Result<(), PriceFileError> {
    let Some((first, rest)) = entries.split_first() else { return Ok(()) };
    let (prices, unmetered) = read_entry(provider, model, first)?;
    for other in rest {
        if read_entry(provider, model, other)?.0 != prices {
            let reason = format!("entry \"{}\" prices the same model and was taken", first.key);
            file.skipped.push(skipped(provider, other.key, &reason));
        }
    }
    if prices.is_empty() {
        let reason = if unmetered.is_empty() { "has no price" } else { "has no price per token" };
        file.skipped.push(skipped(provider, model, reason));
    }
    file.skipped.extend(unmetered.into_iter().map(|key| Skipped {
        reason: "is not priced per token".into(),
        component: Some(key),
        ..skipped(provider, model, "")
    }));
    file.prices.extend(prices);
    Ok(())
}

/// An entry's prices in a stable order, and its price keys that are not per token.
fn read_entry(
    provider: &str,
    model: &str,
    entry: &Entry,
) -> Result<(Vec<ListedPrice>, Vec<String>), PriceFileError> {
    let mut prices = BTreeMap::new();
    let mut unmetered = Vec::new();
    for (key, value) in entry.fields {
        match parse_key(key) {
            Some(PriceKey { component, service_tier, context_above }) if !value.is_null() => {
                let price_per_million =
                    number::per_million(value).map_err(|problem| broken(entry.key, key, value, problem))?;
                let price = ListedPrice {
                    provider: provider.to_owned(),
                    model: model.to_owned(),
                    component: component.to_owned(),
                    service_tier: service_tier.to_owned(),
                    context_above,
                    price_per_million,
                };
                prices.insert((component, service_tier, context_above), price);
            }
            None if is_price_key(key) && !value.is_null() => unmetered.push(key.clone()),
            _ => {}
        }
    }
    Ok((prices.into_values().collect(), unmetered))
}

fn parse_key(key: &str) -> Option<PriceKey> {
    BASES.iter().find_map(|(base, component)| {
        let suffix = key.strip_prefix(base)?;
        let (context_above, tier) = match suffix.strip_prefix("_above_") {
            Some(rest) => {
                let (thousands, tier) = rest.split_once("k_tokens")?;
                (thousands.parse::<u32>().ok().map(|thousands| i64::from(thousands) * 1000)?, tier)
            }
            None => (0, suffix),
        };
        let (_, service_tier) = TIERS.iter().find(|(name, _)| *name == tier)?;
        Some(PriceKey { component, service_tier, context_above })
    })
}

fn is_price_key(key: &str) -> bool {
    key.contains("cost") || key == "tiered_pricing"
}

fn skipped(provider: &str, model: &str, reason: &str) -> Skipped {
    Skipped {
        provider: provider.to_owned(),
        model: model.to_owned(),
        component: None,
        reason: reason.to_owned(),
    }
}

fn broken(entry: &str, key: &str, value: &Value, problem: &'static str) -> PriceFileError {
    PriceFileError::BrokenEntry {
        entry: entry.to_owned(),
        key: key.to_owned(),
        value: value.to_string(),
        problem,
    }
}

#[cfg(test)]
#[path = "litellm_tests.rs"]
mod tests;
