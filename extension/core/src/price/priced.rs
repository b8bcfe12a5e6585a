//! What pricing a call came to.

use super::cost::Quote;
use super::exact::Usd;

/// How a call's prices were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matched {
    /// By provider and model.
    Exact,
    /// By the model's name; the caller named no provider, and all that have the model agree.
    Model,
    /// By the name without what a cloud or a gateway puts around it: path, region, vendor, version.
    Prefix,
    /// By the model that this is a dated snapshot of.
    Dated,
    /// By the price of fine-tunes of its base.
    FineTune,
    /// By a name that the operator has said is another's.
    Alias,
    /// By a pattern of the operator.
    Regex,
    /// By the rules of an imported price list.
    List,
    /// By what the provider asks for every model that has no price of its own.
    Provider,
    /// Not by prices: the answer tells it.
    Reported,
    /// The operator's fallback price.
    Fallback,
    /// Not at all: the cost is not known.
    None,
}

impl Matched {
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Model => "model",
            Self::Prefix => "prefix",
            Self::Dated => "dated",
            Self::FineTune => "fine_tune",
            Self::Alias => "alias",
            Self::Regex => "regex",
            Self::List => "list",
            Self::Provider => "provider",
            Self::Reported => "reported",
            Self::Fallback => "fallback",
            Self::None => "none",
        }
    }
}

/// A call's cost, if known, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    pub cost: Option<Usd>,
    pub price_ids: Vec<i64>,
    pub matched: Matched,
    /// By the prices, where the answer tells a bill of its own; `None` also where no price is known.
    pub by_prices: Option<Usd>,
    /// No price is of the call's service tier, or some of its tokens have none of it.
    pub unpriced_tier: bool,
}

impl Priced {
    pub fn at(quote: Quote, matched: Matched) -> Self {
        let Quote { cost, price_ids, unpriced_tier } = quote;
        Self { cost: Some(cost), price_ids, unpriced_tier, ..Self::found(matched) }
    }

    pub fn unknown() -> Self {
        Self::found(Matched::None)
    }

    fn found(matched: Matched) -> Self {
        Self { cost: None, price_ids: vec![], matched, by_prices: None, unpriced_tier: false }
    }

    /// The cost by the provider's own bill, with what the prices say beside it.
    pub fn reported(self, bill: Usd) -> Self {
        Self { cost: Some(bill), matched: Matched::Reported, by_prices: self.cost, ..self }
    }

    /// The cost by the prices, where a bill could have told it.
    pub fn beside_bill(self) -> Self {
        let by_prices = self.cost.filter(|_| self.matched != Matched::Fallback);
        Self { by_prices, ..self }
    }
}
