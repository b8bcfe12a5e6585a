//! OpenRouter's `/api/v1/models`: `{"data": [{"id", "canonical_slug", "pricing"}]}`, USD per unit as decimal strings. `-1`
//! means that the price is that of the model which a call is routed to. Answers name a model by its canonical slug.

mod overrides;

use serde_json::{Map, Value, json};

use super::number::{Per, per_million};
use super::sheet::{ModelName, ModelPrices, PriceKey, Sheet, set_once};
use super::{ListedRule, PriceFileError, broken};
use crate::price::component::{
    AUDIO_INPUT, AUDIO_OUTPUT, CACHE_READ, CACHE_WRITE, INPUT, OUTPUT, REASONING, STANDARD_TIER,
};

use overrides::{Holds, holds, is_condition};

const OVERRIDES: &str = "overrides";
const PROVIDER: &str = "openrouter";

const COMPONENTS: [(&str, &str); 14] = [
    ("prompt", INPUT),
    ("completion", OUTPUT),
    ("input_cache_read", CACHE_READ),
    ("input_cache_write", CACHE_WRITE),
    ("internal_reasoning", REASONING),
    ("audio", AUDIO_INPUT),
    ("audio_output", AUDIO_OUTPUT),
    ("input_audio_cache", "cache_read_audio"),
    ("image", "image"),
    ("image_token", "image_input"),
    ("image_output", "image_output"),
    ("request", "request"),
    ("web_search", "web_search"),
    ("input_cache_write_1h", "cache_write_1h"),
];

pub fn looks_like(map: &Map<String, Value>) -> bool {
    let models = map.get("data").and_then(Value::as_array);
    models.is_some_and(|models| {
        models
            .iter()
            .any(|model| model.get("id").is_some_and(Value::is_string) && model.get("pricing").is_some())
    })
}

pub fn read(map: &Map<String, Value>) -> Result<Sheet, PriceFileError> {
    let mut sheet = Sheet::default();
    let models = map.get("data").and_then(Value::as_array).ok_or(PriceFileError::UnknownFormat)?;
    for (position, model) in models.iter().enumerate() {
        let Some(id) = model.get("id").and_then(Value::as_str) else {
            return Err(broken(&format!("data[{position}]"), "id", &model["id"], "a model must have an id"));
        };
        let name = ModelName::checked(id, PROVIDER, id)?;
        if let Some(slug) = model.get("canonical_slug").and_then(Value::as_str) {
            add_rule(id, slug, position, &mut sheet);
        }
        match model.get("pricing") {
            Some(Value::Object(pricing)) => {
                let prices = read_pricing(&name, pricing, &mut sheet)?;
                sheet.take(name, id, prices);
            }
            None | Some(Value::Null) => sheet.skip(&name, None, "has no price"),
            Some(other) => return Err(broken(id, "pricing", other, "pricing must be an object")),
        }
    }
    Ok(sheet)
}

/// Variants of a model, such as `:free`, share its slug.
fn add_rule(id: &str, slug: &str, position: usize, sheet: &mut Sheet) {
    let variant = id.split_once(':').map(|(_, variant)| format!(":{variant}")).unwrap_or_default();
    let answered = format!("{slug}{variant}");
    if answered != id {
        sheet.rule(ListedRule {
            provider: PROVIDER.to_owned(),
            clause: json!({"equals": answered}).to_string(),
            to_provider: PROVIDER.to_owned(),
            to_model: id.to_owned(),
            place: i32::try_from(position).unwrap_or(i32::MAX),
        });
    }
}

fn read_pricing(
    name: &ModelName,
    pricing: &Map<String, Value>,
    sheet: &mut Sheet,
) -> Result<ModelPrices, PriceFileError> {
    let mut prices = ModelPrices::new();
    let always = Holds { context_above: 0, daily: None };
    read_set(name, pricing, "", always, &mut prices, sheet)?;
    for (position, set) in pricing.get(OVERRIDES).and_then(Value::as_array).into_iter().flatten().enumerate()
    {
        let place = format!("{OVERRIDES}[{position}]");
        match set.as_object().and_then(|set| Some((set, holds(set)?))) {
            Some((set, holds)) => read_set(name, set, &format!("{place}."), holds, &mut prices, sheet)?,
            None => sheet.skip(name, Some(&place), "depends on what no price here does"),
        }
    }
    Ok(prices)
}

/// One set of prices; `place` tells where in the entry it stands.
fn read_set(
    name: &ModelName,
    pricing: &Map<String, Value>,
    place: &str,
    holds: Holds,
    prices: &mut ModelPrices,
    sheet: &mut Sheet,
) -> Result<(), PriceFileError> {
    for (key, value) in pricing.iter().filter(|(_, value)| !value.is_null()) {
        let full = format!("{place}{key}");
        if (key == OVERRIDES && value.is_array()) || (!place.is_empty() && is_condition(key)) {
            continue; // read by itself
        }
        let Some((_, component)) = COMPONENTS.iter().find(|(known, _)| known == key) else {
            sheet.skip(name, Some(&full), "is a price key that is not known");
            continue;
        };
        if is_dynamic(value) {
            sheet.skip(name, Some(&full), "is dynamic: the price of the model that the call is routed to");
            continue;
        }
        let price =
            per_million(value, Per::One).map_err(|problem| broken(&name.model, &full, value, problem))?;
        if key == "internal_reasoning" && price.is_zero() && pricing.get("completion") != Some(value) {
            // older lists fill in every key: reasoning is output, and never free where output is not
            sheet.skip(name, Some(&full), "is 0, which means that reasoning costs what output costs");
            continue;
        }
        // the price of an image is that of its tokens where it is the same as a token's
        let of_tokens = key == "image" && !price.is_zero() && pricing.get("prompt") == Some(value);
        let component = if of_tokens { "image_input" } else { component };
        let key = PriceKey::new(component, STANDARD_TIER, holds.context_above);
        if let Err(reason) = set_once(prices, PriceKey { daily: holds.daily, ..key }, price) {
            sheet.skip(name, Some(&full), reason);
        }
    }
    Ok(())
}

fn is_dynamic(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim() == "-1",
        Value::Number(number) => number.to_string() == "-1",
        _ => false,
    }
}
