//! Money without rounding. `rust_decimal` rounds a product that does not fit 28 digits, and a price alone may have as many;
//! money here is a whole number of 10^-30 USD in 256 bits.

use std::fmt;

use ethnum::I256;
use rust_decimal::Decimal;

/// Decimals a price per million may have.
pub const PRICE_SCALE_MAX: u32 = 18;
/// Prices are per 10^6 units.
const PER: u32 = 6;
/// An amount of units has up to 6 decimals.
const SCALE: u32 = PRICE_SCALE_MAX + PER + 6;

/// An amount of USD, exact; about 10^46 at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Usd(I256);

impl Usd {
    /// Adds `amount` units at `price_per_million` USD. `None` where the sum leaves the range, or the product has more than 30
    /// decimals.
    pub fn add(self, amount: Decimal, price_per_million: Decimal) -> Option<Self> {
        let (amount, price) = (amount.normalize(), price_per_million.normalize());
        let shift = SCALE.checked_sub(price.scale() + PER + amount.scale())?;
        let product = I256::from(price.mantissa()).checked_mul(I256::from(amount.mantissa()))?;
        Some(Self(self.0.checked_add(product.checked_mul(power_of_ten(shift))?)?))
    }

    /// The sum times a factor, rounded to 10^-30 USD. `None` where it leaves the range.
    pub fn times(self, factor: Decimal) -> Option<Self> {
        let factor = factor.normalize();
        let (unit, mantissa) = (power_of_ten(factor.scale()), I256::from(factor.mantissa()));
        let (whole, rest) = (self.0.div_euclid(unit), self.0.rem_euclid(unit));
        let rest = (rest.checked_mul(mantissa)? + unit / 2).div_euclid(unit);
        Some(Self(whole.checked_mul(mantissa)?.checked_add(rest)?))
    }

    /// As a whole number and how many of its digits are decimals, without trailing zeros.
    pub fn parts(self) -> (I256, u32) {
        let (mut mantissa, mut scale) = (self.0, SCALE);
        for zeros in [16, 8, 4, 2, 1] {
            let unit = power_of_ten(zeros);
            if zeros <= scale && mantissa % unit == 0 {
                mantissa /= unit;
                scale -= zeros;
            }
        }
        (mantissa, scale)
    }
}

/// An amount that a person or a provider has told; it has at most 28 decimals.
impl From<Decimal> for Usd {
    fn from(amount: Decimal) -> Self {
        Self(I256::from(amount.mantissa()) * power_of_ten(SCALE - amount.scale()))
    }
}

impl fmt::Display for Usd {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mantissa, scale) = self.parts();
        let (sign, digits) = (if mantissa < 0 { "-" } else { "" }, mantissa.unsigned_abs().to_string());
        let scale = scale as usize;
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, decimals) = digits.split_at(digits.len() - scale);
        let point = if decimals.is_empty() { "" } else { "." };
        write!(out, "{sign}{whole}{point}{decimals}")
    }
}

/// Up to 10^38.
const fn power_of_ten(exponent: u32) -> I256 {
    I256::new(10_i128.pow(exponent))
}
