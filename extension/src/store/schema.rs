//! The tables themselves, as `sql/schema` writes them down.

use super::catalog::table_oid;
use super::db::Db;
use super::installation::{self, SCHEMA_VERSION};
use crate::error::Result;

macro_rules! sql {
    ($($file:literal),* $(,)?) => {
        &[$(($file, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../sql/schema/", $file)))),*]
    };
}

/// Tables, views and functions. Each file may be run again: it makes what is missing, and replaces functions.
pub const SCHEMA: &[(&str, &str)] = sql![
    "installation.sql",
    "settings.sql",
    "plans.sql",
    "accounts.sql",
    "limits.sql",
    "counters.sql",
    "pools.sql",
    "markups.sql",
    "key_sources.sql",
    "grants.sql",
    "stripes.sql",
    "holds.sql",
    "alerts.sql",
    "prices.sql",
    "model_rules.sql",
    "price_lists.sql",
    "usage_log.sql",
    "months.sql",
    "denials.sql",
    "idempotency_keys.sql",
    "violations.sql",
    "checks.sql",
    "limit_changes.sql",
    "counting.sql",
    "striping.sql",
    "keeping.sql",
    "granting.sql",
    "refreshing.sql",
    "settling.sql",
    "voiding.sql",
    "carrying.sql",
    "recounting.sql",
    "alerting.sql",
    "refunding.sql",
    "repricing.sql",
    "verifying.sql",
    "upkeep.sql",
    "current_account.sql",
    "as_given.sql",
    "rules_changed.sql",
    "policies.sql",
    "partitions.sql",
];
/// What is done once, in this order, when all is made.
const ONCE: &[(&str, &str)] = sql!["protected.sql", "privileges.sql", "written_down.sql", "defaults.sql"];
/// The shipped price list, in LiteLLM's format.
pub const SEED_PRICES: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../sql/seed/prices.json"));
/// What that format cannot say, as CSV: shipped prices that begin at a later date, or hold at some hours of the day.
pub const SEED_DATED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../sql/seed/dated_and_hourly.csv"));

/// Creates the tables with their defaults; `false`: they are there already, in this version. An upgrade from an older
/// version will run what it needs here, and make `installation` anew, so that every backend looks at the version again.
pub fn apply(db: &mut Db) -> Result<bool> {
    if table_oid(c"installation").is_some() {
        installation::ready(db)?;
        return Ok(false);
    }
    db.script(SCHEMA)?;
    db.script(ONCE)?;
    installation::record(db, SCHEMA_VERSION)?;
    Ok(true)
}
