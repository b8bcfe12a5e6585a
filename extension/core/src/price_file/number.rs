//! A price as a file writes it, to USD per million, by decimal digits alone.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

use crate::price::exact::PRICE_SCALE_MAX;

/// Files written from floats carry noise such as 5.0000000000000004e-08: what lies beyond this many decimals of a
/// price per unit is not meant.
const UNIT_PRICE_DECIMALS: u32 = 15;
/// Digits that a float holds for sure.
const FLOAT_DIGITS: u32 = 15;
/// Decimals of a price per million seconds that is given by the hour: they leave room for fractions of a second.
const PER_SECOND_DECIMALS: u32 = 12;
const PRICE_PER_MILLION_MAX: i64 = 1_000_000_000_000;

/// How many units a file's price is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    One,
    Thousand,
    Million,
    Billion,
    /// Of units that are seconds.
    Hour,
}

impl Per {
    /// The units as a power of ten; `None` where they are none.
    pub fn power(self) -> Option<u32> {
        match self {
            Self::One => Some(0),
            Self::Thousand => Some(3),
            Self::Million => Some(6),
            Self::Billion => Some(9),
            Self::Hour => None,
        }
    }

    /// Decimals that a price for so many units is read with.
    pub fn decimals_max(self) -> u32 {
        UNIT_PRICE_DECIMALS - self.power().unwrap_or(3)
    }

    /// A price without the noise of a float. Lists of prices per unit mean a number of decimals; others, such as 1/12 USD
    /// per million, every digit that a float holds.
    fn without_noise(self, price: Decimal) -> Decimal {
        let nearest = RoundingStrategy::MidpointNearestEven;
        if self == Self::One {
            return price.round_dp_with_strategy(self.decimals_max(), nearest);
        }
        let digits = price.round_sf_with_strategy(FLOAT_DIGITS, nearest).unwrap_or(price);
        digits.round_dp(PRICE_SCALE_MAX + 6 - self.power().unwrap_or(3))
    }

    /// A price for so many units, for a million of them. One for an hour need not end in the decimals of a second: it is
    /// rounded to as many as a price can have.
    fn to_million(self, price: Decimal) -> Option<Decimal> {
        let million = Decimal::from(1_000_000);
        match self {
            Self::Billion => price.checked_div(Decimal::from(1_000)),
            Self::Hour => Some(
                price.checked_mul(million)?.checked_div(Decimal::from(3600))?.round_dp(PER_SECOND_DECIMALS),
            ),
            Self::One | Self::Thousand | Self::Million => {
                price.checked_mul(Decimal::from(10_i64.pow(6 - self.power()?)))
            }
        }
    }
}

/// USD for so many units, as a number or as its text, to USD per million units, without a float's noise.
///
/// # Errors
/// What keeps it from being a price.
pub fn per_million(value: &Value, per: Per) -> Result<Decimal, &'static str> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return Err(NO_NUMBER),
    };
    let exact = not_negative(parse(&text).ok_or(NO_NUMBER)?)?;
    if exact.round_dp(per.decimals_max()).is_zero() && !exact.is_zero() {
        return Err("a price per unit has at most 15 decimals");
    }
    in_range(per.to_million(per.without_noise(exact)))
}

/// USD per million units, every digit of which is meant.
///
/// # Errors
/// What keeps it from being a price.
pub fn exact_per_million(text: &str) -> Result<Decimal, &'static str> {
    let text = text.trim();
    let exact = if text.contains(['e', 'E', '_']) { parse(text) } else { Decimal::from_str_exact(text).ok() };
    let too_fine = "a price per million has at most 18 decimals";
    let not_exact = if parse(text).is_some() { too_fine } else { NO_NUMBER };
    let price = not_negative(exact.ok_or(not_exact)?)?.normalize();
    if price.scale() > PRICE_SCALE_MAX {
        return Err(too_fine);
    }
    in_range(Some(price))
}

const NO_NUMBER: &str = "a price must be a number";

fn not_negative(price: Decimal) -> Result<Decimal, &'static str> {
    if price.is_sign_negative() && !price.is_zero() { Err("a price cannot be negative") } else { Ok(price) }
}

fn in_range(price: Option<Decimal>) -> Result<Decimal, &'static str> {
    let price = price.filter(|price| *price <= Decimal::from(PRICE_PER_MILLION_MAX));
    price.map(|price| price.normalize()).ok_or("a price cannot exceed 10^12 USD per million")
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
        let number = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}"));
        per_million(&Value::Number(number), Per::One).map(|price| price.to_string())
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
        assert_eq!(per_million(&json!("2.5e-06"), Per::One).map(|price| price.to_string()), Ok("2.5".into()));
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
            assert_eq!(per_million(&value, Per::One), Err("a price must be a number"), "{value}");
        }
    }

    #[test]
    fn prices_are_for_one_a_thousand_or_a_million_units() {
        for (text, per, expected) in [
            ("0.30000000000000004", Per::Million, "0.3"),
            ("12.000000000000002", Per::Million, "12"),
            ("0.08333333333333334", Per::Million, "0.0833333333333333"),
            ("0.00000008333333333333334", Per::One, "0.083333333"),
            ("0.08333333333333334", Per::Thousand, "83.3333333333333"),
            ("0.08333333333333334", Per::Billion, "0.000083333333333333"),
            ("0.000000001", Per::Million, "0.000000001"),
            ("12", Per::Thousand, "12000"),
            ("0.01", Per::One, "10000"),
        ] {
            assert_eq!(
                per_million(&json!(text), per).map(|price| price.to_string()),
                Ok(expected.into()),
                "{text}"
            );
        }
        assert_eq!(
            per_million(&json!("1e-10"), Per::Million),
            Err("a price per unit has at most 15 decimals")
        );
    }

    #[test]
    fn every_digit_of_an_exact_price_is_kept_or_refused() {
        let read = |text| exact_per_million(text).map(|price| price.to_string());
        assert_eq!(read(" 0.123456789012345678 "), Ok("0.123456789012345678".into()));
        assert_eq!(read("2.50"), Ok("2.5".into()));
        assert_eq!(read("1e-3"), Ok("0.001".into()));
        assert_eq!(read("0.1234567890123456789"), Err("a price per million has at most 18 decimals"));
        let long = "0.1234567890123456789012345678901234567890";
        assert_eq!(read(long), Err("a price per million has at most 18 decimals"));
        assert_eq!(read("-1"), Err("a price cannot be negative"));
        for text in ["", "1_0", "1,5", "NaN", "$1"] {
            assert_eq!(read(text), Err("a price must be a number"), "{text}");
        }
    }
}
