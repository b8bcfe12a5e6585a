//! What an answer reports beside counts.

mod tools;

use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

use super::ResponseError;
use super::bill;
use super::count::{amount, count};
use super::node::Node;
use super::tokens::{Counts, sum};
use crate::price::component::whole_of;

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
    /// The answer says how much of the output is of which kind.
    pub output_is_split: bool,
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

    /// Cached tokens of a kind, where nobody says how many: at least those that do not fit into the rest of the input.
    pub fn cached_at_least(&mut self, component: &str, of_kind: Option<i64>) {
        if let (Some(input), Some(cached), Some(of_kind)) =
            (self.counts.input, self.counts.cache_read, of_kind)
        {
            let others = input - of_kind.min(input);
            self.unit(component, Some((cached - others).max(0)));
        }
    }

    /// Takes what an earlier report of the same answer says, where this one says nothing or 0: what was used stays used. A provider whose
    /// last report holds whole, `whole`, may say less of the output on purpose.
    pub fn after(mut self, earlier: Usage, whole: bool) -> Self {
        let kept = |later: Option<i64>, earlier: Option<i64>| match later {
            None | Some(0) => earlier.or(later),
            later => later,
        };
        let said = self.counts;
        if self.counts.is_zero() && !earlier.counts.is_zero() {
            return Usage { cost: self.cost.or(earlier.cost), ..earlier };
        }
        let input = kept(said.input, earlier.counts.input);
        let output = kept(said.output, earlier.counts.output);
        let mut counts = Counts { input, output, ..said };
        let same_input = input == earlier.counts.input;
        if same_input {
            counts.cache_read = kept(said.cache_read, earlier.counts.cache_read);
            counts.cache_write = kept(said.cache_write, earlier.counts.cache_write);
            counts.audio_input = kept(said.audio_input, earlier.counts.audio_input);
        }
        let same_output = output == earlier.counts.output || !whole;
        if same_output {
            counts.reasoning = kept(said.reasoning, earlier.counts.reasoning);
            counts.audio_output = kept(said.audio_output, earlier.counts.audio_output);
        }
        let clamped = self.clamped;
        self = self.with_counts(counts);
        self.clamped = Counts {
            cache_read: self.clamped.cache_read.or(clamped.cache_read),
            cache_write: self.clamped.cache_write.or(clamped.cache_write),
            reasoning: self.clamped.reasoning.or(clamped.reasoning),
            audio_input: self.clamped.audio_input.or(clamped.audio_input),
            audio_output: self.clamped.audio_output.or(clamped.audio_output),
            ..self.clamped
        };
        for (unit, amount) in earlier.other_units {
            let same = match whole_of(&unit) {
                Some("output") => same_output,
                Some(_) => same_input,
                None => true,
            };
            if same {
                self.other_units.entry(unit).or_insert(amount);
            }
        }
        self.cost = self.cost.or(earlier.cost);
        self.service_tier = self.service_tier.or(earlier.service_tier);
        self.conditions.extend(earlier.conditions);
        self.counts_tools |= earlier.counts_tools;
        self.output_is_split |= earlier.output_is_split;
        self
    }

    /// Adds what another step of the same answer has used.
    pub fn add(&mut self, step: Usage) {
        let (mine, its) = (self.counts, step.counts);
        self.counts = Counts {
            input: sum(&[mine.input, its.input]),
            output: sum(&[mine.output, its.output]),
            cache_read: sum(&[mine.cache_read, its.cache_read]),
            cache_write: sum(&[mine.cache_write, its.cache_write]),
            ..mine
        };
        for (unit, amount) in step.other_units {
            *self.other_units.entry(unit).or_default() += amount;
        }
    }

    /// Takes what the provider's own usage tells, which a library hands over beside its counts.
    pub fn take_told(&mut self, told: Usage) {
        for (unit, amount) in told.other_units {
            self.other_units.entry(unit).or_insert(amount);
        }
        self.service_tier = self.service_tier.take().or(told.service_tier);
        self.conditions.extend(told.conditions);
        self.counts_tools |= told.counts_tools;
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

    /// Whether it tells something that is billed, if not by tokens.
    pub fn bills(&self) -> bool {
        !self.other_units.is_empty() || self.cost.is_some_and(|cost| !cost.is_zero())
    }

    pub fn says_nothing(&self) -> bool {
        self.counts.is_empty() && self.other_units.is_empty() && self.cost.is_none()
    }
}
