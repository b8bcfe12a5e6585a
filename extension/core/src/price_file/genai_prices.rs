//! genai-prices' `data.json`: a list of providers, each with a list of models; USD per million (`_mtok`), per thousand
//! (`_kcount`), per hour and so on.
//!
//! `prices` is one set, or a list of sets of which the last one that applies holds, and where none does the first. A set
//! applies always, from a date on, or between two times of the day. `price_variants` are sets for other ways to ask, such
//! as in a batch. `{base, tiers: [{start, price}]}` is a cliff: total input above `start` reprices every token. `match`
//! tells by which names a model goes.

mod key;
mod rules;
mod sets;
mod ways;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::sheet::{ModelName, Sheet};
use super::{PriceFileError, broken};
use sets::Entry;

pub fn looks_like(providers: &[Value]) -> bool {
    let is_provider = |value: &Value| {
        value.get("id").is_some_and(Value::is_string) && value.get("models").is_some_and(Value::is_array)
    };
    !providers.is_empty() && providers.iter().all(is_provider)
}

pub fn read(providers: &[Value], at: DateTime<Utc>) -> Result<Sheet, PriceFileError> {
    let mut sheet = Sheet::default();
    for (position, provider) in providers.iter().enumerate() {
        let provider_id = id(provider, &format!("[{position}]"))?;
        for (model_id, model) in models(provider, provider_id)? {
            let entry = Entry { name: format!("{provider_id}/{model_id}"), at };
            let name = ModelName::checked(&entry.name, provider_id, model_id)?;
            let prices = entry.prices(&name, model, &mut sheet)?;
            sheet.take(name, &entry.name, prices);
        }
    }
    rules::read(providers, &mut sheet)?;
    Ok(sheet)
}

/// A provider's models by their ids.
fn models<'a>(provider: &'a Value, provider_id: &str) -> Result<Vec<(&'a str, &'a Value)>, PriceFileError> {
    let models = provider.get("models").and_then(Value::as_array);
    let models =
        models.ok_or_else(|| broken(provider_id, "models", &provider["models"], "models must be a list"))?;
    let named = models
        .iter()
        .enumerate()
        .map(|(position, model)| Ok((id(model, &format!("{provider_id}.models[{position}]"))?, model)));
    named.collect()
}

fn id<'a>(value: &'a Value, place: &str) -> Result<&'a str, PriceFileError> {
    let id = value.get("id").and_then(Value::as_str);
    id.ok_or_else(|| broken(place, "id", &value["id"], "a provider and a model must have an id"))
}
