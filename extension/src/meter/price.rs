//! Which prices apply to a call, and what it costs by them.

use chrono::{DateTime, Utc};
use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;
use token_meter_core::model_name::{is_free, is_of_a_family};
use token_meter_core::price::component::{other_model, price_names};
use token_meter_core::price::{CostError, Matched, Priced, Rate, Used, cost};
use token_meter_core::units::Units;

use super::matching::{Found, Wanted, find};
use crate::error::{MeterError, Result};
use crate::store::{Db, prices, settings};

/// What is priced: the part of a call that its cost depends on.
#[derive(Clone, Copy)]
pub struct Priceable<'a> {
    /// Under its one name.
    pub provider: Option<&'a str>,
    pub model: Option<&'a str>,
    pub used: Used<'a>,
    /// The moment whose prices hold.
    pub prices_at: DateTime<Utc>,
}

/// Prices a call. Where its model has no price, or lacks the price of a component that was used, the setting
/// `unknown_model` says what to do: charge the marked fallback price, raise an error, or leave the cost unknown.
pub fn price(db: &mut Db, what: &Priceable) -> Result<Priced> {
    let found = by_its_names(db, what)?;
    tell_swapped(db, found.as_ref(), what)?;
    or_as_is_set(db, found, what)
}

/// The same for a call that is spent. A unit that nobody has a price for leaves the rest of the cost known: it is charged as
/// a guess, which limits count, and the unit is missing from it until it has a price.
pub fn spent(db: &mut Db, what: &Priceable) -> Result<Priced> {
    match price(db, what) {
        Err(error @ MeterError::NoFallback { .. }) => without_unpriced_units(db, what, error),
        priced => priced,
    }
}

/// The same for a call on record, of which nothing is told.
pub fn of_record(db: &mut Db, what: &Priceable) -> Result<Priced> {
    let found = by_its_names(db, what)?;
    match or_as_is_set(db, found, what) {
        Err(error @ MeterError::NoFallback { .. }) => without_unpriced_units(db, what, error),
        priced => priced,
    }
}

fn without_unpriced_units(db: &mut Db, what: &Priceable, error: MeterError) -> Result<Priced> {
    let found = by_its_names(db, what)?;
    let rates = with_fallback(db, found.map(|found| found.rates).unwrap_or_default(), what)?;
    let mut units = what.used.units.clone();
    while what.used.counts.total() > 0 {
        match cost(&rates, &Used { units: &units, ..what.used }) {
            Ok(quote) => return Ok(Priced::at(quote, Matched::Fallback)),
            Err(CostError::NoPrice(unit)) if !units.of(&unit).is_zero() => units = units.without(&unit),
            Err(_) => break,
        }
    }
    Err(error)
}

fn or_as_is_set(db: &mut Db, found: Option<Found>, what: &Priceable) -> Result<Priced> {
    let missing = match own_price(found.as_ref(), what) {
        Err(error) if is_missing(&error) => error,
        priced => return priced,
    };
    match settings::read(db, "unknown_model")?.as_str() {
        "fallback" => {
            let rates = with_fallback(db, found.map(|found| found.rates).unwrap_or_default(), what)?;
            match cost(&rates, &what.used) {
                Ok(quote) => Ok(Priced::at(quote, Matched::Fallback)),
                Err(CostError::OutOfRange) => Err(source_error(CostError::OutOfRange, what)),
                Err(CostError::NoPrice(_)) if what.model.is_none() => Err(missing),
                Err(CostError::NoPrice(_)) => Err(MeterError::NoFallback { source: Box::new(missing) }),
            }
        }
        "refuse" if what.model.is_some() => Err(missing),
        // a call that names no model has no unknown one: only a cost limit minds that its cost is not known
        _ => Ok(Priced::unknown()),
    }
}

/// The price that a call has by its model, whatever else the operator would have it cost.
///
/// # Errors
/// Those of [`price`], and what price is missing.
pub fn own(db: &mut Db, what: &Priceable) -> Result<Priced> {
    let found = by_its_names(db, what)?;
    own_price(found.as_ref(), what)
}

fn by_its_names(db: &mut Db, what: &Priceable) -> Result<Option<Found>> {
    let Some(model) = what.model else { return Ok(None) };
    let wanted = Wanted { provider: what.provider, model, at: what.prices_at, units: what.used.units };
    let mut found = find(db, wanted, None)?;
    if let Some(found) = &mut found {
        add_other_models(db, &mut found.rates, what)?;
    }
    Ok(found)
}

