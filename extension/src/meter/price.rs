//! Which prices apply to a call, and what it costs by them.

use chrono::{DateTime, Utc};
use token_meter_core::counts::TokenCounts;
use token_meter_core::model_name::candidates;
use token_meter_core::price::{CostError, Matched, Priced, Rate, cost, is_charged};

use crate::error::{MeterError, Result};
use crate::store::{Db, prices, settings};

/// Provider and model of the price that is charged where the model has none of its own.
const FALLBACK: &str = "*";

/// What is priced: the part of a call that its cost depends on.
pub struct Priceable<'a> {
    /// Under its one name.
    pub provider: Option<&'a str>,
    pub model: Option<&'a str>,
    pub service_tier: &'a str,
    pub counts: &'a TokenCounts,
    pub at: DateTime<Utc>,
}

/// Prices a call. Where its model has no price, or lacks the price of a component that was used, the setting
/// `unknown_model` says what to do: charge the marked fallback price, raise an error, or leave the cost unknown.
pub fn price(db: &mut Db, what: &Priceable) -> Result<Priced> {
    let found = matching_rates(db, what)?;
    let missing = match &found {
        Some((matched, rates)) => match cost(rates, what.counts, what.service_tier) {
            Ok(quote) => return Ok(Priced::at(quote, *matched)),
            Err(CostError::OutOfRange) => return Err(source_error(CostError::OutOfRange, what)),
            Err(source) => source_error(source, what),
        },
        None => unknown(what),
    };
    match settings::read(db, "unknown_model")?.as_str() {
        "fallback" => {
            let rates = with_fallback(db, found.map(|(_, rates)| rates).unwrap_or_default(), what)?;
            match cost(&rates, what.counts, what.service_tier) {
                Ok(quote) => Ok(Priced::at(quote, Matched::Fallback)),
                Err(CostError::OutOfRange) => Err(source_error(CostError::OutOfRange, what)),
                Err(CostError::NoPrice(_)) => Err(missing),
            }
        }
        "refuse" if what.model.is_some() => Err(missing),
        // a call that names no model has no unknown one: only a cost limit minds that its cost is not known
        _ => Ok(Priced::unknown()),
    }
}

/// A model's rates, and the operator's fallback for the components that have none.
fn with_fallback(db: &mut Db, mut rates: Vec<Rate>, what: &Priceable) -> Result<Vec<Rate>> {
    for fallback in rates_of(prices::in_force(db, Some(FALLBACK), FALLBACK, what.at)?) {
        let same = |rate: &Rate| {
            (&rate.component, &rate.service_tier, rate.context_above)
                == (&fallback.component, &fallback.service_tier, fallback.context_above)
        };
        if !rates.iter().any(same) {
            rates.push(fallback);
        }
    }
    Ok(rates)
}

/// The rates of a call's model: by the name that it goes by, else by the first of the names that may be meant which
/// has a price; `None` where none has.
fn matching_rates(db: &mut Db, what: &Priceable) -> Result<Option<(Matched, Vec<Rate>)>> {
    let Some(model) = what.model else { return Ok(None) };
    if let Some(found) = named_rates(db, what.provider, model, what.at)? {
        return Ok(Some(found));
    }
    let names = candidates(what.provider, model);
    if names.is_empty() {
        return Ok(None);
    }
    for place in prices::known(db, &names, what.at)? {
        let Some(name) = names.get(place) else { continue };
        if let Some((_, rates)) = named_rates(db, name.provider.as_deref(), &name.model, what.at)? {
            return Ok(Some((name.matched, rates)));
        }
    }
    Ok(None)
}

/// The rates of this very name. Without a provider, it must mean the same prices at every provider that has it.
fn named_rates(
    db: &mut Db,
    provider: Option<&str>,
    model: &str,
    at: DateTime<Utc>,
) -> Result<Option<(Matched, Vec<Rate>)>> {
    if let Some(provider) = provider {
        let rates = rates_of(prices::in_force(db, Some(provider), model, at)?);
        return Ok((!rates.is_empty()).then_some((Matched::Exact, rates)));
    }
    let listed = prices::in_force(db, None, model, at)?;
    let mut by_provider: Vec<(String, Vec<Rate>)> = Vec::new();
    for (provider, rate) in listed {
        match by_provider.last_mut() {
            Some((last, rates)) if *last == provider => rates.push(rate),
            _ => by_provider.push((provider, vec![rate])),
        }
    }
    by_provider.retain(|(_, rates)| rates.iter().any(is_charged));
    let Some((_, first)) = by_provider.first() else { return Ok(None) };
    if by_provider.iter().any(|(_, rates)| !same_prices(rates, first)) {
        let providers = by_provider.into_iter().map(|(provider, _)| provider).collect();
        return Err(MeterError::AmbiguousModel { model: model.to_owned(), providers });
    }
    Ok(Some((Matched::Model, first.clone())))
}

fn same_prices(a: &[Rate], b: &[Rate]) -> bool {
    let ids_apart = |rate: &Rate| Rate { price_id: 0, ..rate.clone() };
    let charged = |rates: &[Rate]| -> Vec<Rate> {
        rates.iter().filter(|rate| is_charged(rate)).map(ids_apart).collect()
    };
    charged(a) == charged(b)
}

fn rates_of(listed: Vec<(String, Rate)>) -> Vec<Rate> {
    listed.into_iter().map(|(_, rate)| rate).collect()
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
    MeterError::Cost { source, model: what.model.unwrap_or(FALLBACK).to_owned() }
}
