//! Importing a price list: what differs from the prices in force is set, all from one moment on.

use chrono::{DateTime, Utc};
use serde_json::Value;
use token_meter_core::price_file;
use token_meter_core::provider::canonical;

use crate::error::Result;
use crate::store::Db;
use crate::store::prices::{self, Imported};

pub struct Import<'a> {
    pub list: &'a Value,
    pub format: Option<&'a str>,
    /// Only this provider's prices.
    pub provider: Option<&'a str>,
    pub effective_from: DateTime<Utc>,
    pub dry_run: bool,
}

pub fn import(db: &mut Db, wanted: &Import) -> Result<Vec<Imported>> {
    let mut file = price_file::read(wanted.list, wanted.format)?;
    if let Some(provider) = wanted.provider.map(canonical) {
        file.prices.retain(|price| price.provider == provider);
        file.skipped.retain(|skipped| skipped.provider == provider);
    }
    let mut report = prices::import(db, &file.prices, wanted.effective_from, "litellm", wanted.dry_run)?;
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
