//! Price lists that the world already keeps, read into prices per million units, and written back.

mod csv;
mod dates;
mod factor;
mod genai_prices;
mod litellm;
mod models_dev;
mod number;
mod openrouter;
mod rows;
mod sheet;
mod write;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value;
use thiserror::Error;

pub use write::{Export, LeftOut, write};

use crate::price::Daily;

/// One price of a list, or the end of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPrice {
    pub provider: String,
    pub model: String,
    pub component: String,
    pub service_tier: String,
    pub context_above: i64,
    /// The hours of the day in which it holds; `None`: all of them.
    pub daily: Option<Daily>,
    /// USD per million units; `None`: no price from `effective_from` on.
    pub price_per_million: Option<Decimal>,
    /// A moment after that of the import; `None`: in force at the import's moment.
    pub effective_from: Option<DateTime<Utc>>,
}

/// A name that the list gives to a model beside its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRule {
    /// Whose answers it is for.
    pub provider: String,
    /// What [`crate::model_pattern::holds`] takes, as text.
    pub clause: String,
    pub to_provider: String,
    pub to_model: String,
    /// Of a provider's rules that hold the first one counts.
    pub place: i32,
}

/// Something the list says that is not imported, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub provider: String,
    pub model: String,
    /// The list's own name of what is priced. `None`: the whole entry.
    pub component: Option<String>,
    pub reason: String,
}

#[derive(Debug, PartialEq, Eq)]
pub struct PriceFile {
    pub format: Format,
    pub prices: Vec<ListedPrice>,
    pub rules: Vec<ListedRule>,
    pub skipped: Vec<Skipped>,
}

/// A price file's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    LiteLlm,
    OpenRouter,
    GenaiPrices,
    ModelsDev,
    Csv,
}

impl Format {
    const ALL: [Self; 5] = [Self::LiteLlm, Self::OpenRouter, Self::GenaiPrices, Self::ModelsDev, Self::Csv];

    /// The name that a caller may ask for it by, and that is kept with each price.
    pub fn name(self) -> &'static str {
        match self {
            Self::LiteLlm => "litellm",
            Self::OpenRouter => "openrouter",
            Self::GenaiPrices => "genai-prices",
            Self::ModelsDev => "models.dev",
            Self::Csv => "csv",
        }
    }

    /// Whether a list of this format can say that a price holds at some hours of the day.
    pub fn has_hours(self) -> bool {
        matches!(self, Self::GenaiPrices | Self::OpenRouter | Self::Csv)
    }

    /// # Errors
    /// [`PriceFileError::UnknownFormatName`].
    pub fn named(name: &str) -> Result<Self, PriceFileError> {
        let format = Self::ALL.into_iter().find(|format| format.name() == name);
        format.ok_or_else(|| PriceFileError::UnknownFormatName(name.to_owned()))
    }

    fn of_content(list: &Value) -> Option<Self> {
        match list {
            Value::String(_) => Some(Self::Csv),
            Value::Array(providers) if genai_prices::looks_like(providers) => Some(Self::GenaiPrices),
            Value::Object(map) if openrouter::looks_like(map) => Some(Self::OpenRouter),
            Value::Object(map) if models_dev::looks_like(map) => Some(Self::ModelsDev),
            Value::Object(map) if litellm::looks_like(map) => Some(Self::LiteLlm),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PriceFileError {
    #[error("price file format not recognised")]
    UnknownFormat,
    #[error("unknown price file format \"{0}\"")]
    UnknownFormatName(String),
    #[error("prices cannot be written as \"{0}\"")]
    NotWritable(String),
    #[error("broken entry in price file")]
    BrokenEntry { entry: String, key: String, value: String, problem: &'static str },
}

/// Reads a price list as of the moment `at`: what is in force then, and what the list says of later moments. A list in
/// CSV is a JSON string, and one in JSON may be in such a string, as a file's text comes to SQL. Without a `format` the content tells it.
///
/// # Errors
/// A format that is unknown or is not that of the list, and the first entry that cannot be what it is meant to be.
pub fn read(list: &Value, format: Option<&str>, at: DateTime<Utc>) -> Result<PriceFile, PriceFileError> {
    let within = json_in_text(list);
    let list = within.as_ref().unwrap_or(list);
    let format = match format {
        Some(name) => Format::named(name)?,
        None => Format::of_content(list).ok_or(PriceFileError::UnknownFormat)?,
    };
    let mut sheet = match (format, list) {
        (Format::LiteLlm, Value::Object(map)) => litellm::read(map)?,
        (Format::OpenRouter, Value::Object(map)) => openrouter::read(map)?,
        (Format::GenaiPrices, Value::Array(providers)) => genai_prices::read(providers, at)?,
        (Format::ModelsDev, Value::Object(providers)) => models_dev::read(providers)?,
        (Format::Csv, Value::String(text)) => csv::read(text, at)?,
        _ => return Err(PriceFileError::UnknownFormat),
    };
    if format != Format::Csv {
        sheet.agree_in_any_case(); // a table is the operator's own, who may mean each of them
    }
    let (prices, rules, skipped) = sheet.into_parts();
    Ok(PriceFile { format, prices, rules, skipped })
}

/// The JSON that a string has; a table's first line names its columns.
fn json_in_text(list: &Value) -> Option<Value> {
    let text = list.as_str()?.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with(['{', '[']) { serde_json::from_str(text).ok() } else { None }
}

/// A broken entry; `key` is empty where it is the whole entry.
fn broken(entry: &str, key: &str, value: &Value, problem: &'static str) -> PriceFileError {
    PriceFileError::BrokenEntry {
        entry: entry.to_owned(),
        key: key.to_owned(),
        value: value.to_string(),
        problem,
    }
}

#[cfg(test)]
#[path = "price_file/newer_keys_tests.rs"]
mod newer_keys_tests;
#[cfg(test)]
#[path = "price_file/tests.rs"]
mod tests;
#[cfg(test)]
#[path = "price_file/written_tests.rs"]
mod written_tests;
