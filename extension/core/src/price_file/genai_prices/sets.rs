//! A model's sets of prices, and when each applies.

use chrono::{DateTime, NaiveTime, Utc};
use serde_json::{Map, Value};

use super::super::number::per_million;
use super::super::sheet::{ModelName, ModelPrices, PriceKey, Sheet, set_once};
use super::super::{PriceFileError, broken, dates, factor};
use super::key;
use super::ways::{factor_of_speeds, is_of_speed, tier_of};
use crate::moment;
use crate::price::Daily;
use crate::price::component::STANDARD_TIER;

pub struct Entry {
    pub name: String,
    /// The moment of the import.
    pub at: DateTime<Utc>,
}

/// When a set of prices applies.
#[derive(Clone, Copy)]
enum Applies {
    Always,
    From(DateTime<Utc>),
    At(Daily),
}

struct Set {
    applies: Applies,
    prices: ModelPrices,
}

impl Set {
    /// Whether it holds all day at this moment.
    fn has_begun(&self, moment: DateTime<Utc>) -> bool {
        match self.applies {
            Applies::Always => true,
            Applies::From(start) => start <= moment,
            Applies::At(_) => false,
        }
    }

    fn daily(&self) -> Option<Daily> {
        if let Applies::At(daily) = self.applies { Some(daily) } else { None }
    }

    fn start(&self) -> Option<DateTime<Utc>> {
        if let Applies::From(start) = self.applies { Some(start) } else { None }
    }
}

impl Entry {
    /// All prices of a model, from the moment of the import on.
    pub fn prices(
        &self,
        name: &ModelName,
        model: &Value,
        sheet: &mut Sheet,
    ) -> Result<ModelPrices, PriceFileError> {
        let sets = match &model["prices"] {
            Value::Object(set) => vec![Set { applies: Applies::Always, prices: self.set(name, set, sheet)? }],
            Value::Array(sets) => self.sets(name, sets, STANDARD_TIER, sheet)?,
            Value::Null => Vec::new(),
            other => return Err(self.broken("prices", other, "prices must be an object or a list")),
        };
        let variants = self.variants(name, &model["price_variants"], sheet)?;
        let changes = sets.iter().chain(&variants).filter_map(Set::start).collect();
        let in_force = |moment| {
            let mut prices = standard(&sets, moment);
            let (factors, tiers) = of_variants(&variants, moment).into_iter().partition(is_of_speed);
            prices.extend(factor_of_speeds(&prices, factors).0);
            prices.extend::<ModelPrices>(tiers);
            prices
        };
        let (_, uneven) = factor_of_speeds(
            &standard(&sets, self.at),
            of_variants(&variants, self.at).into_iter().filter(is_of_speed).collect(),
        );
        for speed in uneven {
            sheet.skip(name, Some(&format!("price_variants {speed}")), factor::UNEVEN);
        }
        Ok(dates::from_moment(in_force, changes, self.at))
    }

    fn broken(&self, key: &str, value: &Value, problem: &'static str) -> PriceFileError {
        broken(&self.name, key, value, problem)
    }

    /// A list of sets, each with the constraint that it holds under.
    fn sets(
        &self,
        name: &ModelName,
        sets: &[Value],
        tier: &str,
        sheet: &mut Sheet,
    ) -> Result<Vec<Set>, PriceFileError> {
        let mut read = Vec::new();
        for set in sets {
            let Some(prices) = set["prices"].as_object() else {
                return Err(self.broken("prices", set, "an entry of the list must have prices"));
            };
            match self.applies(set)? {
                Some(applies) => {
                    let prices = self.set(name, prices, sheet)?;
                    let of_tier = |(key, price)| {
                        (PriceKey { service_tier: tier.to_owned(), daily: daily_of(applies), ..key }, price)
                    };
                    read.push(Set { applies, prices: prices.into_iter().map(of_tier).collect() });
                }
                None => sheet.skip(
                    name,
                    Some(&format!("prices {}", set["constraint"])),
                    "depends on what is not known here",
                ),
            }
        }
        Ok(read)
    }

