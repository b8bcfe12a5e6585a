//! The cost of one call from the rates of its model.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use thiserror::Error;

use super::component::{
    FACTOR, INPUT, OUTPUT, PARTS, Part, REQUEST, STANDARD_TIER, is_free_without_price, is_kind_of_request,
    of_this_model, other_names, whole_of,
};
use super::daily::Daily;
use super::exact::Usd;
use crate::conditions::Conditions;
use crate::counts::TokenCounts;
use crate::units::Units;

/// One price of a model, in force at the call's moment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate {
    pub price_id: i64,
    pub component: Arc<str>,
    pub service_tier: Arc<str>,
    /// Holds where the call's total input tokens are above this; 0 holds always.
    pub context_above: i64,
    /// The hours of the day in which it holds; `None`: all of them.
    pub daily: Option<Daily>,
    /// USD per million units; of a factor, the factor itself.
    pub price_per_million: Decimal,
}

/// The part of a call that its cost depends on, beside its model.
#[derive(Debug, Clone, Copy)]
pub struct Used<'a> {
    pub counts: &'a TokenCounts,
    pub units: &'a Units,
    pub service_tier: &'a str,
    pub conditions: &'a Conditions,
    pub at: DateTime<Utc>,
}

/// An exact cost and the prices it was worked out from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    pub cost: Usd,
    /// Sorted, without doubles.
    pub price_ids: Vec<i64>,
    /// No price is of the call's service tier, or some of its tokens have none of it: they are charged as standard.
    pub unpriced_tier: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CostError {
    #[error("there is no {0} price")]
    NoPrice(String),
    #[error("cost out of range")]
    OutOfRange,
}

/// The cost of a call.
///
/// Cache reads, cache writes and audio are parts of the input, reasoning and audio of the output, and units such as
/// `cache_write_1h` parts of these: each is charged at its own rate, or at that of the whole where it has none (a rate
/// of 0 is free). Where parts overlap and nobody says by how much, cached audio counts as cached. Other units are
/// charged by the rate of their name, and the call itself by the rate of `request`, where there is one. A rate
/// "above N" reprices every token of its component once the total input, cache included, exceeds N: LiteLLM's price
/// map and genai-prices both mean it so. The asked service tier's rate is taken where there is one, else the standard;
/// one that holds at this hour of the day before one that holds all day. A tier whose rates stop below a step of the
/// standard ones rises with that step: providers sell a tier at a fraction, or a multiple, of each standard price.
/// A factor of one of the call's conditions multiplies what its tokens cost, and nothing else.
pub fn cost(rates: &[Rate], used: &Used) -> Result<Quote, CostError> {
    let mut bill = Bill { rates, used, sum: Usd::default(), price_ids: Vec::new(), is_of_tier: None };
    for whole in [INPUT, OUTPUT] {
        bill.add_tokens(whole)?;
    }
    let (beside, others): (Vec<_>, Vec<_>) = used
        .units
        .iter()
        .filter(|(unit, _)| whole_of(unit).is_none())
        .partition(|(unit, _)| of_this_model(unit).is_some());
    for (unit, tokens) in beside {
        bill.add_beside(unit, tokens)?;
    }
    bill.multiply()?;
    for (unit, amount) in others {
        bill.add_unit(unit, amount)?;
    }
    if !used.units.iter().any(|(unit, _)| is_kind_of_request(unit))
        && let Some(rate) = bill.rate(REQUEST)
    {
        bill.add(rate, Decimal::ONE)?;
    }
    bill.price_ids.sort_unstable();
    bill.price_ids.dedup();
    let unpriced_tier = used.service_tier != STANDARD_TIER && bill.is_of_tier != Some(true);
    Ok(Quote { cost: bill.sum, price_ids: bill.price_ids, unpriced_tier })
}

struct Bill<'a> {
    rates: &'a [Rate],
    used: &'a Used<'a>,
    sum: Usd,
    price_ids: Vec<i64>,
    /// Whether what is priced by service tiers has the call's: `None` until something is.
    is_of_tier: Option<bool>,
}

