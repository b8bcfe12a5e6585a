//! Price lists that the world already keeps, read into prices per million units.

mod litellm;
mod number;

use rust_decimal::Decimal;
use serde_json::{Map, Value};
use thiserror::Error;

/// One price of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPrice {
    pub provider: String,
    pub model: String,
    pub component: String,
    pub service_tier: String,
    pub context_above: i64,
    /// USD per million units.
    pub price_per_million: Decimal,
}

/// Something the list says that is not imported, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub provider: String,
    pub model: String,
    /// `None`: the whole entry.
    pub component: Option<String>,
    pub reason: String,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct PriceFile {
    pub prices: Vec<ListedPrice>,
    pub skipped: Vec<Skipped>,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PriceFileError {
    #[error("price file format not recognised")]
    UnknownFormat,
    #[error("unknown price file format \"{0}\"")]
    UnknownFormatName(String),
    #[error("broken entry in price file")]
    BrokenEntry { entry: String, key: String, value: String, problem: &'static str },
}

/// Reads a price list. Without a `format` the content tells it.
pub fn read(list: &Value, format: Option<&str>) -> Result<PriceFile, PriceFileError> {
    match format {
        Some("litellm") => litellm::read(list.as_object().ok_or(PriceFileError::UnknownFormat)?),
        Some(other) => Err(PriceFileError::UnknownFormatName(other.to_owned())),
        None => match list.as_object() {
            Some(map) if looks_like_litellm(map) => litellm::read(map),
            _ => Err(PriceFileError::UnknownFormat),
        },
    }
}

fn looks_like_litellm(map: &Map<String, Value>) -> bool {
    map.values().any(|entry| {
        entry.as_object().is_some_and(|entry| {
            entry.contains_key("litellm_provider") || entry.keys().any(|key| key.contains("_cost_per_"))
        })
    })
}
