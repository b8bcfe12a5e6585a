//! What a call costs. Models without a price cost an unknown amount in this world (`unknown_model` is `record`).

use super::{Answer, INVALID};
use crate::amount::Amount;
use crate::names::{PRICES, Price};
use crate::operation::Call;

/// The cost, `None` where it is not known; an error where the model means different prices at several providers.
pub fn cost(call: &Call) -> Answer<Option<Amount>> {
    let Some(model) = call.model else { return Ok(None) };
    let at = |price: &&Price| {
        price.model == model && call.provider.is_none_or(|provider| provider == price.provider)
    };
    let found: Vec<&Price> = PRICES.iter().filter(at).collect();
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