impl<'a> Bill<'a> {
    /// Adds all input or all output, each part by itself and what is in no part.
    fn add_tokens(&mut self, whole: &'static str) -> Result<(), CostError> {
        let mut rest = Decimal::from(self.used.counts.of(whole));
        if rest.is_zero() {
            return Ok(());
        }
        let mut apart: Vec<(&Part, Decimal)> = Vec::new();
        for part in PARTS.iter().filter(|part| root_of(part.name) == whole) {
            let within: Decimal = (apart.iter())
                .filter(|(smaller, _)| smaller.wholes.contains(&part.name))
                .map(|(_, amount)| *amount)
                .sum();
            // what is in the same whole already, so that its parts are together no more than it
            let beside: Decimal = (apart.iter())
                .filter(|(other, _)| part.wholes[0] != whole && other.wholes[0] == part.wholes[0])
                .map(|(_, amount)| *amount)
                .sum();
            let room = if part.wholes[0] == whole { rest } else { self.tokens(part.wholes[0]) - beside };
            let amount = (self.tokens(part.name) - within).min(room).clamp(Decimal::ZERO, rest);
            if !amount.is_zero() {
                rest -= amount;
                apart.push((part, amount));
            }
        }
        for (part, amount) in apart {
            let rate = self.rate_of_part(part.name).ok_or_else(|| CostError::NoPrice(whole.to_owned()))?;
            self.add_of_tier(rate, amount)?;
        }
        if !rest.is_zero() {
            let rate = self.rate(whole).ok_or_else(|| CostError::NoPrice(whole.to_owned()))?;
            self.add_of_tier(rate, rest)?;
        }
        Ok(())
    }

    /// Adds tokens of the call's model that stand in none of its counts, at the price that those would have there.
    fn add_beside(&mut self, unit: &str, tokens: Decimal) -> Result<(), CostError> {
        let component = of_this_model(unit).unwrap_or(unit);
        let rate = self.rate(unit).or_else(|| self.rate(component)).or_else(|| self.rate_of_part(component));
        let none = || {
            CostError::NoPrice(
                PARTS
                    .iter()
                    .find(|part| part.name == component)
                    .map_or(component, |part| root_of(part.name))
                    .to_owned(),
            )
        };
        self.add_of_tier(rate.ok_or_else(none)?, tokens)
    }

    /// Adds tokens, whose prices service tiers are about; what is free is so in every tier.
    fn add_of_tier(&mut self, price: Price, amount: Decimal) -> Result<(), CostError> {
        let is_standard = *price.rate.service_tier == *STANDARD_TIER;
        if is_standard && !price.per_million.is_zero() {
            self.is_of_tier = Some(false);
        }
        self.add(price, amount)
    }

    /// Multiplies what stands on the bill by the factors of the call's conditions.
    fn multiply(&mut self) -> Result<(), CostError> {
        for condition in self.used.conditions.iter() {
            let name = format!("{FACTOR}{condition}");
            // one factor multiplies once
            let is_told = |other: &str| {
                self.used.conditions.iter().any(|told| other.strip_prefix(FACTOR) == Some(told))
            };
            let other = || {
                other_names(&name).iter().filter(|other| !is_told(other)).find_map(|other| self.rate(other))
            };
            if let Some(price) = self.rate(&name).or_else(other) {
                self.sum = self.sum.times(price.per_million).ok_or(CostError::OutOfRange)?;
                self.price_ids.extend(price.ids());
            }
        }
        Ok(())
    }

    fn add_unit(&mut self, unit: &str, amount: Decimal) -> Result<(), CostError> {
        let other = || other_names(unit).iter().find_map(|name| self.rate(name));
        let has_tokens = self.used.counts.total() > 0;
        match self.rate(unit).or_else(other) {
            Some(rate) => self.add(rate, amount),
            None if is_free_without_price(unit, has_tokens) => Ok(()),
            None => Err(CostError::NoPrice(unit.to_owned())),
        }
    }

