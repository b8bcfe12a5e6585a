//! The statements in `sql/query` and their kept plans, one module a table. Nothing is decided here.

pub mod accounts;
pub mod alerts;
mod catalog;
pub mod changes;
pub mod counters;
mod db;
pub mod denials;
pub mod fence;
pub mod grants;
mod heap;
pub mod holds;
pub mod idempotency;
pub mod installation;
mod kept;
pub mod limits;
pub mod model_rules;
mod planning;
pub mod prices;
pub mod refunds;
pub mod rules;
pub mod schema;
pub mod settings;
mod snapshot;
pub mod stripe_locks;
pub mod stripes;
pub mod usage_log;

pub use db::Db;

use pgrx::AnyNumeric;
use rust_decimal::Decimal;

use crate::error::{MeterError, Result};

/// A decimal as Postgres takes it, digit by digit.
pub fn numeric(value: Option<Decimal>) -> Result<Option<AnyNumeric>> {
    let digits = value.map(|value| value.to_string());
    let numeric = digits.map(|digits| AnyNumeric::try_from(digits.as_str())).transpose();
    numeric.map_err(|_| MeterError::Internal("a decimal is no numeric"))
}