    /// The sets for other ways to ask, under the service tier that each way is here.
    fn variants(
        &self,
        name: &ModelName,
        variants: &Value,
        sheet: &mut Sheet,
    ) -> Result<Vec<Set>, PriceFileError> {
        let mut read = Vec::new();
        for variant in variants.as_array().into_iter().flatten() {
            match tier_of(&variant["when"]) {
                Some(tier) => {
                    read.extend(self.sets(name, std::slice::from_ref(variant), &tier, sheet)?);
                }
                None => sheet.skip(
                    name,
                    Some(&format!("price_variants {}", variant["when"])),
                    "depends on what is not known here",
                ),
            }
        }
        Ok(read)
    }

    /// `None`: it depends on what is not known here.
    fn applies(&self, set: &Value) -> Result<Option<Applies>, PriceFileError> {
        let constraint = match set.get("constraint") {
            None | Some(Value::Null) => return Ok(Some(Applies::Always)),
            Some(Value::Object(constraint)) => constraint,
            Some(other) => return Err(self.broken("constraint", other, "a constraint must be an object")),
        };
        let keys: Vec<&str> = constraint.keys().map(String::as_str).filter(|key| *key != "type").collect();
        match keys.as_slice() {
            ["start_date"] => {
                let date = &constraint["start_date"];
                let start = date.as_str().and_then(moment::parse);
                let start = start.ok_or_else(|| self.broken("start_date", date, "it must be a date"))?;
                Ok(Some(Applies::From(start)))
            }
            ["end_time", "start_time"] => {
                let daily = Daily::between(
                    self.time(&constraint["start_time"])?,
                    self.time(&constraint["end_time"])?,
                );
                let daily = daily.map_err(|_| {
                    self.broken("constraint", &set["constraint"], "its times must be two whole minutes")
                })?;
                Ok(Some(Applies::At(daily)))
            }
            _ => Ok(None),
        }
    }

    /// A time of the day, UTC where it names no offset.
    fn time(&self, value: &Value) -> Result<NaiveTime, PriceFileError> {
        let text = value.as_str().unwrap_or_default();
        let at_offset = || DateTime::parse_from_rfc3339(&format!("2000-01-01T{text}")).ok();
        let time = text.parse().ok().or_else(|| Some(at_offset()?.to_utc().time()));
        time.ok_or_else(|| self.broken("constraint", value, "it must be a time of the day"))
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
            let Some((component, per)) = key::parse(key) else {
                sheet.skip(name, Some(key), "is a price key that is not known");
                continue;
            };
            for (context_above, value) in self.steps(key, value)? {
                let price = per_million(value, per).map_err(|problem| self.broken(key, value, problem))?;
                let step = PriceKey::new(component, STANDARD_TIER, context_above);
                if let Err(reason) = set_once(&mut prices, step, price) {
                    sheet.skip(name, Some(key), reason);
                }
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
            if steps.iter().any(|(taken, price)| *taken == start && *price != &tier["price"]) {
                return Err(self.broken(key, value, "a step has two prices"));
            }
            steps.push((start, &tier["price"]));
        }
        Ok(steps)
    }
}

fn daily_of(applies: Applies) -> Option<Daily> {
    if let Applies::At(daily) = applies { Some(daily) } else { None }
}

/// The set that holds all day at a moment, and those after it that hold at their hours. What a set for some hours does
/// not price holds then as at the others.
fn standard(sets: &[Set], moment: DateTime<Utc>) -> ModelPrices {
    let begun = sets.iter().rposition(|set| set.has_begun(moment));
    let base = begun.unwrap_or_default();
    let mut prices = ModelPrices::new();
    for (key, price) in sets.get(base).iter().flat_map(|set| &set.prices) {
        prices.insert(PriceKey { daily: None, ..key.clone() }, *price);
    }
    for set in sets.iter().skip(base).filter(|set| set.daily().is_some()) {
        prices.extend(set.prices.clone());
    }
    prices
}

/// Of the variants that apply at a moment, the first one that prices a key.
fn of_variants(variants: &[Set], moment: DateTime<Utc>) -> ModelPrices {
    let applying = variants.iter().filter(|set| set.has_begun(moment) || set.daily().is_some());
    let mut prices = ModelPrices::new();
    for (key, price) in applying.flat_map(|set| &set.prices) {
        prices.entry(key.clone()).or_insert(*price);
    }
    prices
}
