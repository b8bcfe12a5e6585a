//! What an answer reports beside counts.

use rust_decimal::Decimal;
use std::collections::BTreeMap;

use super::ResponseError;
use super::count::{amount, count};
use super::node::Node;
use super::tokens::Counts;

/// The usage that one body or event reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    pub counts: Counts,
    pub other_units: BTreeMap<String, Decimal>,
    /// USD.
    pub cost: Option<Decimal>,
    pub service_tier: Option<String>,
}

impl Usage {
    pub fn of(counts: Counts) -> Self {
        Usage { counts, ..Usage::default() }
    }

    /// Adds a unit under the name of its price component, where there is any of it.
    pub fn unit(&mut self, component: &str, value: Option<impl Into<Decimal>>) {
        if let Some(value) = value.map(Into::into).filter(|value| !value.is_zero()) {
            self.other_units.insert(component.to_owned(), value);
        }
    }

    /// The fields of a usage object that mean the same wherever they stand.
    pub fn with_common(mut self, usage: &Node) -> Result<Self, ResponseError> {
        for holder in
            [usage.get("server_tool_use")?, usage.get("server_tool_use_details")?].into_iter().flatten()
        {
            self.unit("web_search", count(holder, &["web_search_requests"])?);
            self.unit("web_fetch", count(holder, &["web_fetch_requests"])?);
        }
        self.unit("web_search", count(usage, &["num_search_queries"])?);
        self.unit("citation", count(usage, &["citation_tokens"])?);
        self.unit("source", count(usage, &["num_sources_used"])?);
        self.unit("audio_second", amount(usage.get("prompt_audio_seconds")?));
        if usage.text("type")? == Some("duration") {
            self.unit("audio_second", amount(usage.get("seconds")?));
        }
        self.cost = cost(usage)?;
        self.service_tier = usage.text("service_tier")?.map(str::to_owned);
        Ok(self)
    }

    pub fn says_nothing(&self) -> bool {
        self.counts.is_empty() && self.other_units.is_empty() && self.cost.is_none()
    }
}

/// xAI bills in ticks of 10^-10 USD.
const TICKS_DECIMALS: u32 = 10;

fn cost(usage: &Node) -> Result<Option<Decimal>, ResponseError> {
    if let Some(ticks) = count(usage, &["cost_in_usd_ticks"])? {
        return Ok(Decimal::try_from_i128_with_scale(i128::from(ticks), TICKS_DECIMALS).ok());
    }
    let total = match usage.get("cost")? {
        Some(cost) if cost.is_object() => amount(cost.get("total_cost")?),
        cost => amount(cost),
    };
    Ok(match total {
        Some(total) => Some(total),
        None => amount(usage.get("estimated_cost")?),
    })
}
