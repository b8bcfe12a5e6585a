//! genai-prices' `data.json`: a list of providers, each with a list of models; USD per million (`_mtok`), or per
//! thousand (`_kcount`).
//!
//! `prices` is one set, or a list of sets of which the last one that applies holds. A set applies always, from a date on,
//! or between two times of the day. `{base, tiers: [{start, price}]}` is a cliff: total input above `start` reprices
//! every token.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::dates;
use super::number::{Per, per_million};
use super::sheet::{ModelName, ModelPrices, PriceKey, Sheet, set_once};
use super::{PriceFileError, broken};
use crate::price::component::{
    AUDIO_INPUT, AUDIO_OUTPUT, CACHE_READ, CACHE_WRITE, INPUT, OUTPUT, REASONING, STANDARD_TIER,
};

const COMPONENTS: [(&str, &str, Per); 13] = [
    ("input_mtok", INPUT, Per::Million),
    ("output_mtok", OUTPUT, Per::Million),
    ("cache_read_mtok", CACHE_READ, Per::Million),
    ("cache_write_mtok", CACHE_WRITE, Per::Million),
    ("cache_write_1h_mtok", "cache_write_1h", Per::Million),
    ("output_reasoning_mtok", REASONING, Per::Million),
    ("input_audio_mtok", AUDIO_INPUT, Per::Million),
    ("output_audio_mtok", AUDIO_OUTPUT, Per::Million),
    ("cache_audio_read_mtok", "cache_read_audio", Per::Million),
    ("input_image_mtok", "image_input", Per::Million),
    ("output_image_mtok", "image_output", Per::Million),
    ("requests_kcount", "request", Per::Thousand),
    ("web_searches_kcount", "web_search", Per::Thousand),
];

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
        let models = provider.get("models").and_then(Value::as_array);
        let models = models
            .ok_or_else(|| broken(provider_id, "models", &provider["models"], "models must be a list"))?;
        for (position, model) in models.iter().enumerate() {
            let model_id = id(model, &format!("{provider_id}.models[{position}]"))?;
            let entry = Entry { name: format!("{provider_id}/{model_id}"), at };
            let name = ModelName::checked(&entry.name, provider_id, model_id)?;
            let prices = entry.prices(&name, &model["prices"], &mut sheet)?;
            sheet.take(name, &entry.name, prices);
        }
    }
    Ok(sheet)
}

fn id<'a>(value: &'a Value, place: &str) -> Result<&'a str, PriceFileError> {
    let id = value.get("id").and_then(Value::as_str);
    id.ok_or_else(|| broken(place, "id", &value["id"], "a provider and a model must have an id"))
}

struct Entry {
    name: String,
    /// The moment of the import.
    at: DateTime<Utc>,
}

impl Entry {
    fn broken(&self, key: &str, value: &Value, problem: &'static str) -> PriceFileError {
        broken(&self.name, key, value, problem)
    }

    fn prices(
        &self,
        name: &ModelName,
        prices: &Value,
        sheet: &mut Sheet,
    ) -> Result<ModelPrices, PriceFileError> {
        let sets = match prices {
            Value::Object(set) => return self.set(name, set, sheet),
            Value::Array(sets) => sets,
            Value::Null => return Ok(ModelPrices::new()),
            other => return Err(self.broken("prices", other, "prices must be an object or a list")),
        };
        let mut dated = Vec::new();
        for set in sets {
            let Some(prices) = set["prices"].as_object() else {
                return Err(self.broken("prices", set, "an entry of the list must have prices"));
            };
            match self.start(set)? {
                Applies::From(start) => dated.push((start, self.set(name, prices, sheet)?)),
                Applies::AtTimes => sheet.skip(
                    name,
                    Some(&format!("prices {}", set["constraint"])),
                    "off-peak prices are not supported yet: the other price holds all day",
                ),
                Applies::Unclear => sheet.skip(
                    name,
                    Some(&format!("prices {}", set["constraint"])),
                    "depends on what is not known here",
                ),
            }
        }
        Ok(dates::from_moment(&dated, self.at))
    }

    fn start(&self, set: &Value) -> Result<Applies, PriceFileError> {
        let constraint = match set.get("constraint") {
            None | Some(Value::Null) => return Ok(Applies::From(None)),
            Some(Value::Object(constraint)) => constraint,
            Some(other) => return Err(self.broken("constraint", other, "a constraint must be an object")),
        };
        let keys: Vec<&str> = constraint.keys().map(String::as_str).filter(|key| *key != "type").collect();
        match keys.as_slice() {
            ["start_date"] => {
                let date = &constraint["start_date"];
                let start = date.as_str().and_then(dates::moment);
                let start = start.ok_or_else(|| self.broken("start_date", date, "it must be a date"))?;
                Ok(Applies::From(Some(start)))
            }
            ["end_time", "start_time"] => Ok(Applies::AtTimes),
            _ => Ok(Applies::Unclear),
        }
    }

    /// One set of prices: a price, or a price and its steps, for each key.
    fn set(
        &self,
        name: &ModelName,
        set: &Map<String, Value>,
        sheet: &mut Sheet,
    ) -> Result<ModelPrices, PriceFileError> {
        let mut prices = ModelPrices::new();
        for (key, value) in set.iter().filter(|(_, value)| !value.is_null()) {
            let Some((_, component, per)) = COMPONENTS.iter().find(|(known, ..)| known == key) else {
                sheet.skip(name, Some(key), "is a price key that is not known");
                continue;
            };
            for (context_above, value) in self.steps(key, value)? {
                let price = per_million(value, *per).map_err(|problem| self.broken(key, value, problem))?;
                let step = PriceKey::new(component, STANDARD_TIER, context_above);
                set_once(&mut prices, step, price)
                    .map_err(|_| self.broken(key, value, "a step has two prices"))?;
            }
        }
        Ok(prices)
    }

    fn steps<'a>(&self, key: &str, value: &'a Value) -> Result<Vec<(i64, &'a Value)>, PriceFileError> {
        let Some(fields) = value.as_object() else { return Ok(vec![(0, value)]) };
        let (Some(base), Some(tiers)) = (fields.get("base"), fields.get("tiers").and_then(Value::as_array))
        else {
            return Err(self.broken(key, value, "a price with steps must have base and tiers"));
        };
        let mut steps = vec![(0, base)];
        for tier in tiers {
            let start =
                tier["start"].as_i64().filter(|start| (1..=crate::counts::TOKENS_MAX).contains(start));
            let start =
                start.ok_or_else(|| self.broken(key, tier, "a step must start at a number of tokens"))?;
            steps.push((start, &tier["price"]));
        }
        Ok(steps)
    }
}

/// When a set of prices applies.
enum Applies {
    From(Option<DateTime<Utc>>),
    AtTimes,
    Unclear,
}
