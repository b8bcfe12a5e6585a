//! Prices, exact cost, model names and what providers answer. Pure Rust: this crate does not know that Postgres exists.

pub mod call;
pub mod conditions;
pub mod counts;
pub mod estimate;
pub mod model_name;
pub mod model_pattern;
pub mod moment;
pub mod price;
pub mod price_file;
pub mod provider;
pub mod response;
pub mod unit;
pub mod units;
