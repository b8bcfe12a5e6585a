//! `experimental.modes`: `{"fast": {"cost": {…}, "provider": {"body": {"service_tier": "priority"}}}}`. What an answer tells is the
//! tier, or the speed.

use serde_json::Value;

use super::Entry;
use crate::price::component::{FACTOR, STANDARD_TIER, is_component, is_name};
use crate::price_file::sheet::{ModelName, ModelPrices, PriceKey, Sheet, set_once};
use crate::price_file::{PriceFileError, broken, factor};
use crate::response::tier;

/// Adds the prices of a model's other modes to those that it has.
pub fn read(
    entry: &Entry,
    name: &ModelName,
    model: &Value,
    prices: &mut ModelPrices,
    sheet: &mut Sheet,
) -> Result<(), PriceFileError> {
    for (mode, fields) in model["experimental"]["modes"].as_object().into_iter().flatten() {
        let place = format!("experimental.modes.{mode}.cost");
        let cost = match &fields["cost"] {
            Value::Null => continue,
            Value::Object(cost) => cost,
            other => return Err(broken(&entry.0, &place, other, "cost must be an object")),
        };
        let of_mode = entry.cost(name, cost, sheet)?;
        let asked = &fields["provider"]["body"];
        let text =
            |key: &str| asked[key].as_str().filter(|_| asked.as_object().is_some_and(|it| it.len() == 1));
        let tier = text("service_tier").and_then(tier::canonical).filter(|tier| is_name(tier));
        let component = text("speed").map(|speed| format!("{FACTOR}speed:{speed}"));
        match (tier, component.filter(|component| is_component(component))) {
            (Some(tier), _) => {
                for (key, price) in of_mode {
                    prices.entry(PriceKey { service_tier: tier.clone(), ..key }).or_insert(price);
                }
            }
            (None, Some(component)) => {
                let told = factor::between(prices, &of_mode)
                    .ok_or(factor::UNEVEN)
                    .and_then(|by| set_once(prices, PriceKey::new(&component, STANDARD_TIER, 0), by));
                if let Err(reason) = told {
                    sheet.skip(name, Some(&place), reason);
                }
            }
            (None, None) => sheet.skip(name, Some(&place), "is for a mode that no answer tells"),
        }
    }
    Ok(())
}
