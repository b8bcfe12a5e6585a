//! Numbers for people, from their digits: nothing here is a float.

use rust_decimal::{Decimal, RoundingStrategy};

/// Thousands separators in the whole part, no zeros at the end of the fraction. What is not a plain
/// decimal number is returned as it is.
pub fn for_people(digits: &str) -> String {
    let (sign, unsigned) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) {
        return digits.to_owned();
    }
    let mut shown = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    let fraction = fraction.trim_end_matches('0');
    if !fraction.is_empty() {
        shown.push('.');
        shown.push_str(fraction);
    }
    shown
}

/// An average as four digits that matter, to the cent at least, without zeros at the end. What is no decimal number of a common length is
/// returned as it is.
pub fn average(digits: &str) -> String {
    let Ok(value) = Decimal::from_str_exact(digits) else { return digits.to_owned() };
    let decimals = value.round_sf(4).map_or(2, |rounded| rounded.scale().max(2));
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero).normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::{average, for_people};

    #[test]
    fn separators_and_trailing_zeros() {
        let cases = [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-1234567", "-1,234,567"),
            ("1500000.00", "1,500,000"),
            ("0.000360000", "0.00036"),
            ("0.000000000000000001", "0.000000000000000001"),
            ("123456789012345678901234567890.10", "123,456,789,012,345,678,901,234,567,890.1"),
            ("100", "100"),
            ("NaN", "NaN"),
            ("1e5", "1e5"),
            ("", ""),
            ("-", "-"),
        ];
        for (digits, shown) in cases {
            assert_eq!(for_people(digits), shown);
        }
    }

    #[test]
    fn an_average_has_four_digits_that_matter() {
        let cases = [
            ("0.00737133195718654434", "0.007371"),
            ("0.0000099995", "0.00001"),
            ("-1.23456", "-1.235"),
            ("99.99999", "100"),
            ("1234.5678", "1234.57"),
            ("1234.5", "1234.5"),
            ("0.00036", "0.00036"),
            ("0", "0"),
            ("NaN", "NaN"),
            ("1e-7", "1e-7"),
        ];
        for (digits, shown) in cases {
            assert_eq!(average(digits), shown);
        }
    }
}
