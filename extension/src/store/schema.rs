//! The files under `sql/` that make schema `meter`, in the order in which they run.

/// What a file is for, which says when `meter_init` runs it.
#[derive(Clone, Copy)]
pub enum Purpose {
    /// Brings tables of the version before to this version. Runs once, and not where tables are made new.
    Migration(i32),
    /// Makes tables that are missing and replaces functions. Runs whenever the code has changed.
    Objects,
    /// Policies and privileges. Runs after each run of the objects, and leaves policies that are there.
    Access,
    /// The rows that a new installation starts with.
    Defaults,
}

/// One file: what it is for, its path under `sql/`, and its commands.
pub struct Script {
    pub purpose: Purpose,
    pub file: &'static str,
    pub commands: &'static str,
}

impl Purpose {
    /// Its name in `meter_internal._meter_scripts()`, and the version that a migration leads to.
    pub fn named(self) -> (&'static str, Option<i32>) {
        match self {
            Self::Migration(version) => ("migration", Some(version)),
            Self::Objects => ("objects", None),
            Self::Access => ("access", None),
            Self::Defaults => ("defaults", None),
        }
    }
}

macro_rules! scripts {
    ($($purpose:expr => [$($file:literal),* $(,)?]),* $(,)?) => {
        &[$($(Script {
            purpose: $purpose,
            file: $file,
            commands: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../sql/", $file)),
        }),*),*]
    };
}

pub const SCRIPTS: &[Script] = scripts![
    Purpose::Migration(2) => ["migrations/0002_installation_scripts.sql"],
    Purpose::Migration(3) => ["migrations/0003_markups_are_remembered.sql"],
    Purpose::Migration(4) => ["migrations/0004_blank_account_ids.sql"],
    Purpose::Migration(5) => ["migrations/0005_alerts_are_seen.sql"],
    Purpose::Migration(6) => ["migrations/0006_voided_grants_owe.sql"],
    Purpose::Migration(7) => ["migrations/0007_log_found_by_id.sql"],
    Purpose::Migration(8) => ["migrations/0008_alerts_are_sent.sql"],
    Purpose::Migration(9) => ["migrations/0009_old_usage_leaves.sql"],
    Purpose::Migration(10) => ["migrations/0010_holds_on_stripes.sql"],
    Purpose::Migration(11) => ["migrations/0011_limits_expire.sql"],
    Purpose::Migration(12) => ["migrations/0012_short_periods_leave.sql"],
    Purpose::Migration(13) => ["migrations/0013_limits_cap.sql"],
    Purpose::Migration(14) => ["migrations/0014_windows_roll.sql"],
    Purpose::Migration(15) => ["migrations/0015_lasting_limits_wait.sql"],
    Purpose::Migration(16) => ["migrations/0016_usage_stays_with_teams.sql"],
    Purpose::Migration(17) => ["migrations/0017_departures_know_holds.sql"],
    Purpose::Objects => [
        "tables/installation.sql",
        "tables/settings.sql",
        "tables/plans.sql",
        "tables/accounts.sql",
        "tables/departures.sql",
        "tables/limits.sql",
        "tables/new_limits.sql",
        "tables/counters.sql",
        "tables/pools.sql",
        "tables/key_sources.sql",
        "tables/grants.sql",
        "tables/stripes.sql",
        "tables/holds.sql",
        "tables/alerts.sql",
        "tables/prices.sql",
        "tables/model_rules.sql",
        "tables/price_lists.sql",
        "tables/usage_log.sql",
        "tables/months.sql",
        "tables/rollups.sql",
        "tables/denials.sql",
        "tables/idempotency_keys.sql",
        "tables/given.sql",
        "functions/has_extension.sql",
        "functions/usage_rows.sql",
        "functions/markups.sql",
        "functions/violations.sql",
        "functions/checks.sql",
        "functions/limit_changes.sql",
        "functions/expiring.sql",
        "functions/windows.sql",
        "functions/sliding.sql",
        "functions/counting.sql",
        "functions/striping.sql",
        "functions/keeping.sql",
        "functions/giving_back.sql",
        "functions/granting.sql",
        "functions/refreshing.sql",
        "functions/listing_grants.sql",
        "functions/settling.sql",
        "functions/voiding.sql",
        "functions/carrying.sql",
        "functions/recounting.sql",
        "functions/alerting.sql",
        "functions/refunding.sql",
        "functions/repricing.sql",
        "functions/months.sql",
        "functions/rolling_up.sql",
        "functions/renaming.sql",
        "functions/verifying.sql",
        "functions/verifying_rollups.sql",
        "functions/upkeep.sql",
        "functions/retention.sql",
        "functions/current_account.sql",
        "functions/as_given.sql",
        "functions/rules_changed.sql",
        "functions/access.sql",
        "functions/partitions.sql",
        "engine/components.sql",
        "engine/providers.sql",
        "engine/name_parts.sql",
        "engine/spelling.sql",
        "engine/names.sql",
        "engine/expressions.sql",
        "engine/model_rules.sql",
        "engine/rates_of_name.sql",
        "engine/finding_rates.sql",
        "engine/matching_models.sql",
        "engine/counted_names.sql",
        "engine/arguments.sql",
        "engine/units.sql",
        "engine/call.sql",
        "engine/cost.sql",
        "engine/rates_of_call.sql",
        "engine/pricing.sql",
        "engine/importing.sql",
        "engine/imports.sql",
        "engine/clock.sql",
        "engine/calendar.sql",
        "engine/past_calendars.sql",
        "engine/periods.sql",
        "engine/locks.sql",
        "engine/fences.sql",
        "engine/moving.sql",
        "engine/new_limits.sql",
        "engine/readings.sql",
        "engine/capping.sql",
        "engine/counters.sql",
        "engine/locking_counters.sql",
        "engine/idempotency.sql",
        "engine/recording.sql",
        "engine/charging.sql",
        "engine/ordinary.sql",
        "engine/refusing.sql",
        "engine/answers.sql",
        "engine/checking.sql",
        "engine/opening.sql",
        "engine/holding.sql",
        "engine/settlement.sql",
        "engine/actuals.sql",
        "engine/batching.sql",
        "engine/events.sql",
        "engine/response_values.sql",
        "engine/response_usage.sql",
        "engine/response_openai_usage.sql",
        "engine/response_openai.sql",
        "engine/response_openai_responses.sql",
        "engine/response_anthropic.sql",
        "engine/response_google.sql",
        "engine/response_bedrock.sql",
        "engine/response_unread.sql",
        "engine/response_body.sql",
        "engine/response_headers.sql",
        "engine/responses.sql",
        "engine/answered_calls.sql",
    ],
    Purpose::Access => ["access/policies.sql", "access/privileges.sql"],
    Purpose::Defaults => ["seed/defaults.sql"],
];

/// The version of the tables that this code reads and writes: that of its last migration.
pub const SCHEMA_VERSION: i32 = last_migration();

/// The shipped price list.
pub const SEED_PRICES: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../sql/seed/prices.json"));
/// What that format cannot say, as CSV: shipped prices that begin at a later date, or hold at some hours of the day.
pub const SEED_DATED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../sql/seed/dated_and_hourly.csv"));

const fn last_migration() -> i32 {
    let (mut last, mut next) = (1, 0);
    while next < SCRIPTS.len() {
        if let Purpose::Migration(version) = SCRIPTS[next].purpose
            && version > last
        {
            last = version;
        }
        next += 1;
    }
    last
}
