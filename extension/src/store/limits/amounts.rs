//! How much of a call each unit counts.

use pgrx::prelude::*;
use token_meter_core::call::Call;
use token_meter_core::price::Usd;
use token_meter_core::unit::Unit;

use crate::error::Result;
use crate::store::accounts::Account;
use crate::store::numeric;

/// What the function `meter.amount` says of its row.
pub(super) struct Amounts {
    input: i64,
    output: i64,
    cost: Option<AnyNumeric>,
    charged_cost: Option<AnyNumeric>,
}

impl Amounts {
    pub(super) fn of(account: &Account, call: &Call, cost: Option<Usd>) -> Result<Self> {
        let cost = numeric(cost)?;
        let charged_cost = account.charged_cost(call.key_source, cost.clone())?;
        Ok(Self { input: call.counts.input, output: call.counts.output, cost, charged_cost })
    }

    pub(super) fn of_unit(&self, unit: Unit) -> Option<AnyNumeric> {
        match unit {
            Unit::Tokens => Some((self.input + self.output).into()),
            Unit::InputTokens => Some(self.input.into()),
            Unit::OutputTokens => Some(self.output.into()),
            Unit::Requests => Some(1.into()),
            Unit::ChargedCost => self.charged_cost.clone(),
            Unit::Cost => self.cost.clone(),
        }
    }
}
