//! What a call costs. Models without a price cost an unknown amount in this world (`unknown_model` is `record`).

use super::{Answer, INVALID};
use crate::amount::Amount;
use crate::names::{LATER_PRICES, PRICES, Price};
use crate::operation::Call;

/// The cost, `None` where it is not known; an error where the model means different prices at several providers.
pub fn cost(call: &Call) -> Answer<Option<Amount>> {
    cost_by(call, false)
}

/// The same by the prices that hold now, or later.
pub fn cost_by(call: &Call, later: bool) -> Answer<Option<Amount>> {
    let is_later = |price: &&Price| {
        LATER_PRICES.iter().any(|other| (other.provider, other.model) == (price.provider, price.model))
    };
    let stay = PRICES.iter().filter(|price| !(later && is_later(price)));
    let Some(model) = call.model else { return Ok(None) };
    let at = |price: &&Price| {
        price.model == model && call.provider.is_none_or(|provider| provider == price.provider)
    };
    let found: Vec<&Price> = stay.chain(LATER_PRICES.iter().filter(|_| later)).filter(at).collect();
    match found[..] {
        [] => Ok(None),
        [price] => {
            let micros = i128::from(price.input) * i128::from(call.input)
                + i128::from(price.output) * i128::from(call.output);
            Ok(Some(Amount::millionths(micros)))
        }
        _ => Err(INVALID),
    }
}
