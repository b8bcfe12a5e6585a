//! LiteLLM's `model_prices_and_context_window.json`: an object of entries, USD per unit.
//!
//! What a price key means is told by `key`. `tiered_pricing` is a list of ranges of the input's size, each with keys of
//! its own. The list has no dates. An entry's key may repeat its provider as a prefix.

mod entries;
pub(super) mod factors;
mod general;
pub(super) mod key;

use rust_decimal::Decimal;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

use general::General;

use super::number::{Per, per_million};
use super::sheet::{ModelName, ModelPrices, PriceKey, Sheet, set_once};
use super::{PriceFileError, broken};
use crate::price::component::{STANDARD_TIER, is_component};
use crate::provider::canonical;

/// What the search for the web costs for each size of its context; a call that names none gets the medium.
pub(super) const SEARCH_KEY: &str = "search_context_cost_per_query";
pub(super) const SEARCH_SIZES: [(&str, &str); 3] = [
    ("search_context_size_medium", "web_search"),
    ("search_context_size_low", "web_search_low"),
    ("search_context_size_high", "web_search_high"),
];
pub(super) const TIERED_KEY: &str = "tiered_pricing";

struct Entry<'a> {
    key: &'a str,
    /// The key names its provider: it says more than a bare name.
    prefixed: bool,
    fields: &'a Map<String, Value>,
}

pub fn looks_like(map: &Map<String, Value>) -> bool {
    map.values().any(|entry| {
        entry.as_object().is_some_and(|entry| {
            entry.contains_key("litellm_provider") || entry.keys().any(|key| key.contains("_cost_per_"))
        })
    })
}

/// Reads the whole map. Of two entries that mean the same model and cost the same, the one whose key names its provider is taken.
pub fn read(map: &Map<String, Value>) -> Result<Sheet, PriceFileError> {
    let mut sheet = Sheet::default();
    let mut models: BTreeMap<ModelName, Vec<Entry>> = BTreeMap::new();
    for (key, fields) in entries::models(map, &mut sheet)? {
        match split_name(key, fields) {
            Some((provider, model)) => {
                let name = ModelName::checked(key, provider, model)?;
                let prefixed = model.len() < key.len();
                models.entry(name).or_default().push(Entry { key, prefixed, fields });
            }
            None => sheet.skip_nameless(key, "names no provider"),
        }
    }
    let general = general::read(map.get(general::KEY), &mut sheet)?;
    for General { model, fields } in &general {
        let provider = fields.get("litellm_provider").and_then(Value::as_str).unwrap_or_default();
        let name = ModelName::checked(model, provider, model)?;
        models.entry(name).or_default().push(Entry { key: model, prefixed: false, fields });
    }
    for (name, mut entries) in models {
        entries.sort_by_key(|entry| (!entry.prefixed, entry.key));
        for entry in entries {
            let (prices, skipped) = read_entry(&entry)?;
            sheet.take(name.clone(), entry.key, prices);
            for (key, reason) in skipped {
                sheet.skip(&name, Some(&key), reason);
            }
        }
    }
    Ok(sheet)
}

/// The provider, and the model without the provider's prefix.
fn split_name<'a>(key: &'a str, fields: &'a Map<String, Value>) -> Option<(&'a str, &'a str)> {
    let listed =
        fields.get("litellm_provider").and_then(Value::as_str).filter(|name| !name.trim().is_empty());
    let Some(listed) = listed else {
        return key.split_once('/').filter(|(prefix, model)| !prefix.is_empty() && !model.is_empty());
    };
    let bare = key.strip_prefix(listed).and_then(|rest| rest.strip_prefix('/')).or_else(|| {
        let (prefix, model) = key.split_once('/')?;
        (canonical(prefix) == canonical(listed)).then_some(model)
    });
    Some((listed, bare.filter(|model| !model.is_empty()).unwrap_or(key)))
}

