//! What a call costs: the prices that apply, multiplied out exactly.

pub mod component;
pub mod cost;
pub mod exact;
pub mod priced;

pub use cost::{CostError, Quote, Rate, cost, is_charged};
pub use priced::{Matched, Priced};
