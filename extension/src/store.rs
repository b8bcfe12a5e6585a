//! The statements in `sql/query` and their kept plans, one module a table. Nothing is decided here.

pub mod accounts;
mod catalog;
pub mod changes;
pub mod counters;
mod db;
pub mod engine;
pub mod fence;
pub mod grants;
mod heap;
pub mod holds;
pub mod idempotency;
pub mod installation;
pub mod jsonb;
pub mod kept;
pub mod limits;
pub mod locks;
pub mod model_rules;
pub mod periods;
mod planning;
pub mod prices;
pub mod rules;
pub mod schema;
pub mod settings;
pub mod snapshot;
pub mod stripe_homes;
pub mod stripe_locks;
pub mod stripes;
mod sum;
pub mod usage_log;

pub use db::Db;

use pgrx::AnyNumeric;
#[cfg(not(feature = "pg15"))]
use pgrx::{FromDatum, pg_sys};
use token_meter_core::conditions::Conditions;
use token_meter_core::price::Usd;

use crate::error::{MeterError, Result};

/// A call's conditions as a column has them: NULL where there are none.
pub fn conditions_column(conditions: &Conditions) -> Option<Vec<String>> {
    (!conditions.is_empty()).then(|| conditions.iter().map(str::to_owned).collect())
}

/// A decimal as Postgres has it, with all of its digits.
pub fn numeric(value: Option<impl Into<Usd>>) -> Result<Option<AnyNumeric>> {
    let Some(value) = value.map(Into::into) else { return Ok(None) };
    // PostgreSQL 15.0 and 15.1 get some scales wrong
    #[cfg(not(feature = "pg15"))]
    if let (mantissa, scale) = value.parts()
        && let (Ok(mantissa), Ok(scale)) = (i64::try_from(mantissa), i32::try_from(scale))
    {
        // SAFETY: answers mantissa / 10^scale as a numeric of this scale
        let numeric = unsafe {
            let numeric = pg_sys::int64_div_fast_to_numeric(mantissa, scale);
            AnyNumeric::from_datum(pg_sys::Datum::from(numeric), false)
        };
        return Ok(numeric);
    }
    let numeric = AnyNumeric::try_from(value.to_string().as_str());
    numeric.map(Some).map_err(|_| MeterError::Internal("a decimal is no numeric"))
}
