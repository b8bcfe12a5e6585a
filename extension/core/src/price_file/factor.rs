//! Prices of another way to ask, which a list gives one by one where an answer tells a condition: a factor, if they all
//! are dearer by the same.

use rust_decimal::Decimal;

use super::sheet::{ModelPrices, PriceKey};
use crate::price::component::STANDARD_TIER;

pub const UNEVEN: &str = "is no factor: not every price is dearer by the same";

/// By how much the prices of a way to ask multiply the standard ones. `None`: by no one factor.
pub fn between(standard: &ModelPrices, way: &ModelPrices) -> Option<Decimal> {
    let pairs: Option<Vec<(Decimal, Decimal)>> = (way.iter())
        .map(|(key, price)| {
            let key = PriceKey { service_tier: STANDARD_TIER.to_owned(), ..key.clone() };
            Some((standard.get(&key).copied()??, (*price)?))
        })
        .collect();
    let pairs = pairs?;
    let (base, dearer) = pairs.iter().find(|(base, _)| !base.is_zero())?;
    let factor = dearer.checked_div(*base)?.normalize();
    let is_even = |(base, dearer): &(Decimal, Decimal)| base.checked_mul(factor) == Some(*dearer);
    (!factor.is_zero() && pairs.iter().all(is_even)).then_some(factor)
}
