//! The tables themselves, as `sql/schema` writes them down.

use serde_json::Value;

use super::db::Db;
use super::installation::{self, SCHEMA_VERSION};
use crate::error::{MeterError, Result};

macro_rules! sql {
    ($($file:literal),* $(,)?) => {
        &[$(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../sql/schema/", $file))),*]
    };
}

/// Every file may run again: it creates what is missing.
const SCHEMA: &[&str] = sql![
    "installation.sql",
    "settings.sql",
    "plans.sql",
    "accounts.sql",
    "limits.sql",
    "counters.sql",
    "prices.sql",
    "usage_log.sql",
    "denials.sql",
    "idempotency_keys.sql",
    "violations.sql",
    "checks.sql",
    "counting.sql",
    "current_account.sql",
    "policies.sql",
    "partitions.sql",
    "grants.sql",
];
const DEFAULTS: &[&str] = sql!["defaults.sql"];
const SEED_PRICES: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../sql/seed/prices.json"));

/// Creates what is missing. `true`: nothing was there, and the defaults were put in.
pub fn apply(db: &mut Db) -> Result<bool> {
    let fresh = installation::table_oid(c"installation").is_none();
    if !fresh {
        installation::ready(db)?;
    }
    db.script(SCHEMA)?;
    if fresh {
        db.script(DEFAULTS)?;
        installation::record(db, SCHEMA_VERSION)?;
    }
    Ok(fresh)
}

/// The shipped price list.
pub fn seed_prices() -> Result<Value> {
    serde_json::from_str(SEED_PRICES).map_err(|_| MeterError::Internal("the shipped price list is broken"))
}
