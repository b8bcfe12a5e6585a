//! Other ways to ask, `{"processing": "batch"}`, `{"service_tier": "flex"}`, `{"speed": "fast"}`: a service tier, or a factor.

use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeSet;

use super::super::factor;
use super::super::sheet::{ModelPrices, PriceKey};
use crate::price::component::{FACTOR, STANDARD_TIER, is_component, is_name};
use crate::response::tier;

/// The service tier under which prices for a way to ask are kept: `{"processing": "batch"}`, `{"service_tier": "flex"}`. Those
/// of a speed, `{"speed": "fast"}`, have a name that no tier has until they become a factor.
pub fn tier_of(when: &Value) -> Option<String> {
    let when = when.as_object().filter(|when| when.len() == 1)?;
    let (way, named) = when.iter().next()?;
    let named = named.as_str()?;
    match way.as_str() {
        "processing" | "service_tier" => tier::canonical(named).filter(|tier| is_name(tier)),
        "speed" => Some(format!("{SPEED}{named}")).filter(|speed| is_component(&format!("{FACTOR}{speed}"))),
        _ => None,
    }
}

const SPEED: &str = "speed:";

pub fn is_of_speed((key, _): &(PriceKey, Option<Decimal>)) -> bool {
    key.service_tier.starts_with(SPEED)
}

/// The factors that the prices of speeds come to, and the speeds whose prices come to none.
pub fn factor_of_speeds(standard: &ModelPrices, of_speeds: ModelPrices) -> (ModelPrices, Vec<String>) {
    let speeds: BTreeSet<String> = of_speeds.keys().map(|key| key.service_tier.clone()).collect();
    let (mut factors, mut uneven) = (ModelPrices::new(), Vec::new());
    for speed in speeds {
        let of_speed = of_speeds.iter().filter(|(key, _)| key.service_tier == speed);
        match factor::between(standard, &of_speed.map(|(key, price)| (key.clone(), *price)).collect()) {
            Some(by) => {
                let key = PriceKey::new(&format!("{FACTOR}{speed}"), STANDARD_TIER, 0);
                factors.insert(key, Some(by));
            }
            None => uneven.push(speed),
        }
    }
    (factors, uneven)
}
