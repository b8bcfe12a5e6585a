//! A plain table: `provider,model,component,price_per_million[,service_tier][,context_above][,daily][,effective_from]`, USD per
//! million units, every digit of which is meant. An empty price ends one, from its `effective_from` on.

use chrono::{DateTime, Utc};
use csv::{ReaderBuilder, StringRecord, Trim, WriterBuilder};
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;

use super::sheet::{ModelName, ModelPrices, PriceKey, Sheet};
use super::{ListedPrice, PriceFileError, broken, dates, number};
use crate::counts::TOKENS_MAX;
use crate::moment;
use crate::price::Daily;
use crate::price::component::{FACTOR, STANDARD_TIER, is_component, is_name};

const COLUMNS: [&str; 8] = [
    "provider",
    "model",
    "component",
    "price_per_million",
    "service_tier",
    "context_above",
    "daily",
    "effective_from",
];
const NEEDED: usize = 4;
/// What a spreadsheet takes for the start of a formula, some of them in full width too; and the sign that keeps it from that, so that a
/// cell which begins with it can be told apart.
const FORMULA: [char; 9] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', GUARD];
const BREAKS: [char; 3] = ['\t', '\r', '\n'];
const GUARD: char = '\'';

type Starts = BTreeMap<Option<DateTime<Utc>>, Option<Decimal>>;

pub fn read(text: &str, at: DateTime<Utc>) -> Result<Sheet, PriceFileError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = ReaderBuilder::new().trim(Trim::Headers).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| broken_line(1, &error))?;
    let columns = positions(header)?;
    let mut models: BTreeMap<ModelName, BTreeMap<PriceKey, Starts>> = BTreeMap::new();
    for record in reader.records() {
        let record =
            record.map_err(|error| broken_line(error.position().map_or(0, |at| at.line()), &error))?;
        let line = Line { record: &record, columns: &columns };
        let (name, mut key, price) = line.price()?;
        let start = key.effective_from.take();
        let starts = models.entry(name).or_default().entry(key).or_default();
        if starts.insert(start, price).is_some() {
            return Err(line.broken("component", "it is priced twice from the same moment"));
        }
    }
    let mut sheet = Sheet::default();
    for (name, keys) in models {
        let entry = format!("{}/{}", name.provider, name.model);
        sheet.take(name, &entry, in_force_and_later(keys, at));
    }
    Ok(sheet)
}

fn in_force_and_later(keys: BTreeMap<PriceKey, Starts>, at: DateTime<Utc>) -> ModelPrices {
    let mut prices = ModelPrices::new();
    for (key, starts) in keys {
        for (effective_from, price) in dates::of_key(&starts, at) {
            // what has ended before the import is simply not there
            if price.is_some() || effective_from.is_some() {
                prices.insert(PriceKey { effective_from, ..key.clone() }, price);
            }
        }
    }
    prices
}

/// Where each column stands.
fn positions(header: &StringRecord) -> Result<[Option<usize>; 8], PriceFileError> {
    let mut positions = [None; 8];
    for (position, name) in header.iter().enumerate() {
        let column = COLUMNS.iter().position(|column| column.eq_ignore_ascii_case(name));
        let told = |problem| broken("line 1", "", &Value::from(name), problem);
        let column = column.ok_or_else(|| {
            told("a column is one of provider, model, component, price_per_million, service_tier, context_above, daily, effective_from")
        })?;
        if positions[column].replace(position).is_some() {
            return Err(told("a column stands there once"));
        }
    }
    if positions[..NEEDED].contains(&None) {
        let header = header.iter().collect::<Vec<_>>().join(",");
        let problem = "the columns provider, model, component and price_per_million are needed";
        return Err(broken("line 1", "", &Value::from(header), problem));
    }
    Ok(positions)
}

struct Line<'a> {
    record: &'a StringRecord,
    columns: &'a [Option<usize>; 8],
}

