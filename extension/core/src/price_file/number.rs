//! A price as a file writes it, to USD per million, by decimal digits alone.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

/// Files written from floats carry noise such as 5.0000000000000004e-08: what lies beyond this many decimals of a
/// price per unit is not meant.
const UNIT_PRICE_DECIMALS: u32 = 15;
const PRICE_PER_MILLION_MAX: i64 = 1_000_000_000_000;

/// USD per unit, as a number or as its text, to USD per million units.
pub fn per_million(value: &Value) -> Result<Decimal, &'static str> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return Err("a price must be a number"),
    };
    let exact = parse(&text).ok_or("a price must be a number")?;
    if exact.is_sign_negative() && !exact.is_zero() {
        return Err("a price cannot be negative");
    }
    let rounded = exact.round_dp_with_strategy(UNIT_PRICE_DECIMALS, RoundingStrategy::MidpointNearestEven);
    if rounded.is_zero() && !exact.is_zero() {
        return Err("a price per unit has at most 15 decimals");
    }
    rounded
        .checked_mul(Decimal::from(1_000_000))
        .filter(|price| *price <= Decimal::from(PRICE_PER_MILLION_MAX))
        .map(|price| price.normalize())
        .ok_or("a price cannot exceed 10^12 USD per million")
}

/// Plain or scientific notation. Digits past the 28th decimal are rounded away.
fn parse(text: &str) -> Option<Decimal> {
    if text.contains('_') {
        return None; // rust_decimal takes it for a separator; no price file does
    }
    if text.contains(['e', 'E']) { Decimal::from_scientific(text).ok() } else { text.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Result<String, &'static str> {
        per_million(&Value::Number(serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}"))))
            .map(|price| price.to_string())
    }

    #[test]
    fn digits_are_kept_and_float_noise_is_not() {
        for (text, expected) in [
            ("1.5e-07", "0.15"),
            ("5.0000000000000004e-08", "0.05"),
            ("0.000000050000000000000004", "0.05"),
            ("1e-12", "0.000001"),
            ("3e-15", "0.000000003"),
            ("0.0", "0"),
            ("-0.0", "0"),
            ("1.25E-6", "1.25"),
            ("0.00000100000000000000000000000000000000000004", "1"),
            ("0.1", "100000"),
            ("1e6", "1000000000000"),
        ] {
            assert_eq!(read(text), Ok(expected.to_owned()), "{text}");
        }
        assert_eq!(per_million(&json!("2.5e-06")).map(|price| price.to_string()), Ok("2.5".into()));
    }

    #[test]
    fn what_is_no_price_is_refused() {
        assert_eq!(read("-1e-6"), Err("a price cannot be negative"));
        assert_eq!(read("4e-16"), Err("a price per unit has at most 15 decimals"));
        assert_eq!(read("1e-40"), Err("a price must be a number"));
        assert_eq!(read("1e7"), Err("a price cannot exceed 10^12 USD per million"));
        assert_eq!(read("1e400"), Err("a price must be a number"));
        for value in
            [json!(null), json!("NaN"), json!("Infinity"), json!(""), json!("1_0"), json!([1]), json!(true)]
        {
            assert_eq!(per_million(&value), Err("a price must be a number"), "{value}");
        }
    }
}
