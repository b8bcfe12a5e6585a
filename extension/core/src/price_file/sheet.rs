//! What every reader fills: the prices of each model once, and what was left out, why.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{ListedPrice, ListedRule, PriceFileError, Skipped, broken};
use crate::price::Daily;
use crate::price::component::{INPUT, OUTPUT, STANDARD_TIER, is_unit};
use crate::provider::canonical;

/// A b-tree key has room for about 2,700 bytes; names stay well below.
const NAME_BYTES_MAX: usize = 255;

/// What of a model is priced, and from when on: `None`, from the import's moment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PriceKey {
    pub component: String,
    pub service_tier: String,
    pub context_above: i64,
    /// The hours of the day in which it holds.
    pub daily: Option<Daily>,
    pub effective_from: Option<DateTime<Utc>>,
}

impl PriceKey {
    pub fn new(component: &str, service_tier: &str, context_above: i64) -> Self {
        Self {
            component: component.to_owned(),
            service_tier: service_tier.to_owned(),
            context_above,
            daily: None,
            effective_from: None,
        }
    }
}

/// The prices of one model in USD per million units; `None` ends one.
pub type ModelPrices = BTreeMap<PriceKey, Option<Decimal>>;

/// A provider, under its one name, and a model.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModelName {
    pub provider: String,
    pub model: String,
}

impl ModelName {
    /// # Errors
    /// A name that is blank or longer than a price can be kept under; `entry` tells where it stands.
    pub fn checked(entry: &str, provider: &str, model: &str) -> Result<Self, PriceFileError> {
        for (key, name) in [("provider", provider), ("model", model)] {
            if name.trim().is_empty() || name.len() > NAME_BYTES_MAX {
                return Err(broken(entry, key, &Value::from(name), "a name has 1 to 255 bytes"));
            }
        }
        Ok(Self { provider: canonical(provider), model: model.trim().to_owned() })
    }

    fn in_any_case(&self) -> (String, String) {
        (self.provider.clone(), self.model.to_lowercase())
    }
}

#[derive(Debug, Default)]
pub struct Sheet {
    /// With the entry that each model was taken from.
    models: BTreeMap<ModelName, (String, ModelPrices)>,
    rules: Vec<ListedRule>,
    skipped: Vec<Skipped>,
}

impl Sheet {
    /// Takes a model's prices. Of two entries that differ the dearer one is taken, so that nothing is charged short, with what
    /// the other one alone prices; another that says no more goes unmentioned.
    pub fn take(&mut self, name: ModelName, entry: &str, prices: ModelPrices) {
        if prices.is_empty() {
            self.skip(&name, None, "has no price that is known");
            return;
        }
        match self.models.entry(name) {
            Entry::Vacant(vacant) => {
                vacant.insert((entry.to_owned(), prices));
            }
            Entry::Occupied(taken) if taken.get().1 == prices => {}
            Entry::Occupied(mut taken) => {
                let dearer = weight(&prices) > weight(&taken.get().1);
                let other = (entry.to_owned(), prices);
                let left = if dearer { taken.insert(other) } else { other };
                self.skipped.push(beaten(&taken.key().provider, &left, taken.get()));
                complete(&mut taken.get_mut().1, &left.1);
            }
        }
    }

    /// Takes a rule that names a model.
    pub fn rule(&mut self, rule: ListedRule) {
        self.rules.push(rule);
    }

    /// Leaves a price key out, or the whole entry.
    pub fn skip(&mut self, name: &ModelName, component: Option<&str>, reason: &str) {
        self.skipped.push(Skipped {
            provider: name.provider.clone(),
            model: name.model.clone(),
            component: component.map(str::to_owned),
            reason: reason.to_owned(),
        });
    }

    /// Leaves an entry out that names no model of a provider.
    pub fn skip_nameless(&mut self, entry: &str, reason: &str) {
        self.skip(&ModelName { provider: String::new(), model: entry.to_owned() }, None, reason);
    }

