//! What a call costs: the prices that apply, multiplied out exactly.

pub mod component;
pub mod cost;
pub mod daily;
pub mod exact;
pub mod priced;

pub use cost::{CostError, Quote, Rate, Used, cost};
pub use daily::Daily;
pub use exact::Usd;
pub use priced::{Matched, Priced};
