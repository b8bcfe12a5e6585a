//! models.dev's `api.json`: `{provider: {models: {id: {cost}}}}`, USD per million tokens. Steps of the context stand in
//! `cost.tiers`, and in older lists in `cost.context_over_200k`; total input above the step reprices every token. Other ways
//! to ask stand in `experimental.modes`, each with its prices and the fields of a request that ask for it.

mod modes;

use serde_json::{Map, Value};

use super::number::{Per, per_million};
use super::sheet::{ModelName, ModelPrices, PriceKey, Sheet, set_once};
use super::{PriceFileError, broken};
use crate::price::component::{
    AUDIO_INPUT, AUDIO_OUTPUT, CACHE_READ, CACHE_WRITE, INPUT, OUTPUT, REASONING, STANDARD_TIER,
};

const COMPONENTS: [(&str, &str); 7] = [
    ("input", INPUT),
    ("output", OUTPUT),
    ("reasoning", REASONING),
    ("cache_read", CACHE_READ),
    ("cache_write", CACHE_WRITE),
    ("input_audio", AUDIO_INPUT),
    ("output_audio", AUDIO_OUTPUT),
];
/// What the key `context_over_200k` says by its name.
const CONTEXT_OVER_200K: i64 = 200_000;

pub fn looks_like(providers: &Map<String, Value>) -> bool {
    let has_models = |provider: &Value| provider.get("models").is_some_and(Value::is_object);
    !providers.is_empty() && providers.values().all(has_models)
}

pub fn read(providers: &Map<String, Value>) -> Result<Sheet, PriceFileError> {
    let mut sheet = Sheet::default();
    for (provider_id, provider) in providers {
        let Some(models) = provider.get("models").and_then(Value::as_object) else {
            return Err(broken(provider_id, "models", &provider["models"], "models must be an object"));
        };
        for (model_id, model) in models {
            let entry = Entry(format!("{provider_id}/{model_id}"));
            let name = ModelName::checked(&entry.0, provider_id, model_id)?;
            match model.get("cost") {
                Some(Value::Object(cost)) => {
                    let mut prices = entry.cost(&name, cost, &mut sheet)?;
                    modes::read(&entry, &name, model, &mut prices, &mut sheet)?;
                    sheet.take(name, &entry.0, prices);
                }
                None | Some(Value::Null) => sheet.skip(&name, None, "has no price"),
                Some(other) => return Err(broken(&entry.0, "cost", other, "cost must be an object")),
            }
        }
    }
    Ok(sheet)
}

/// The name of a model's entry.
struct Entry(String);

impl Entry {
    fn cost(
        &self,
        name: &ModelName,
        cost: &Map<String, Value>,
        sheet: &mut Sheet,
    ) -> Result<ModelPrices, PriceFileError> {
        let mut prices = ModelPrices::new();
        self.set(name, cost, "", 0, &mut prices, sheet)?;
        for (position, tier) in cost.get("tiers").and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            let place = format!("tiers[{position}].");
            let step = &tier["tier"];
            let size = step["size"].as_i64().filter(|size| (1..=crate::counts::TOKENS_MAX).contains(size));
            match (step["type"].as_str(), size, tier.as_object()) {
                (Some("context"), Some(size), Some(fields)) => {
                    self.set(name, fields, &place, size, &mut prices, sheet)?;
                }
                (Some("context"), ..) | (.., None) => {
                    return Err(broken(
                        &self.0,
                        &place,
                        tier,
                        "a step must have a number of tokens as its size",
                    ));
                }
                _ => sheet.skip(name, Some(place.trim_end_matches('.')), "is no step of the context"),
            }
        }
        if let Some(over) = cost.get("context_over_200k").and_then(Value::as_object) {
            self.set(name, over, "context_over_200k.", CONTEXT_OVER_200K, &mut prices, sheet)?;
        }
        Ok(prices)
    }

    /// The prices of one step; `place` tells where in the entry they stand.
    fn set(
        &self,
        name: &ModelName,
        fields: &Map<String, Value>,
        place: &str,
        context_above: i64,
        prices: &mut ModelPrices,
        sheet: &mut Sheet,
    ) -> Result<(), PriceFileError> {
        for (key, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
            let full = format!("{place}{key}");
            let is_step = match key.as_str() {
                "tier" => !place.is_empty(),
                "tiers" => place.is_empty() && value.is_array(),
                "context_over_200k" => place.is_empty() && value.is_object(),
                _ => false,
            };
            if is_step {
                continue; // read by itself
            }
            let Some((_, component)) = COMPONENTS.iter().find(|(known, _)| known == key) else {
                sheet.skip(name, Some(&full), "is a price key that is not known");
                continue;
            };
            let price =
                per_million(value, Per::Million).map_err(|problem| broken(&self.0, &full, value, problem))?;
            let key = PriceKey::new(component, STANDARD_TIER, context_above);
            if let Err(reason) = set_once(prices, key, price) {
                sheet.skip(name, Some(&full), reason);
            }
        }
        Ok(())
    }
}
