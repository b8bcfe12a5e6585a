//! Which price a name means, and what a call on record would cost.

use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;
use token_meter_core::price::{Matched, Priced, Used};
use token_meter_core::units::Units;

use super::args;
use super::jsonb::JsonbText;
use crate::clock;
use crate::error::{self, MeterError};
use crate::meter::matching::{Trail, Wanted, find};
use crate::meter::price::{self, Priceable};
use crate::store::{Db, installation, limits, numeric, prices, settings};

/// Every name under which a model's price is looked for, in order, up to the one that has a price; with an account, the limits
/// that would count a call of this name too.
#[pg_extern(stable, security_definer)]
#[search_path(pg_catalog, meter, pg_temp)]
#[allow(clippy::type_complexity)] // the SQL row
fn meter_match_model(
    model: Option<&str>,
    provider: default!(Option<&str>, "NULL"),
    at: default!(Option<TimestampWithTimeZone>, "NULL"),
    account: default!(Option<&str>, "NULL"),
) -> Result<
    TableIterator<
        'static,
        (
            name!(step, i32),
            name!(price_match, String),
            name!(provider, Option<String>),
            name!(model, String),
            name!(has_price, bool),
            name!(limits, Option<Vec<String>>),
        ),
    >,
    ErrorReport,
> {
    let (trail, limits) = Db::read(|db| {
        installation::ready(db)?;
        let name = args::needed_text("model", model)?;
        let provider = args::provider(provider)?;
        let at = at.map_or_else(clock::now, |at| clock::to_utc(at, "at"))?;
        let wanted = Wanted { provider: provider.as_deref(), model: &name, at, units: &Units::none() };
        let mut trail = Trail::new();
        if find(db, wanted, Some(&mut trail))?.is_none() {
            trail.push(otherwise(db)?);
        }
        let account = args::text("account", account)?;
        let limits = account
            .map(|account| limits::counting(db, &account, provider.as_deref(), &name, at))
            .transpose()?;
        Ok::<(Trail, Option<Vec<String>>), MeterError>((trail, limits))
    })?;
    let rows = trail.into_iter().zip(1..).map(move |((matched, provider, model, has_price), step)| {
        (step, matched.name().to_owned(), provider, model, has_price, limits.clone())
    });
    Ok(TableIterator::new(rows))
}

/// What becomes of a model that has no price.
fn otherwise(db: &mut Db) -> error::Result<(Matched, Option<String>, String, bool)> {
    let everything = (Some(prices::EVERY_PROVIDER.to_owned()), prices::EVERY_MODEL.to_owned());
    let is_fallback = settings::read(db, "unknown_model")? == "fallback";
    let matched = if is_fallback { Matched::Fallback } else { Matched::None };
    Ok((matched, everything.0, everything.1, is_fallback))
}

/// What a call on record costs by the prices of a moment; a cost that cannot be told is NULL. `missing` is the price of its
/// own that it lacks, whatever else the operator would have it cost.
#[pg_extern(schema = "meter_internal", stable)]
#[allow(clippy::too_many_arguments, clippy::type_complexity)] // the SQL signature
fn _meter_price(
    provider: Option<&str>,
    model: Option<&str>,
    service_tier: Option<&str>,
    counts: Vec<Option<i64>>,
    other_units: Option<JsonbText>,
    at: Option<TimestampWithTimeZone>,
    prices_at: Option<TimestampWithTimeZone>,
    conditions: Option<Vec<Option<String>>>,
) -> Result<
    TableIterator<
        'static,
        (
            name!(cost, Option<AnyNumeric>),
            name!(price_match, &'static str),
            name!(price_ids, Vec<i64>),
            name!(missing, Option<String>),
        ),
    >,
    ErrorReport,
> {
    let (priced, missing) = Db::read(|db| {
        let counts = counts.try_into().map_err(|_| MeterError::Internal("a call has seven counts"))?;
        let counts = args::counts(counts)?;
        let moment = |at| clock::to_utc(args::needed("at", at)?, "at");
        let what = Priceable {
            provider,
            model,
            used: Used {
                counts: &counts,
                units: &args::units_on_record(other_units, &counts)?,
                service_tier: &args::service_tier(service_tier)?,
                conditions: &args::conditions(conditions, model)?,
                at: moment(at)?,
            },
            prices_at: moment(prices_at)?,
        };
        match price::own(db, &what) {
            Err(error) if error.is_about_the_price() => match price::of_record(db, &what) {
                Err(error) if error.is_about_the_price() => Ok((Priced::unknown(), Some(lack(&error)))),
                priced => Ok((priced?, Some(lack(&error)))),
            },
            priced => Ok::<_, MeterError>((priced?, None)),
        }
    })?;
    let cost = numeric(priced.cost)?;
    Ok(TableIterator::once((cost, priced.matched.name(), priced.price_ids, missing)))
}

/// Which price is missing, in few words.
fn lack(error: &MeterError) -> String {
    match error {
        MeterError::Cost { source, .. } => source.to_string(),
        MeterError::NoFallback { source } => lack(source),
        MeterError::Null { .. } => "the call names no model".into(),
        other => other.to_string(),
    }
}