impl Line<'_> {
    fn field(&self, column: &str) -> &str {
        let column = COLUMNS.iter().position(|known| *known == column);
        column.and_then(|column| self.record.get(self.columns[column]?)).unwrap_or_default()
    }

    fn place(&self) -> String {
        format!("line {}", self.record.position().map_or(0, |position| position.line()))
    }

    fn broken(&self, column: &str, problem: &'static str) -> PriceFileError {
        broken(&self.place(), column, &Value::from(self.field(column)), problem)
    }

    fn price(&self) -> Result<(ModelName, PriceKey, Option<Decimal>), PriceFileError> {
        let [provider, model] = ["provider", "model"].map(|column| unguarded(self.field(column).trim()));
        let name = ModelName::checked(&self.place(), provider, model)?;
        let effective_from =
            match self.field("effective_from").trim() {
                "" => None,
                text => Some(moment::parse(text).ok_or_else(|| {
                    self.broken("effective_from", "it must be a date or a time with its zone")
                })?),
            };
        let price = match self.field("price_per_million").trim() {
            "" if effective_from.is_some() => None,
            "" => {
                let problem = "an empty price ends one from its effective_from on, which is missing";
                return Err(self.broken("price_per_million", problem));
            }
            text => Some(
                number::exact_per_million(text)
                    .map_err(|problem| self.broken("price_per_million", problem))?,
            ),
        };
        let service_tier = match self.name("service_tier")? {
            "" => STANDARD_TIER,
            tier => tier,
        };
        let component = self.field("component").trim();
        if !component.starts_with(FACTOR) {
            self.name("component")?;
        } else if !is_component(component) {
            return Err(self.broken("component", "a factor is named like factor:speed:fast"));
        }
        if component.is_empty() {
            return Err(self.broken("component", "a price must name its component"));
        }
        let key = PriceKey::new(component, service_tier, self.context_above()?);
        Ok((name, PriceKey { daily: self.daily()?, effective_from, ..key }, price))
    }

    /// A name as the columns `component` and `service_tier` of the table of prices take it.
    fn name(&self, column: &str) -> Result<&str, PriceFileError> {
        let name = self.field(column).trim();
        if name.is_empty() || is_name(name) {
            return Ok(name);
        }
        Err(self
            .broken(column, "a name is of up to 63 letters a to z, digits and _, and begins with a letter"))
    }

    fn daily(&self) -> Result<Option<Daily>, PriceFileError> {
        let text = self.field("daily").trim();
        let daily = (!text.is_empty()).then(|| text.parse()).transpose();
        daily.map_err(|_| self.broken("daily", "it must be two times of the day such as 16:30-00:30, UTC"))
    }

    fn context_above(&self) -> Result<i64, PriceFileError> {
        let text = self.field("context_above").trim();
        let number = if text.is_empty() { Some(0) } else { text.parse().ok() };
        number
            .filter(|number| (0..=TOKENS_MAX).contains(number))
            .ok_or_else(|| self.broken("context_above", "it must be a number of tokens from 0 to 2^53 - 1"))
    }
}

fn broken_line(line: u64, error: &csv::Error) -> PriceFileError {
    let problem = match error.kind() {
        csv::ErrorKind::UnequalLengths { .. } => "a line must have as many fields as the header",
        _ => "it is no CSV",
    };
    broken(&format!("line {line}"), "", &Value::from(error.to_string()), problem)
}

/// Writes prices as [`read`] reads them.
pub fn write(prices: &[ListedPrice]) -> String {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    // a Vec takes whatever is written, and every record has the header's length
    let mut line = |fields: [String; 8]| writer.write_record(fields).unwrap_or_default();
    line(COLUMNS.map(str::to_owned));
    for price in prices {
        let start =
            price.effective_from.map(|start| start.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true));
        line([
            guarded(&price.provider),
            guarded(&price.model),
            price.component.clone(),
            price.price_per_million.map(|price| price.normalize().to_string()).unwrap_or_default(),
            price.service_tier.clone(),
            price.context_above.to_string(),
            price.daily.map(|daily| daily.to_string()).unwrap_or_default(),
            start.unwrap_or_default(),
        ]);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// A cell that no spreadsheet takes for a formula.
fn guarded(text: &str) -> String {
    if is_formula(text) { format!("{GUARD}{text}") } else { text.to_owned() }
}

fn unguarded(text: &str) -> &str {
    text.strip_prefix(GUARD).filter(|rest| is_formula(rest)).unwrap_or(text)
}

fn is_formula(text: &str) -> bool {
    text.starts_with(BREAKS) || text.trim_start().starts_with(FORMULA)
}
