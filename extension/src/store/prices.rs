use chrono::{DateTime, Utc};
use pgrx::prelude::*;
use rust_decimal::Decimal;
use token_meter_core::price::Rate;
use token_meter_core::price_file::ListedPrice;

use super::db::{Db, statement};
use crate::clock;
use crate::error::{MeterError, Result};

statement!(IN_FORCE, "prices_in_force.sql", [TEXTOID, TEXTOID, TIMESTAMPTZOID]);
statement!(
    IMPORT,
    "prices_import.sql",
    [
        TEXTARRAYOID,
        TEXTARRAYOID,
        TEXTARRAYOID,
        TEXTARRAYOID,
        INT8ARRAYOID,
        TEXTARRAYOID,
        TIMESTAMPTZOID,
        TEXTOID,
        BOOLOID,
        TEXTOID,
        BOOLOID
    ]
);

/// The rates of a model in force at a moment, each with its provider; `provider` `None`: of every provider.
pub fn in_force(
    db: &mut Db,
    provider: Option<&str>,
    model: &str,
    at: DateTime<Utc>,
) -> Result<Vec<(String, Rate)>> {
    db.rows(&IN_FORCE, &[provider.into(), model.into(), clock::from_utc(at)?.into()], |row| {
        let price: String = row.need(6)?;
        let rate = Rate {
            price_id: row.need(1)?,
            component: row.need(3)?,
            service_tier: row.need(4)?,
            context_above: row.need(5)?,
            price_per_million: Decimal::from_str_exact(&price).map_err(|_| {
                MeterError::invalid(
                    "price has too many digits",
                    format!("A price is {price}."),
                    "Prices of up to 28 digits can be multiplied out exactly; set it with fewer.",
                )
            })?,
        };
        Ok((row.need(2)?, rate))
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
    pub old_price: Option<AnyNumeric>,
    pub new_price: Option<AnyNumeric>,
    pub reason: Option<String>,
}

/// How a list is imported.
pub struct Import<'a> {
    /// Kept with each price; prices of source `seed` give way to a list that is imported.
    pub source: &'static str,
    /// Only this provider's prices.
    pub provider: Option<&'a str>,
    /// All prices hold from here on.
    pub effective_from: DateTime<Utc>,
    /// Ends no price that the list lacks.
    pub add_only: bool,
    /// Tells what it would do, and does nothing.
    pub dry_run: bool,
}

/// Sets the listed prices that differ from those in force, and ends those that the list no longer has.
pub fn import(db: &mut Db, prices: &[ListedPrice], wanted: &Import) -> Result<Vec<Imported>> {
    let texts = |field: fn(&ListedPrice) -> &str| {
        prices.iter().map(|price| field(price).to_owned()).collect::<Vec<_>>()
    };
    let args = [
        texts(|price| &price.provider).into(),
        texts(|price| &price.model).into(),
        texts(|price| &price.component).into(),
        texts(|price| &price.service_tier).into(),
        prices.iter().map(|price| price.context_above).collect::<Vec<_>>().into(),
        prices.iter().map(|price| price.price_per_million.to_string()).collect::<Vec<_>>().into(),
        clock::from_utc(wanted.effective_from)?.into(),
        wanted.source.into(),
        wanted.dry_run.into(),
        wanted.provider.into(),
        wanted.add_only.into(),
    ];
    db.rows(&IMPORT, &args, |row| {
        Ok(Imported {
            change: row.need(1)?,
            provider: row.need(2)?,
            model: row.need(3)?,
            component: row.get(4)?,
            service_tier: row.get(5)?,
            context_above: row.get(6)?,
            old_price: row.get(7)?,
            new_price: row.get(8)?,
            reason: row.get(9)?,
        })
    })
}