/// Whether a call to a provider, under its one name, goes by the second of two models' names, because it alone has a price. What is free and
/// what is not never stand for each other.
pub fn goes_by_second(
    db: &mut Db,
    provider: Option<&str>,
    [first, second]: [&str; 2],
    units: &Units,
    at: DateTime<Utc>,
) -> Result<bool> {
    if first.trim().to_lowercase() == second.trim().to_lowercase() || is_free(first) != is_free(second) {
        return Ok(false);
    }
    let mut has_price =
        |model| find(db, Wanted { provider, model, at, units }, None).map(|found| found.is_some());
    Ok(!has_price(first)? && has_price(second)?)
}

/// Adds the rates of tokens that another model has used, under the names of their units.
fn add_other_models(db: &mut Db, rates: &mut Vec<Rate>, what: &Priceable) -> Result<()> {
    for (unit, _) in what.used.units.iter() {
        let Some((component, model)) = other_model(unit) else { continue };
        if rates.iter().any(|rate| *rate.component == *unit) {
            continue;
        }
        let none = Units::none();
        let wanted = Wanted { provider: what.provider, model: &model, at: what.prices_at, units: &none };
        let Some(other) = find(db, wanted, None)? else { continue };
        let of = |name: &str| other.rates.iter().filter(|rate| *rate.component == *name).cloned().collect();
        let nearest = price_names(component).into_iter().map(of).find(|found: &Vec<Rate>| !found.is_empty());
        let named = nearest.into_iter().flatten();
        rates.extend(named.map(|rate| Rate { component: unit.into(), ..rate }));
    }
    Ok(())
}

/// Tells of a provider that is a model's name, or the other way round: such calls have a guess for a price or none. A NOTICE goes to who calls;
/// a WARNING of each such call would fill the server's log.
fn tell_swapped(db: &mut Db, found: Option<&Found>, what: &Priceable) -> Result<()> {
    let of_family = what.provider.is_some_and(is_of_a_family);
    let (is_provider, is_model) = match found {
        Some(_) => (false, of_family),
        None => prices::names_known(db, what.provider, what.model)?,
    };
    let told = match (what.provider, what.model) {
        (Some(provider), _) if is_model || of_family => {
            format!("provider \"{provider}\" is the name of a model")
        }
        (_, Some(model)) if is_provider => format!("model \"{model}\" is the name of a provider"),
        _ => return Ok(()),
    };
    ErrorReport::new(PgSqlErrorCode::ERRCODE_SUCCESSFUL_COMPLETION, told, "meter::price")
        .set_hint("Name the model with model => and who sells it with provider =>.")
        .report(PgLogLevel::NOTICE);
    Ok(())
}

fn own_price(found: Option<&Found>, what: &Priceable) -> Result<Priced> {
    let Some(found) = found else { return Err(unknown(what)) };
    match cost(&found.rates, &what.used) {
        Ok(quote) => Ok(Priced::at(quote, found.matched)),
        Err(source) => Err(source_error(source, what)),
    }
}

/// Whether it is a price that is missing.
fn is_missing(error: &MeterError) -> bool {
    match error {
        MeterError::Cost { source, .. } => matches!(source, CostError::NoPrice(_)),
        MeterError::UnknownModel { .. } | MeterError::Null { .. } => true,
        _ => false,
    }
}

/// A model's rates, and the operator's fallback for the components that have none.
fn with_fallback(db: &mut Db, mut rates: Vec<Rate>, what: &Priceable) -> Result<Vec<Rate>> {
    for listed in prices::in_force(db, Some(prices::EVERY_PROVIDER), prices::EVERY_MODEL, what.prices_at)? {
        let key =
            |rate: &Rate| (rate.component.clone(), rate.service_tier.clone(), rate.context_above, rate.daily);
        if !rates.iter().any(|rate| key(rate) == key(&listed.rate)) {
            rates.push(listed.rate);
        }
    }
    Ok(rates)
}

fn unknown(what: &Priceable) -> MeterError {
    match what.model {
        Some(model) => {
            MeterError::UnknownModel { model: model.to_owned(), provider: what.provider.map(str::to_owned) }
        }
        None => MeterError::Null { argument: "model" },
    }
}

fn source_error(source: CostError, what: &Priceable) -> MeterError {
    MeterError::Cost { source, model: what.model.unwrap_or(prices::EVERY_MODEL).to_owned() }
}