    fn add(&mut self, price: Price, amount: Decimal) -> Result<(), CostError> {
        if *price.rate.service_tier != *STANDARD_TIER {
            self.is_of_tier.get_or_insert(true);
        }
        self.sum = self.sum.add(amount, price.per_million).ok_or(CostError::OutOfRange)?;
        self.price_ids.extend(price.ids());
        Ok(())
    }

    fn tokens(&self, part: &str) -> Decimal {
        Decimal::from(self.used.counts.of(part)) + self.used.units.of(part)
    }

    /// The rate of a part, or the nearest of what it is included in.
    fn rate_of_part(&self, name: &str) -> Option<Price<'a>> {
        let wholes = PARTS.iter().find(|part| part.name == name).map_or(&[][..], |part| part.wholes);
        let own = self.rate(name).or_else(|| wholes.iter().find_map(|whole| self.rate(whole)));
        own.or_else(|| wholes.iter().find_map(|whole| self.rate_of_part(whole)))
    }

    /// The price of a component: of the asked tier before the standard one, of this hour before all day, of the highest
    /// context step that is passed.
    fn rate(&self, component: &str) -> Option<Price<'a>> {
        let standard = || self.rate_of_tier(component, STANDARD_TIER, i64::MAX);
        if self.used.service_tier == STANDARD_TIER {
            return standard().map(Price::of);
        }
        match self.rate_of_tier(component, self.used.service_tier, i64::MAX) {
            None => standard().map(Price::of),
            Some(own) => Some(self.risen(own, standard())),
        }
    }

    /// A tier's rate, times what the standard rates rise by between its step and a higher one that is passed.
    fn risen(&self, own: &'a Rate, standard: Option<&'a Rate>) -> Price<'a> {
        let steps = standard.filter(|step| step.context_above > own.context_above).and_then(|step| {
            let base = self.rate_of_tier(&own.component, STANDARD_TIER, own.context_above)?;
            let risen = own.price_per_million.checked_mul(step.price_per_million)?;
            let per_million = risen.checked_div(base.price_per_million)?.round_dp(RISEN_SCALE);
            Some(Price { rate: own, per_million, steps: Some((base, step)) })
        });
        steps.unwrap_or_else(|| Price::of(own))
    }

    /// The rate of a component in one tier, of steps up to `context_max`.
    fn rate_of_tier(&self, component: &str, tier: &str, context_max: i64) -> Option<&'a Rate> {
        let Used { counts, at, .. } = *self.used;
        let time = at.time();
        self.rates
            .iter()
            .filter(|rate| *rate.component == *component && *rate.service_tier == *tier)
            .filter(|rate| rate.context_above == 0 || counts.input > rate.context_above)
            .filter(|rate| rate.context_above <= context_max)
            .filter(|rate| rate.daily.is_none_or(|daily| daily.holds(time)))
            .max_by_key(|rate| (rate.daily.is_some(), rate.context_above, rate.daily))
    }
}

/// Decimals of a price per million that is worked out from three others.
const RISEN_SCALE: u32 = 12;

/// What a component costs in this call, and the rates that say so.
#[derive(Clone, Copy)]
struct Price<'a> {
    rate: &'a Rate,
    /// USD.
    per_million: Decimal,
    /// The standard rates between which the price rises.
    steps: Option<(&'a Rate, &'a Rate)>,
}

impl<'a> Price<'a> {
    fn of(rate: &'a Rate) -> Self {
        Self { rate, per_million: rate.price_per_million, steps: None }
    }

    fn ids(self) -> impl Iterator<Item = i64> {
        let steps = self.steps.into_iter().flat_map(|(base, step)| [base.price_id, step.price_id]);
        [self.rate.price_id].into_iter().chain(steps)
    }
}

/// Whether a part is of the input or of the output.
fn root_of(name: &'static str) -> &'static str {
    whole_of(name).map_or(name, root_of)
}

#[cfg(test)]
#[path = "cost_tests.rs"]
mod tests;
#[cfg(test)]
#[path = "cost_unit_tests.rs"]
mod unit_tests;
