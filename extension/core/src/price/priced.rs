//! What pricing a call came to.

use rust_decimal::Decimal;

use super::cost::Quote;

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
            Self::Fallback => "fallback",
            Self::None => "none",
        }
    }
}

/// A call's cost, if known, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    /// USD.
    pub cost: Option<Decimal>,
    pub price_ids: Vec<i64>,
    pub matched: Matched,
}

impl Priced {
    pub fn at(quote: Quote, matched: Matched) -> Self {
        Self { cost: Some(quote.cost), price_ids: quote.price_ids, matched }
    }

    pub fn unknown() -> Self {
        Self { cost: None, price_ids: vec![], matched: Matched::None }
    }
}
