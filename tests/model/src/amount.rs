//! Exact amounts: whole numbers of a millionth of a token, a request or a dollar.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

const SCALE: usize = 6;
const ONE: i128 = 1_000_000;

#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i128);

impl Amount {
    pub const ZERO: Self = Self(0);

    pub fn whole(number: i64) -> Self {
        Self(i128::from(number) * ONE)
    }

    pub fn millionths(number: i128) -> Self {
        Self(number)
    }

    pub fn times(self, count: i64) -> Self {
        Self(self.0 * i128::from(count))
    }

    pub fn at_least_zero(self) -> Self {
        self.max(Self::ZERO)
    }

    /// `self` in percent of `whole`, to two decimals, a half away from zero. All of nothing is 100 %.
    pub fn percent_of(self, whole: Self) -> Self {
        if whole.0 == 0 {
            return Self::whole(100);
        }
        let (part, whole_size) = (self.0.abs() * 10_000, whole.0.abs());
        let hundredths = (2 * part + whole_size) / (2 * whole_size);
        let sign = self.0.signum() * whole.0.signum();
        Self(sign * hundredths * (ONE / 100))
    }

    /// Whether `self` is at least `percent` of `whole`.
    pub fn reaches(self, percent: i64, whole: Self) -> bool {
        self.0 * 100 >= i128::from(percent) * whole.0
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Amount {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.abs() / ONE, self.0.abs() % ONE);
        let digits = format!("{rest:06}");
        match digits.trim_end_matches('0') {
            "" => write!(out, "{sign}{whole}"),
            decimals => write!(out, "{sign}{whole}.{decimals}"),
        }
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for Amount {
    type Err = String;

    /// Reads what Postgres writes. More decimals than six, other than zeros, would be lost and are an error.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("no amount: {text}");
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let decimals = decimals.trim_end_matches('0');
        if decimals.len() > SCALE {
            return Err(wrong());
        }
        let whole: i128 = whole.parse().map_err(|_| wrong())?;
        let rest: i128 = format!("{decimals:0<6}").parse().map_err(|_| wrong())?;
        Ok(Self(sign * (whole * ONE + rest)))
    }
}

#[cfg(test)]
mod tests {
    use super::Amount;

    #[test]
    fn amounts_are_written_as_they_are_read() {
        for text in ["0", "12", "-3", "0.25", "-0.000001", "120.5"] {
            assert_eq!(text.parse::<Amount>().map(|amount| amount.to_string()).as_deref(), Ok(text));
        }
        assert_eq!("1.500000000".parse::<Amount>(), Ok(Amount::millionths(1_500_000)));
        assert!("0.0000001".parse::<Amount>().is_err());
        assert!("NaN".parse::<Amount>().is_err());
    }

    #[test]
    fn percents_are_rounded_half_up() {
        let percent = |part, whole| Amount::whole(part).percent_of(Amount::whole(whole)).to_string();
        assert_eq!(percent(1, 3), "33.33");
        assert_eq!(percent(2, 3), "66.67");
        assert_eq!(percent(1, 8), "12.5");
        assert_eq!(percent(1, 1600), "0.06");
        assert_eq!(percent(3, 1600), "0.19");
        assert_eq!(percent(5, 0), "100");
    }
}
