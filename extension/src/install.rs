//! The extension script's SQL, in order. Rust functions stand between `types` and the rest.

use pgrx::prelude::*;

/// Made by `roles.sql`, which looks first whether it is somebody else's; pgrx wants to know of it.
#[pg_schema]
mod meter_internal {}

extension_sql_file!("../../sql/api/roles.sql", name = "roles", bootstrap);
extension_sql_file!("../../sql/api/types.sql", name = "types", requires = ["roles"]);
extension_sql_file!("../../sql/api/checks.sql", name = "checks", requires = ["types"]);
extension_sql_file!(
    "../../sql/api/migrate.sql",
    name = "migrate",
    requires = ["checks", _meter_scripts, _meter_code_version, _meter_set_shipped_prices]
);
extension_sql_file!("../../sql/api/init.sql", name = "init", requires = ["checks"]);
extension_sql_file!("../../sql/api/settings.sql", name = "settings", requires = ["checks"]);
extension_sql_file!("../../sql/api/plans.sql", name = "plans", requires = ["checks"]);
extension_sql_file!("../../sql/api/accounts.sql", name = "accounts", requires = ["checks"]);
extension_sql_file!("../../sql/api/leaving.sql", name = "leaving", requires = ["checks"]);
extension_sql_file!("../../sql/api/limits.sql", name = "limits", requires = ["checks"]);
extension_sql_file!("../../sql/api/prices.sql", name = "prices", requires = ["checks"]);
extension_sql_file!("../../sql/api/price_lists.sql", name = "price_lists", requires = ["checks"]);
extension_sql_file!("../../sql/api/model_rules.sql", name = "model_rules", requires = ["checks"]);
extension_sql_file!("../../sql/api/unpriced.sql", name = "unpriced", requires = ["checks"]);
extension_sql_file!("../../sql/api/price_differences.sql", name = "price_differences", requires = ["checks"]);
extension_sql_file!("../../sql/api/repricing.sql", name = "repricing", requires = ["checks"]);
extension_sql_file!("../../sql/api/pools.sql", name = "pools", requires = ["checks"]);
extension_sql_file!("../../sql/api/key_sources.sql", name = "key_sources", requires = ["checks"]);
extension_sql_file!("../../sql/api/alerts.sql", name = "alerts", requires = ["checks"]);
extension_sql_file!(
    "../../sql/api/grants.sql",
    name = "grants",
    requires = ["checks", _meter_ready, _meter_now]
);
extension_sql_file!("../../sql/api/require.sql", name = "require", requires = ["checks"]);
extension_sql_file!("../../sql/api/verify.sql", name = "verify", requires = ["checks"]);
extension_sql_file!(
    "../../sql/api/doctor.sql",
    name = "doctor",
    requires = ["checks", _meter_ready, "migrate"]
);
extension_sql_file!("../../sql/api/detach.sql", name = "detach", requires = ["checks"]);
extension_sql_file!("../../sql/api/rollups.sql", name = "rollups", requires = ["checks"]);
extension_sql_file!("../../sql/api/reset.sql", name = "reset", requires = ["checks"]);
extension_sql_file!("../../sql/api/maintain.sql", name = "maintain", requires = ["checks"]);
extension_sql_file!("../../sql/api/current_account.sql", name = "current_account", requires = ["checks"]);
extension_sql_file!("../../sql/api/cost_parts.sql", name = "cost_parts", requires = ["checks"]);
extension_sql_file!("../../sql/api/usage_cover.sql", name = "usage_cover", requires = ["cost_parts"]);
extension_sql_file!("../../sql/api/usage_sums.sql", name = "usage_sums", requires = ["usage_cover"]);
extension_sql_file!("../../sql/api/usage.sql", name = "usage", requires = ["usage_sums"]);
extension_sql_file!("../../sql/api/history.sql", name = "history", requires = ["checks"]);
extension_sql_file!("../../sql/api/status.sql", name = "status", requires = ["checks", _meter_ready]);
extension_sql_file!("../../sql/api/granting.sql", name = "granting", requires = ["checks"]);
extension_sql_file!("../../sql/api/refunds.sql", name = "refunds", requires = ["checks"]);
extension_sql_file!("../../sql/api/release.sql", name = "release", requires = ["checks"]);
extension_sql_file!("../../sql/api/periods.sql", name = "periods", requires = ["checks"]);
extension_sql_file!("../../sql/api/my_gauges.sql", name = "my_gauges", requires = ["status"]);
extension_sql_file!("../../sql/api/my_usage.sql", name = "my_usage", requires = ["usage", "history"]);
extension_sql_file!("../../sql/api/my_alerts.sql", name = "my_alerts", requires = ["checks"]);
extension_sql_file!("../../sql/api/stats.sql", name = "stats", requires = ["usage", "my_gauges"]);
extension_sql_file!("../../sql/api/cheaper_models.sql", name = "cheaper_models", requires = ["usage"]);
extension_sql_file!("../../sql/api/privileges.sql", name = "privileges", finalize);