type SkippedKeys = Vec<(String, &'static str)>;

/// An entry's prices, and its price keys that are left out.
fn read_entry(entry: &Entry) -> Result<(ModelPrices, SkippedKeys), PriceFileError> {
    let mut prices = ModelPrices::new();
    let mut skipped = Vec::new();
    let mut later = Vec::new();
    for (name, value) in entry.fields.iter().filter(|(_, value)| !value.is_null()) {
        match name.as_str() {
            SEARCH_KEY if value.is_object() => read_search(entry, value, &mut prices, &mut skipped)?,
            TIERED_KEY => later.push((TIERED_KEY, value)),
            factors::KEY if value.is_object() => read_factors(entry, value, &mut prices, &mut skipped)?,
            name if key::alias_of(name).is_some() => later.push((name, value)),
            name if let Some(component) = factors::of_key(name) => {
                set_factor(entry, component, value, name, &mut prices, &mut skipped)?;
            }
            name => match key::parse(name) {
                Some((key, per)) => {
                    let price = price(entry, name, value, per)?;
                    set(&mut prices, key, price, name, &mut skipped);
                }
                None => skipped.extend(key::why_not(name).map(|reason| (name.to_owned(), reason))),
            },
        }
    }
    // what the entry says plainly goes before its older names and its ranges
    later.sort_by_key(|(name, _)| *name == TIERED_KEY);
    for (name, value) in later {
        match key::alias_of(name).and_then(key::parse) {
            Some((key, per)) => {
                let price = price(entry, name, value, per)?;
                set(&mut prices, key, price, name, &mut skipped);
            }
            None => read_ranges(entry, value, &mut prices, &mut skipped)?,
        }
    }
    bill_the_audio_heard(entry, &mut prices);
    Ok((prices, skipped))
}

/// A transcription is billed by the seconds that were heard, under whichever of the two names has a price: LiteLLM's `cost_per_second`
/// takes that of the output where it is above 0.
fn bill_the_audio_heard(entry: &Entry, prices: &mut ModelPrices) {
    let [heard, told] = ["second", "second_generated"].map(|unit| PriceKey::new(unit, STANDARD_TIER, 0));
    let transcribes = entry.fields.get("mode").is_some_and(|mode| mode == "audio_transcription");
    if transcribes && let Some(price) = prices.get(&told).copied().flatten().filter(|price| !price.is_zero())
    {
        prices.insert(heard, Some(price));
    }
}

fn read_search(
    entry: &Entry,
    sizes: &Value,
    prices: &mut ModelPrices,
    skipped: &mut SkippedKeys,
) -> Result<(), PriceFileError> {
    for (size, value) in sizes.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        let name = format!("{SEARCH_KEY}.{size}");
        match SEARCH_SIZES.iter().find(|(known, _)| known == size) {
            Some((_, component)) => {
                let price = price(entry, &name, value, Per::One)?;
                set(prices, PriceKey::new(component, "standard", 0), price, &name, skipped);
            }
            None => skipped.push((name, key::UNKNOWN)),
        }
    }
    Ok(())
}

/// `{"fast": 2.0, "us": 1.1}`: what multiplies the prices of tokens, by the speed or by the place of the data.
fn read_factors(
    entry: &Entry,
    factors: &Value,
    prices: &mut ModelPrices,
    skipped: &mut SkippedKeys,
) -> Result<(), PriceFileError> {
    for (condition, value) in factors.as_object().into_iter().flatten() {
        let name = format!("{}.{condition}", factors::KEY);
        let component = factors::named(condition).filter(|component| is_component(component));
        match component.filter(|_| value.is_number()) {
            Some(component) => set_factor(entry, &component, value, &name, prices, skipped)?,
            None => skipped.push((name, "is no factor that is known")),
        }
    }
    Ok(())
}

fn set_factor(
    entry: &Entry,
    component: &str,
    value: &Value,
    name: &str,
    prices: &mut ModelPrices,
    skipped: &mut SkippedKeys,
) -> Result<(), PriceFileError> {
    let factor = price(entry, name, value, Per::Million)?;
    if factor.is_zero() {
        skipped.push((name.to_owned(), "is a factor of 0"));
    } else {
        set(prices, PriceKey::new(component, STANDARD_TIER, 0), factor, name, skipped);
    }
    Ok(())
}

/// `[{"range": [from, to], …}]`: the prices hold where the input is larger than `from`.
fn read_ranges(
    entry: &Entry,
    ranges: &Value,
    prices: &mut ModelPrices,
    skipped: &mut SkippedKeys,
) -> Result<(), PriceFileError> {
    let Some(ranges) = ranges.as_array() else {
        return Err(broken(entry.key, TIERED_KEY, ranges, "it must be a list of ranges"));
    };
    for (position, range) in ranges.iter().enumerate() {
        let place = format!("{TIERED_KEY}[{position}]");
        let Some(fields) = range.as_object() else {
            return Err(broken(entry.key, &place, range, "a range must be an object"));
        };
        let Some(bounds) = fields.get("range") else {
            skipped.push((place, "is no range of tokens"));
            continue;
        };
        let from = bounds
            .get(0)
            .and_then(whole_number)
            .ok_or_else(|| broken(entry.key, &place, bounds, "a range must begin with a number of tokens"))?;
        for (name, value) in fields.iter().filter(|(name, value)| *name != "range" && !value.is_null()) {
            let full = format!("{place}.{name}");
            match key::parse(name) {
                Some((key, per)) if key.context_above == 0 => {
                    let price = price(entry, &full, value, per)?;
                    set(prices, PriceKey { context_above: from, ..key }, price, &full, skipped);
                }
                _ => skipped.push((full, key::UNKNOWN)),
            }
        }
    }
    Ok(())
}

/// A number of tokens, `32000` or `32000.0`.
fn whole_number(value: &Value) -> Option<i64> {
    let number = Decimal::from_scientific(&value.as_number()?.to_string());
    let number = number.or_else(|_| value.to_string().parse()).ok()?.normalize();
    let whole = (number.scale() == 0).then(|| number.mantissa())?;
    i64::try_from(whole).ok().filter(|tokens| (0..=crate::counts::TOKENS_MAX).contains(tokens))
}

fn price(entry: &Entry, name: &str, value: &Value, per: Per) -> Result<Decimal, PriceFileError> {
    per_million(value, per).map_err(|problem| broken(entry.key, name, value, problem))
}

fn set(prices: &mut ModelPrices, key: PriceKey, price: Decimal, name: &str, skipped: &mut SkippedKeys) {
    if let Err(reason) = set_once(prices, key, price) {
        skipped.push((name.to_owned(), reason));
    }
}

#[cfg(test)]
#[path = "litellm_tests.rs"]
mod tests;