    /// Names of one provider that differ in case alone mean one model: where their prices differ, all have the dearer ones.
    /// Each stays listed, since prices that an earlier list had under that name end with it.
    pub fn agree_in_any_case(&mut self) {
        let mut dearest: BTreeMap<(String, String), (String, ModelPrices)> = BTreeMap::new();
        for (name, entry) in &self.models {
            let taken = dearest.entry(name.in_any_case()).or_insert_with(|| entry.clone());
            let left = if weight(&entry.1) > weight(&taken.1) {
                std::mem::replace(taken, entry.clone())
            } else {
                entry.clone()
            };
            complete(&mut taken.1, &left.1);
        }
        for (name, entry) in &mut self.models {
            if let Some(taken) = dearest.get(&name.in_any_case())
                && taken.1 != entry.1
            {
                if taken.0 != entry.0 {
                    self.skipped.push(beaten(&name.provider, entry, taken));
                }
                entry.1.clone_from(&taken.1);
            }
        }
    }

    pub fn into_parts(mut self) -> (Vec<ListedPrice>, Vec<ListedRule>, Vec<Skipped>) {
        let listed = |(name, (_, prices)): (ModelName, (String, ModelPrices))| {
            prices.into_iter().map(move |(key, price_per_million)| ListedPrice {
                provider: name.provider.clone(),
                model: name.model.clone(),
                component: key.component,
                service_tier: key.service_tier,
                context_above: key.context_above,
                daily: key.daily,
                price_per_million,
                effective_from: key.effective_from,
            })
        };
        self.skipped.sort_by(|a, b| {
            (&a.provider, &a.model, &a.component).cmp(&(&b.provider, &b.model, &b.component))
        });
        self.skipped.dedup(); // two entries of a model leave the same out
        (self.models.into_iter().flat_map(listed).collect(), self.rules, self.skipped)
    }
}

/// Adds what of a model only the entry that was left has a price for. Of two entries that cost the same the higher of two prices counts;
/// of a cheaper one no price of tokens: those are a part, or another tier, of what the dearer one prices as a whole.
fn complete(taken: &mut ModelPrices, left: &ModelPrices) {
    let cost_the_same = weight(taken) == weight(left);
    for (key, price) in left {
        if cost_the_same {
            let known = taken.entry(key.clone()).or_insert(*price);
            *known = (*known).max(*price);
        } else if is_unit(&key.component) {
            taken.entry(key.clone()).or_insert(*price);
        }
    }
}

/// Tells of an entry that another one of the same model was taken before.
fn beaten(provider: &str, left: &(String, ModelPrices), taken: &(String, ModelPrices)) -> Skipped {
    let reason = if weight(&left.1) == weight(&taken.1) { "" } else { " higher" };
    Skipped {
        provider: provider.to_owned(),
        model: left.0.clone(),
        component: None,
        reason: format!("entry \"{}\" prices the same model{reason} and was taken", taken.0),
    }
}

/// What a token in and a token out cost together, and where they cost the same, all else.
fn weight(prices: &ModelPrices) -> (Decimal, Decimal) {
    let sum = |counts: fn(&PriceKey) -> bool| {
        let of_kind = prices.iter().filter(|(key, _)| counts(key));
        of_kind.filter_map(|(_, price)| *price).fold(Decimal::ZERO, Decimal::saturating_add)
    };
    let is_token = |key: &PriceKey| {
        let always = key.service_tier == STANDARD_TIER && key.context_above == 0 && key.daily.is_none();
        always && [INPUT, OUTPUT].contains(&key.component.as_str())
    };
    let tokens = sum(is_token);
    (tokens, if tokens.is_zero() { sum(|_| true) } else { Decimal::ZERO })
}

/// Sets a price that the entry has not set yet. What it prices twice, and differently, is told as a reason to skip.
pub fn set_once(prices: &mut ModelPrices, key: PriceKey, price: Decimal) -> Result<(), &'static str> {
    match prices.entry(key) {
        Entry::Vacant(vacant) => {
            vacant.insert(Some(price));
            Ok(())
        }
        Entry::Occupied(set) if *set.get() == Some(price) => Ok(()),
        Entry::Occupied(_) => Err("another key of the entry prices the same and was taken"),
    }
}
