//! What a limit counts.

use std::str::FromStr;
use thiserror::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Tokens,
    InputTokens,
    OutputTokens,
    Cost,
    ChargedCost,
    Requests,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("unknown unit")]
pub struct UnknownUnit(pub String);

impl Unit {
    const ALL: [Self; 6] =
        [Self::Tokens, Self::InputTokens, Self::OutputTokens, Self::Cost, Self::ChargedCost, Self::Requests];

    pub fn name(self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::InputTokens => "input_tokens",
            Self::OutputTokens => "output_tokens",
            Self::Cost => "cost",
            Self::ChargedCost => "charged_cost",
            Self::Requests => "requests",
        }
    }
}

impl FromStr for Unit {
    type Err = UnknownUnit;

    fn from_str(name: &str) -> Result<Self, UnknownUnit> {
        Self::ALL.into_iter().find(|unit| unit.name() == name).ok_or_else(|| UnknownUnit(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for unit in Unit::ALL {
            assert_eq!(unit.name().parse(), Ok(unit));
        }
        assert_eq!("coins".parse::<Unit>(), Err(UnknownUnit("coins".into())));
    }
}
