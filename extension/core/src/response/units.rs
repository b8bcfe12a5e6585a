//! What an answer reports beside counts.

use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

use super::ResponseError;
use super::bill;
use super::count::{amount, count};
use super::node::Node;
use super::tokens::Counts;
use crate::price::component::of_model;

/// Begins the units of tokens that the answering model has used beside the message, before that model is known.
pub const OF_THIS_MODEL: &str = "beside_";

/// The usage that one body or event reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    pub counts: Counts,
    /// Counts as they were said, where a part was larger than its whole and was cut down to it.
    pub clamped: Counts,
    pub other_units: BTreeMap<String, Decimal>,
    /// USD.
    pub cost: Option<Decimal>,
    pub service_tier: Option<String>,
    /// What multiplies the call's prices, such as `speed:fast`.
    pub conditions: BTreeSet<String>,
    /// The provider's tools are counted here, so that they need not be counted by the steps of the answer.
    pub counts_tools: bool,
}

impl Usage {
    pub fn of(counts: Counts) -> Self {
        Usage::default().with_counts(counts)
    }

    pub fn with_counts(mut self, said: Counts) -> Self {
        self.counts = said.clamped();
        self.clamped = said.differing(&self.counts);
        self
    }

    /// Adds a unit under the name of its price component, where there is any of it.
    pub fn unit(&mut self, component: &str, value: Option<impl Into<Decimal>>) {
        if let Some(value) = value.map(Into::into).filter(|value| !value.is_zero()) {
            self.other_units.insert(component.to_owned(), value);
        }
    }

    /// Names the units of the answering model by it.
    pub fn name_model(&mut self, model: Option<&str>) {
        let named = |unit: &String| Some(of_model(unit.strip_prefix(OF_THIS_MODEL)?, model?));
        for unit in self.other_units.keys().cloned().collect::<Vec<_>>() {
            if let Some(name) = named(&unit)
                && let Some(tokens) = self.other_units.remove(&unit)
            {
                *self.other_units.entry(name).or_default() += tokens;
            }
        }
    }

    /// The fields of a usage object that mean the same wherever they stand.
    pub fn with_common(mut self, usage: &Node) -> Result<Self, ResponseError> {
        self.with_tools(usage)?;
        self.unit("citation", count(usage, &["citation_tokens"])?);
        self.unit("source", count(usage, &["num_sources_used"])?);
        self.unit("character", count(usage, &["characters", "usage_characters", "input_characters"])?);
        self.unit("audio_second", amount(usage.get("prompt_audio_seconds")?));
        if usage.text("type")? == Some("duration") {
            self.unit("audio_second", amount(usage.get("seconds")?));
        }
        self.cost = bill::of_usage(usage)?;
        self.service_tier = usage.text("service_tier")?.map(str::to_owned);
        if let Some(speed) = usage.text("speed")?.filter(|speed| *speed != "standard") {
            self.condition("speed", speed);
        }
        if let Some(geo) =
            usage.text("inference_geo")?.filter(|geo| !matches!(*geo, "global" | "not_available"))
        {
            self.condition("geo", geo);
        }
        Ok(self)
    }

    fn condition(&mut self, key: &str, value: &str) {
        self.conditions.insert(format!("{key}:{}", value.to_ascii_lowercase()));
    }

    /// Tools of the provider, where it counts them. Fetching pages and running code is counted by some who do not bill it.
    fn with_tools(&mut self, usage: &Node) -> Result<(), ResponseError> {
        const TOOLS: [(&str, &[(&str, &str)]); 4] = [
            ("server_tool_use", &ANTHROPIC_TOOLS),
            ("server_tool_use_details", &ANTHROPIC_TOOLS),
            ("server_side_tool_usage_details", &XAI_TOOLS),
            ("connectors", &MISTRAL_TOOLS),
        ];
        for (holder, tools) in TOOLS {
            let Some(holder) = usage.get(holder)?.filter(|holder| holder.is_object()) else { continue };
            self.counts_tools = true;
            for (key, unit) in tools {
                self.unit(unit, count(holder, &[key])?);
            }
        }
        match usage.text("search_context_size")? {
            // Perplexity bills each request by it; its research model, each search.
            Some(size) if !usage.has("citation_tokens") => {
                self.unit(&format!("request_{}", size.to_ascii_lowercase()), Some(1));
            }
            _ => self.unit("web_search", count(usage, &["num_search_queries"])?),
        }
        Ok(())
    }

    /// Whether it tells something that is billed, if not by tokens.
    pub fn bills(&self) -> bool {
        !self.other_units.is_empty() || self.cost.is_some_and(|cost| !cost.is_zero())
    }

    pub fn says_nothing(&self) -> bool {
        self.counts.is_empty() && self.other_units.is_empty() && self.cost.is_none()
    }
}

const ANTHROPIC_TOOLS: [(&str, &str); 3] = [
    ("web_search_requests", "web_search"),
    ("web_fetch_requests", "web_fetch"),
    ("code_execution_requests", "code_execution"),
];
const XAI_TOOLS: [(&str, &str); 6] = [
    ("web_search_calls", "web_search"),
    ("x_search_calls", "x_search"),
    ("code_interpreter_calls", "code_interpreter"),
    ("file_search_calls", "file_search"),
    ("document_search_calls", "document_search"),
    ("image_generation_calls", "image"),
];
const MISTRAL_TOOLS: [(&str, &str); 5] = [
    ("web_search", "web_search"),
    ("web_search_premium", "web_search_premium"),
    ("code_interpreter", "code_interpreter"),
    ("image_generation", "image"),
    ("document_library", "document_search"),
];
