use std::cell::RefCell;

use chrono::{DateTime, Utc};
use pgrx::prelude::*;
use rust_decimal::Decimal;
use token_meter_core::price::{Daily, Rate};
use token_meter_core::price_file::{ListedPrice, PriceFile};
use token_meter_core::provider::canonical;

use super::db::{Db, Row, statement};
use super::kept::{Kept, ModelKey, kept};
use crate::clock;
use crate::error::{MeterError, Result};

statement!(OF_MODEL, "prices_of_model.sql", [TEXTOID, TEXTOID]);
statement!(NAMES_KNOWN, "names_known.sql", [TEXTOID, TEXTOID]);
statement!(
    IMPORT,
    "prices_import.sql",
    [TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, BOOLOID, BOOLOID, NUMERICOID]
);
statement!(EXPORT, "prices_export.sql", [TEXTOID, TIMESTAMPTZOID]);

thread_local! {
    static KEPT: RefCell<Kept<ModelKey, Vec<Listed>>> = Kept::at_most(2048);
    /// What `names_known` has found; '' is no model.
    static KEPT_NAMES: RefCell<Kept<ModelKey, (bool, bool)>> = Kept::at_most(256);
}

/// The provider and the model of prices that hold for every one.
pub const EVERY_PROVIDER: &str = "*";
pub const EVERY_MODEL: &str = "*";

/// A rate that is asked for a model, from a moment on.
#[derive(Clone)]
pub struct Listed {
    pub provider: String,
    /// As the provider spells it; `*`: every one.
    pub model: String,
    /// It is the model's own, not what its provider asks for every model.
    pub own: bool,
    pub rate: Rate,
    from: DateTime<Utc>,
    /// There is no such rate any more.
    ended: bool,
}

impl Listed {
    fn is_of_the_kind_of(&self, other: &Self) -> bool {
        let kind = |listed: &Self| (listed.own, listed.rate.context_above, listed.rate.daily);
        kind(self) == kind(other)
            && self.rate.component == other.rate.component
            && self.rate.service_tier == other.rate.service_tier
            && self.provider == other.provider
    }
}

/// The rates of a model in force at a moment, and those of all models of its provider, provider by provider; `provider`
/// `None`: of every provider.
pub fn in_force(db: &mut Db, provider: Option<&str>, model: &str, at: DateTime<Utc>) -> Result<Vec<Listed>> {
    let load = |db: &mut Db| db.rows(&OF_MODEL, &[provider.into(), model.into()], listed_from).map(Some);
    let key = (provider.map(str::to_owned), model.to_owned());
    let listed = kept(db, &KEPT, key, load)?.unwrap_or_default();
    let begun = |kind: &[Listed]| kind.iter().find(|listed| listed.from <= at).cloned();
    let newest = listed.chunk_by(Listed::is_of_the_kind_of).filter_map(begun);
    Ok(newest.filter(|listed| !listed.ended).collect())
}

/// Whether there is a provider of the name that a call gives its model, and a model of the name of its provider.
pub fn names_known(db: &mut Db, provider: Option<&str>, model: Option<&str>) -> Result<(bool, bool)> {
    let model = model.map(canonical);
    let key = (provider.map(str::to_owned), model.clone().unwrap_or_default());
    let load = |db: &mut Db| {
        db.row(&NAMES_KNOWN, &[provider.into(), model.as_deref().into()], |row| {
            Ok((row.need(1)?, row.need(2)?))
        })
    };
    Ok(kept(db, &KEPT_NAMES, key, load)?.map_or((false, false), |known| *known))
}

