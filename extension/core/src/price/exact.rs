//! Sums of tokens × price without rounding. `rust_decimal` rounds a product that does not fit 28 digits; money here is
//! exact or an error, so it is added up as a whole number of 10^-24 USD.

use rust_decimal::Decimal;

/// Decimals a price per million may have.
pub const PRICE_SCALE_MAX: u32 = 18;
/// A price of 18 decimals per 10^6 tokens gives a cost of 24.
const COST_SCALE: u32 = PRICE_SCALE_MAX + 6;

/// A sum of money in units of 10^-24 USD.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExactSum(i128);

impl ExactSum {
    /// Adds `amount` units at `price_per_million` USD. `None` where the sum leaves the range of 128 bits, or the product
    /// has more than 24 decimals.
    pub fn add(self, amount: Decimal, price_per_million: Decimal) -> Option<Self> {
        let (amount, price) = (amount.normalize(), price_per_million.normalize());
        let shift = PRICE_SCALE_MAX.checked_sub(price.scale() + amount.scale())?;
        let product = price.mantissa().checked_mul(amount.mantissa())?.checked_mul(10_i128.pow(shift))?;
        Some(Self(self.0.checked_add(product)?))
    }

    /// The sum times a factor, rounded to 10^-24 USD. `None` where it leaves the range of 128 bits.
    pub fn times(self, factor: Decimal) -> Option<Self> {
        let factor = factor.normalize();
        let product = self.0.checked_mul(factor.mantissa())?;
        let unit = 10_i128.pow(factor.scale());
        Some(Self((product + unit / 2).div_euclid(unit)))
    }

    /// The sum in USD, without trailing zeros. `None` where it has more digits than a `Decimal` holds.
    pub fn usd(self) -> Option<Decimal> {
        let (mut mantissa, mut scale) = (self.0, COST_SCALE);
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Decimal::try_from_i128_with_scale(mantissa, scale).ok()
    }
}
