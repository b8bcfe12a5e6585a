//! Money as Parquet keeps it: a whole number of 10^-24 parts, in 38 digits.

pub const PRECISION: i32 = 38;
pub const SCALE: i32 = 24;

/// `None`: the number has more than 24 digits after the point or more than 14 before it, or is none.
pub fn scaled(digits: &str) -> Option<i128> {
    let (negative, unsigned) = digits.strip_prefix('-').map_or((false, digits), |rest| (true, rest));
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    if fraction.len() > SCALE as usize || whole.len() > (PRECISION - SCALE) as usize {
        return None;
    }
    let mut value = 0_i128;
    for digit in whole.chars().chain(fraction.chars()) {
        value = value * 10 + i128::from(digit.to_digit(10)?);
    }
    value *= 10_i128.pow(SCALE as u32 - fraction.len() as u32);
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn no_digit_is_lost() {
        assert_eq!(scaled("0"), Some(0));
        assert_eq!(scaled("0.000"), Some(0));
        assert_eq!(scaled("0.000000000000000000000001"), Some(1));
        assert_eq!(scaled("-1.5000"), Some(-1_500_000_000_000_000_000_000_000));
        let most = "99999999999999.999999999999999999999999";
        assert_eq!(scaled(most), Some(10_i128.pow(38) - 1));
    }

    #[test]
    fn what_does_not_fit_is_not_rounded() {
        for digits in ["0.0000000000000000000000001", "100000000000000", "NaN", "Infinity", "1e5"] {
            assert_eq!(scaled(digits), None, "{digits}");
        }
        assert_eq!(scaled("00.1000000000000000000000000000"), scaled("0.1"));
    }
}
