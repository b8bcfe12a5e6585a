//! Prices written as a file that imports back to the same prices.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Number, Value, json};

use super::litellm::{SEARCH_KEY, SEARCH_SIZES, TIERED_KEY, factors, key};
use super::number::Per;
use super::{Format, ListedPrice, PriceFileError, csv};
use crate::price::component::STANDARD_TIER;

/// A written price list, and what its format has no place for.
#[derive(Debug, PartialEq, Eq)]
pub struct Export {
    pub text: String,
    pub left_out: Vec<LeftOut>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub price: ListedPrice,
    pub reason: &'static str,
}

/// Writes prices, each with the moment that it holds from; `now` tells those that are in force from later ones.
///
/// # Errors
/// A format that is unknown, or that prices are not written in.
pub fn write(prices: Vec<ListedPrice>, format: &str, now: DateTime<Utc>) -> Result<Export, PriceFileError> {
    match Format::named(format)? {
        Format::Csv => Ok(Export { text: csv::write(&prices), left_out: Vec::new() }),
        Format::LiteLlm => Ok(write_litellm(prices, now)),
        other => Err(PriceFileError::NotWritable(other.name().to_owned())),
    }
}

fn write_litellm(prices: Vec<ListedPrice>, now: DateTime<Utc>) -> Export {
    let mut map = Map::new();
    let mut left_out = Vec::new();
    for price in prices {
        match place(&price, now) {
            Ok((place, per_unit)) => {
                let name = format!("{}/{}", price.provider, price.model);
                let entry = map.entry(name).or_insert_with(|| json!({"litellm_provider": price.provider}));
                put(entry, place, per_unit);
            }
            Err(reason) => left_out.push(LeftOut { price, reason }),
        }
    }
    // a map of texts and numbers can always be written
    let text = serde_json::to_string_pretty(&Value::Object(map)).unwrap_or_default();
    Export { text, left_out }
}

/// Where in an entry a price stands.
enum Place {
    Key(String),
    SearchSize(&'static str),
    Factor(String),
    Range(i64, String),
}

fn place(price: &ListedPrice, now: DateTime<Utc>) -> Result<(Place, Value), &'static str> {
    if price.effective_from.is_some_and(|start| start > now) {
        return Err("holds from a later moment, and the format has no dates");
    }
    if price.daily.is_some() {
        return Err("holds at some hours of the day, and the format has no hours");
    }
    let Some(per_million) = price.price_per_million else { return Err("is the end of a price") };
    let standard = price.service_tier == STANDARD_TIER;
    let size = SEARCH_SIZES.iter().find(|(_, component)| *component == price.component);
    let above = price.context_above;
    let named = |thousands| {
        let name = key::name(&price.component, &price.service_tier, thousands);
        name.ok_or("has a component or a service tier that the format does not name")
    };
    let (place, per) = match size {
        Some((size, _)) if standard && above == 0 => (Place::SearchSize(size), Per::One),
        _ if standard
            && above == 0
            && let Some(name) = factors::name(&price.component) =>
        {
            let place = match name {
                factors::Name::Inner(condition) => Place::Factor(condition.to_owned()),
                factors::Name::Key(name) => Place::Key(name.to_owned()),
            };
            (place, Per::Million)
        }
        _ if above == 0 => named(None).map(|(name, per)| (Place::Key(name), per))?,
        _ if above % 1000 == 0 && u32::try_from(above / 1000).is_ok() => {
            named(Some(above / 1000)).map(|(name, per)| (Place::Key(name), per))?
        }
        _ => named(None).map(|(name, per)| (Place::Range(above, name), per))?,
    };
    Ok((
        place,
        per_unit(per_million, per).ok_or("has more decimals than a price of the format is read with")?,
    ))
}

/// From USD per million to USD per so many units, digit by digit.
fn per_unit(per_million: Decimal, per: Per) -> Option<Value> {
    let price = per_million.normalize();
    let exact =
        Decimal::try_from_i128_with_scale(price.mantissa(), (price.scale() + 6).checked_sub(per.power()?)?);
    let exact = exact.ok()?.normalize();
    if exact.scale() > per.decimals_max() {
        return None;
    }
    Some(Value::Number(exact.to_string().parse::<Number>().ok()?))
}

fn put(entry: &mut Value, place: Place, price: Value) {
    match place {
        Place::Key(name) => entry[name] = price,
        Place::Factor(condition) => entry[factors::KEY][condition] = price,
        Place::SearchSize(size) => entry[SEARCH_KEY][size] = price,
        Place::Range(from, name) => {
            let ranges = entry[TIERED_KEY].take();
            let mut ranges = if let Value::Array(ranges) = ranges { ranges } else { Vec::new() };
            match ranges.iter_mut().find(|range| range["range"][0] == json!(from)) {
                Some(range) => range[name] = price,
                None => ranges.push(json!({"range": [from], name: price})),
            }
            entry[TIERED_KEY] = Value::Array(ranges);
        }
    }
}
