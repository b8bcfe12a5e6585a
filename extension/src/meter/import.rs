//! Importing a price list: what differs from the prices in force is set, all from one moment on.

use token_meter_core::price_file;

use crate::error::{MeterError, Result};
use crate::store::Db;
use crate::store::prices::{self, Import, Imported};

/// Reads the list and sets its prices; tells of each price what became of it, and of what was skipped why.
pub fn import(db: &mut Db, list: &str, format: Option<&str>, wanted: &Import) -> Result<Vec<Imported>> {
    let list =
        serde_json::from_str(list).map_err(|problem| MeterError::PriceListJson(problem.to_string()))?;
    let mut file = price_file::read(&list, format)?;
    if let Some(provider) = wanted.provider {
        file.prices.retain(|price| price.provider == provider);
        file.skipped.retain(|skipped| skipped.provider == provider);
    }
    let mut report = prices::import(db, &file.prices, wanted)?;
    report.extend(file.skipped.into_iter().map(|skipped| Imported {
        change: "skipped".into(),
        provider: skipped.provider,
        model: skipped.model,
        component: skipped.component,
        service_tier: None,
        context_above: None,
        old_price: None,
        new_price: None,
        reason: Some(skipped.reason),
    }));
    Ok(report)
}