fn listed_from(row: &Row) -> Result<Listed> {
    let price: Option<String> = row.get(8)?;
    let rate = Rate {
        price_id: row.need(1)?,
        component: row.need::<String>(4)?.into(),
        service_tier: row.need::<String>(5)?.into(),
        context_above: row.need(6)?,
        daily: daily(row, 7)?,
        price_per_million: price.as_deref().map(decimal).transpose()?.unwrap_or_default(),
    };
    Ok(Listed {
        provider: row.need(2)?,
        own: row.need(3)?,
        model: row.need(10)?,
        rate,
        from: clock::to_utc(row.need(9)?, "effective_from")?,
        ended: price.is_none(),
    })
}

/// The hours of the day in this column.
fn daily(row: &Row, position: usize) -> Result<Option<Daily>> {
    let text: String = row.need(position)?;
    let daily = (!text.is_empty()).then(|| text.parse()).transpose();
    daily.map_err(|_| MeterError::Internal("a price has unreadable hours"))
}

/// A price that can be multiplied out exactly.
fn decimal(price: &str) -> Result<Decimal> {
    Decimal::from_str_exact(price).map_err(|_| {
        MeterError::invalid(
            "price has too many digits",
            format!("A price is {price}."),
            "Prices of up to 28 digits can be multiplied out exactly; set it with fewer.",
        )
    })
}

/// The prices in force at a moment, each with the moment that it holds from, and those set for later.
pub fn listed(db: &mut Db, provider: Option<&str>, at: DateTime<Utc>) -> Result<Vec<ListedPrice>> {
    db.rows(&EXPORT, &[provider.into(), clock::from_utc(at)?.into()], |row| {
        let price: Option<String> = row.get(7)?;
        Ok(ListedPrice {
            provider: row.need(1)?,
            model: row.need(2)?,
            component: row.need(3)?,
            service_tier: row.need(4)?,
            context_above: row.need(5)?,
            daily: daily(row, 6)?,
            price_per_million: price.as_deref().map(decimal).transpose()?,
            effective_from: Some(clock::to_utc(row.need(8)?, "effective_from")?),
        })
    })
}

/// What an import did, or would do, with one listed price.
pub struct Imported {
    pub change: String,
    pub provider: String,
    pub model: String,
    pub component: Option<String>,
    pub service_tier: Option<String>,
    pub context_above: Option<i64>,
    /// Empty: all hours.
    pub daily: Option<String>,
    pub old_price: Option<AnyNumeric>,
    pub new_price: Option<AnyNumeric>,
    pub reason: Option<String>,
    pub effective_from: Option<TimestampWithTimeZone>,
}

/// How a list is imported.
pub struct Import<'a> {
    /// Kept with each price; prices of source `seed` give way to a list that is imported. `None`: the list's format.
    pub source: Option<&'static str>,
    /// Only this provider's prices.
    pub provider: Option<&'a str>,
    /// All prices hold from here on.
    pub effective_from: DateTime<Utc>,
    /// Ends no price that the list lacks.
    pub add_only: bool,
    /// Tells what it would do, and does nothing.
    pub dry_run: bool,
    /// A price may become so many times larger or smaller; `None`: any number of times.
    pub max_factor: Option<AnyNumeric>,
}

/// Sets the listed prices that differ from those in force, ends those that the list no longer has, and takes its rules.
pub fn import(db: &mut Db, file: &PriceFile, source: &str, wanted: &Import) -> Result<Vec<Imported>> {
    let args = [
        file.rows().to_string().into(),
        source.into(),
        wanted.provider.into(),
        clock::from_utc(wanted.effective_from)?.into(),
        wanted.add_only.into(),
        wanted.dry_run.into(),
        wanted.max_factor.clone().into(),
    ];
    db.rows(&IMPORT, &args, |row| {
        Ok(Imported {
            change: row.need(1)?,
            provider: row.need(2)?,
            model: row.need(3)?,
            component: row.get(4)?,
            service_tier: row.get(5)?,
            context_above: row.get(6)?,
            daily: row.get(7)?,
            old_price: row.get(8)?,
            new_price: row.get(9)?,
            reason: row.get(10)?,
            effective_from: row.get(11)?,
        })
    })
}
