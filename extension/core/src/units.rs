//! What a call used that the seven token counts do not say: searches, images, seconds, and tokens of a kind of their own.

use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;
use thiserror::Error;

use crate::counts::{TOKENS_MAX, TokenCounts};
use crate::price::component::{is_counted, is_name, whole_of};

/// Decimals that a number of units may have: microseconds, where they are seconds.
const SCALE_MAX: u32 = 6;
const NAMES_MAX: usize = 32;

/// Amounts above 0 by the name of the component that prices them, such as `web_search`. Those that
/// [`crate::price::component`] lists as parts of tokens are included in their whole: `cache_write_1h` in
/// `cache_write`, `image_output` in `output`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Units(BTreeMap<String, Decimal>);

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnitsError {
    #[error("other_units must be an object")]
    NotAnObject,
    #[error("other_units has too many names")]
    TooMany(usize),
    #[error("invalid name \"{0}\" in other_units")]
    InvalidName(String),
    #[error("\"{0}\" has an argument of its own")]
    CountedElsewhere(String),
    #[error("\"{name}\" in other_units must be a number from 0 to 9007199254740991")]
    NotAnAmount { name: String, value: String },
    #[error("\"{name}\" in other_units must be a whole number of tokens")]
    NotWhole { name: String, value: String },
    #[error("\"{part}\" in other_units cannot exceed {whole}")]
    PartExceedsWhole { part: String, value: String, whole: &'static str, whole_value: i64 },
}

impl Units {
    /// Reads a JSON object of amounts, of a call with these counts.
    ///
    /// # Errors
    /// The first amount that cannot be one.
    pub fn read(object: &Value, counts: &TokenCounts) -> Result<Self, UnitsError> {
        let object = object.as_object().ok_or(UnitsError::NotAnObject)?;
        if object.len() > NAMES_MAX {
            return Err(UnitsError::TooMany(object.len()));
        }
        let mut units = BTreeMap::new();
        for (name, value) in object {
            if !is_name(name) {
                return Err(UnitsError::InvalidName(name.clone()));
            }
            if is_counted(name) {
                return Err(UnitsError::CountedElsewhere(name.clone()));
            }
            let amount = amount(value)
                .ok_or_else(|| UnitsError::NotAnAmount { name: name.clone(), value: value.to_string() })?;
            if !amount.is_zero() {
                units.insert(name.clone(), amount);
            }
        }
        Self(units).checked(counts)
    }

    /// Units as an answer reports them: what exceeds its whole is cut down to it, what is no amount is left out.
    pub fn reported(units: &BTreeMap<String, Decimal>, counts: &TokenCounts) -> Self {
        let mut taken = BTreeMap::new();
        for (name, amount) in units.iter().filter(|(name, _)| is_name(name) && !is_counted(name)) {
            let mut amount = amount.round_dp(SCALE_MAX).min(Decimal::from(TOKENS_MAX));
            if let Some(whole) = whole_of(name) {
                amount = amount.min(counts.of(whole).into()).floor();
            }
            if amount > Decimal::ZERO {
                taken.insert(name.clone(), amount.normalize());
            }
        }
        Self(taken)
    }

    /// Units of a row of the log, or of several taken together.
    pub fn on_record(object: &Value, counts: &TokenCounts) -> Self {
        let fields = object.as_object().into_iter().flatten();
        let units = fields.filter_map(|(name, value)| Some((name.clone(), amount(value)?))).collect();
        Self::reported(&units, counts)
    }

    /// Without any.
    pub fn none() -> Self {
        Self::default()
    }

    /// All but those under a name.
    pub fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The amount under a name; 0 where there is none.
    pub fn of(&self, name: &str) -> Decimal {
        self.0.get(name).copied().unwrap_or_default()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, Decimal)> {
        self.0.iter().map(|(name, amount)| (name.as_str(), *amount))
    }

    /// As a JSON object, every digit as it is.
    pub fn to_json(&self) -> Value {
        let number = |amount: &Decimal| serde_json::from_str(&amount.to_string()).unwrap_or(Value::Null);
        self.0.iter().map(|(name, amount)| (name.clone(), number(amount))).collect()
    }

    fn checked(self, counts: &TokenCounts) -> Result<Self, UnitsError> {
        for (name, amount) in self.iter() {
            let Some(whole) = whole_of(name) else { continue };
            let whole_value = counts.of(whole);
            if amount.scale() > 0 {
                return Err(UnitsError::NotWhole { name: name.into(), value: amount.to_string() });
            }
            if amount > whole_value.into() {
                let (part, value) = (name.to_owned(), amount.to_string());
                return Err(UnitsError::PartExceedsWhole { part, value, whole, whole_value });
            }
        }
        Ok(self)
    }
}

fn amount(value: &Value) -> Option<Decimal> {
    let text = value.as_number()?.to_string();
    let amount = if text.contains(['e', 'E']) {
        Decimal::from_scientific(&text).ok()?
    } else {
        Decimal::from_str_exact(&text).ok()?
    };
    let amount = amount.normalize();
    let fits =
        !amount.is_sign_negative() && amount <= Decimal::from(TOKENS_MAX) && amount.scale() <= SCALE_MAX;
    fits.then_some(amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const COUNTS: TokenCounts = TokenCounts {
        input: 100,
        output: 10,
        cache_read: 20,
        cache_write: 40,
        reasoning: 0,
        audio_input: 0,
        audio_output: 0,
    };

    #[test]
    fn amounts_are_kept_digit_by_digit_and_zeros_are_not() {
        let given = json!({"web_search": 2, "audio_second": 12.250, "image": 0, "cache_write_1h": 40});
        let units = Units::read(&given, &COUNTS).unwrap_or_default();
        assert_eq!(
            units.to_json().to_string(),
            r#"{"audio_second":12.25,"cache_write_1h":40,"web_search":2}"#
        );
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for (given, message) in [
            (json!([1]), "other_units must be an object"),
            (json!({"Web Search": 1}), "invalid name \"Web Search\" in other_units"),
            (json!({"output": 1}), "\"output\" has an argument of its own"),
            (json!({"image": -1}), "\"image\" in other_units must be a number from 0 to 9007199254740991"),
            (json!({"image": "1"}), "\"image\" in other_units must be a number from 0 to 9007199254740991"),
            (json!({"image": null}), "\"image\" in other_units must be a number from 0 to 9007199254740991"),
            (
                json!({"second": 0.0000001}),
                "\"second\" in other_units must be a number from 0 to 9007199254740991",
            ),
            (
                json!({"image_output": 1.5}),
                "\"image_output\" in other_units must be a whole number of tokens",
            ),
            (json!({"cache_write_1h": 41}), "\"cache_write_1h\" in other_units cannot exceed cache_write"),
        ] {
            let refused = Units::read(&given, &COUNTS).map_err(|error| error.to_string());
            assert_eq!(refused, Err(message.to_owned()), "{given}");
        }
    }

    #[test]
    fn what_an_answer_reports_is_cut_down_to_its_whole() {
        let reported = BTreeMap::from([
            ("cache_write_1h".to_owned(), Decimal::from(50)),
            ("image_output".to_owned(), Decimal::from(4)),
            ("web_search".to_owned(), Decimal::from(3)),
        ]);
        let units = Units::reported(&reported, &COUNTS).to_json().to_string();
        assert_eq!(units, r#"{"cache_write_1h":40,"image_output":4,"web_search":3}"#);
    }
}
