//! The cost of one call from the rates of its model.

use rust_decimal::Decimal;
use thiserror::Error;

use super::component::{
    AUDIO_INPUT, AUDIO_OUTPUT, CACHE_READ, CACHE_WRITE, INPUT, OUTPUT, REASONING, STANDARD_TIER,
};
use super::exact::ExactSum;
use crate::counts::TokenCounts;

/// One price of a model, in force at the call's moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    pub price_id: i64,
    pub component: String,
    pub service_tier: String,
    /// Holds where the call's total input tokens are above this; 0 holds always.
    pub context_above: i64,
    /// USD per million tokens.
    pub price_per_million: Decimal,
}

/// An exact cost and the prices it was worked out from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// USD.
    pub cost: Decimal,
    /// Sorted, without doubles.
    pub price_ids: Vec<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CostError {
    #[error("there is no {0} price")]
    NoPrice(&'static str),
    #[error("cost out of range")]
    OutOfRange,
}

/// The cost of a call.
///
/// Cache reads, cache writes and audio are parts of the input, reasoning and audio of the output: each is charged at
/// its own rate, or at that of the whole where it has none (a rate of 0 is free). Cached audio counts as cached. A rate
/// "above N" reprices every token of its component once the total input, cache included, exceeds N: LiteLLM's price
/// map and genai-prices both mean it so. The asked service tier's rate is taken where there is one, else the standard.
pub fn cost(rates: &[Rate], counts: &TokenCounts, service_tier: &str) -> Result<Quote, CostError> {
    let cached = counts.cache_read + counts.cache_write;
    let audio_input = counts.audio_input.min(counts.input - cached);
    let audio_output = counts.audio_output.min(counts.output - counts.reasoning);
    let lines = [
        (INPUT, INPUT, counts.input - cached - audio_input),
        (CACHE_READ, INPUT, counts.cache_read),
        (CACHE_WRITE, INPUT, counts.cache_write),
        (AUDIO_INPUT, INPUT, audio_input),
        (OUTPUT, OUTPUT, counts.output - counts.reasoning - audio_output),
        (REASONING, OUTPUT, counts.reasoning),
        (AUDIO_OUTPUT, OUTPUT, audio_output),
    ];

    let mut sum = ExactSum::default();
    let mut price_ids = Vec::new();
    for (component, whole, tokens) in lines {
        if tokens == 0 {
            continue;
        }
        let rate = pick(rates, component, service_tier, counts.input)
            .or_else(|| pick(rates, whole, service_tier, counts.input))
            .ok_or(CostError::NoPrice(whole))?;
        sum = sum.add(tokens, rate.price_per_million).ok_or(CostError::OutOfRange)?;
        price_ids.push(rate.price_id);
    }
    price_ids.sort_unstable();
    price_ids.dedup();
    Ok(Quote { cost: sum.usd().ok_or(CostError::OutOfRange)?, price_ids })
}

/// Whether a call's cost can depend on the rate: prices per image, search or second are kept, and nothing is charged by them.
pub fn is_charged(rate: &Rate) -> bool {
    let component = rate.component.as_str();
    [INPUT, CACHE_READ, CACHE_WRITE, AUDIO_INPUT, OUTPUT, REASONING, AUDIO_OUTPUT].contains(&component)
}

/// The rate of a component: of the asked tier before the standard one, of the highest context step that is passed.
fn pick<'a>(rates: &'a [Rate], component: &str, service_tier: &str, input: i64) -> Option<&'a Rate> {
    [service_tier, STANDARD_TIER].into_iter().find_map(|tier| {
        rates
            .iter()
            .filter(|rate| rate.component == component && rate.service_tier == tier)
            .filter(|rate| rate.context_above == 0 || input > rate.context_above)
            .max_by_key(|rate| rate.context_above)
    })
}

#[cfg(test)]
#[path = "cost_tests.rs"]
mod tests;
