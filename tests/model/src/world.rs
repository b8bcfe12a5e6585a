//! The world that every sequence starts from, in Postgres and in the model.

use std::collections::BTreeSet;

use crate::amount::Amount;
use crate::calendar::{Moment, Period};
use crate::driver::{Broken, Driver};
use crate::model::Model;
use crate::names::{DEFAULT_PLAN, LATER_PRICES, Name, OPEN_HOLDS_MAX, PLANS, PRICES};
use crate::operation::{KeySource, LimitSpec, Operation, Owner, Parent, Unit};
use crate::sql::{set_clock, sql};

/// When the accounts of the world are made, and so what their anchored months are counted from.
const MADE: &str = "2024-10-31T12:00:00Z";
const FOUNDED: &str = "2024-01-01 00:00+00";
/// When the later prices hold.
pub const LATER: &str = "2030-01-01 00:00+00";
/// When sequences may start: before a month's end, before an anchored one's, before midnight.
pub const STARTS: [&str; 3] = ["2025-01-30T20:00:00Z", "2025-02-28T11:30:00Z", "2025-03-09T23:30:00Z"];

pub fn moment(text: &str) -> Moment {
    text.parse().unwrap_or(Moment::MIN_UTC)
}

/// Everything that no sequence changes.
pub fn found(driver: &mut Driver) -> Result<(), Broken> {
    let edition = std::env::var("TOKEN_METER_SQL").ok().and_then(|file| std::fs::read_to_string(file).ok());
    driver.run(edition.as_deref().unwrap_or("CREATE EXTENSION token_meter"))?;
    driver.run(
        "SET token_meter.clock = '2025-01-01 00:00+00'; SELECT meter_init(); SET token_meter.clock = '2024-01-01 00:00+00'",
    )?;
    let later = LATER_PRICES.iter().map(|price| (price, LATER));
    for (price, since) in PRICES.iter().map(|price| (price, FOUNDED)).chain(later) {
        for (component, per_million) in [("input", price.input), ("output", price.output)] {
            let (provider, model) = (price.provider, price.model);
            driver.run(&format!(
                "SELECT meter_set_price('{provider}', '{model}', '{component}', {per_million}, effective_from => '{since}')"
            ))?;
        }
    }
    for plan in PLANS {
        driver.run(&format!("SELECT meter_set_plan('{plan}', is_default => {})", plan == DEFAULT_PLAN))?;
    }
    driver.run(FEW_PARTITIONS)?;
    // sequences are short and their caps low: counters are dealt out long before it is worth while
    driver.run("CREATE OR REPLACE FUNCTION meter.calls_each() RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 0.05")?;
    driver.run("CREATE OR REPLACE FUNCTION meter.charges_each() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 2")?;
    driver.run(&format!(
        "SELECT meter_set_setting('unknown_model', 'record'), meter_set_setting('open_holds_max', '{OPEN_HOLDS_MAX}')"
    ))?;
    Ok(())
}

/// The log has the partitions that `meter_maintain` makes around the moments of most sequences, and none of today's: a statement over the log
/// takes the longer the more there are.
const FEW_PARTITIONS: &str = "DO $$ BEGIN
    EXECUTE (SELECT string_agg(format('DROP TABLE %s', i.inhrelid::regclass), '; ')
               FROM pg_inherits i
              WHERE i.inhparent = 'meter.usage_log'::regclass AND i.inhrelid::regclass::text BETWEEN 'meter.usage_log_2026' AND 'meter.usage_log_9');
    DELETE FROM meter.months WHERE month > '2026-01-01';
END $$; SELECT meter.make_partitions('2025-03-01 00:00+00')";

/// Takes away what committed sequences have left, and what `meter_init` made: by one statement, at whose end nothing refers to what is gone.
const EMPTY: &str = "DO $$ BEGIN
    EXECUTE (SELECT 'WITH ' || string_agg(format('%1$I AS (DELETE FROM meter.%1$I)', c.relname), ', ') || ' SELECT'
               FROM pg_class c
              WHERE c.relnamespace = 'meter'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                AND c.relname NOT IN ('installation', 'settings', 'plans', 'prices', 'given')); END $$";

/// Lays out plans, accounts and pools in an emptied database.
pub fn lay_out(driver: &mut Driver) -> Result<Model, Broken> {
    driver.run(EMPTY)?;
    let mut model = Model::new(moment(MADE));
    driver.run(&set_clock(model.now))?;
    for operation in operations() {
        let statement = sql(&operation, &model).unwrap_or_default();
        driver.run(&statement)?;
        model.apply(&operation, &statement, &BTreeSet::new());
    }
    driver.run("RESET token_meter.clock")?;
    Ok(model)
}

/// The same in the model alone.
#[cfg(test)]
pub fn model() -> Model {
    let mut model = Model::new(moment(MADE));
    for operation in operations() {
        model.apply(&operation, "", &BTreeSet::new());
    }
    model
}

fn operations() -> Vec<Operation> {
    let account = |account, plan, parent| Operation::SetAccount { account, plan: Some(plan), parent };
    vec![
        limit(Owner::Plan("free"), "daily", Unit::Tokens, 120, Period::Day),
        limit(Owner::Plan("basic"), "daily", Unit::Tokens, 200, Period::Day),
        limit(Owner::Plan("basic"), "spend", Unit::Cost, 150, Period::Month),
        limit(Owner::Plan("plus"), "daily", Unit::Tokens, 400, Period::Day),
        limit(Owner::Plan("plus"), "calls", Unit::Requests, 20, Period::Hour),
        limit(Owner::Plan("plus"), "total", Unit::Tokens, 1500, Period::AnchoredMonth),
        account("corp", "plus", Parent::Keep),
        account("team", "basic", Parent::As("corp")),
        account("ada", "basic", Parent::As("team")),
        account("pool", "free", Parent::Keep),
        account("lone", "plus", Parent::Keep),
        limit(Owner::Account("pool"), "total", Unit::Tokens, 900, Period::Never),
        limit(Owner::Account("corp"), "spend", Unit::Cost, 500, Period::Week),
        Operation::SetPool { account: "pool", provider: "openai", for_account: None },
    ]
}

fn limit(owner: Owner, name: Name, unit: Unit, cap: i64, period: Period) -> Operation {
    Operation::SetLimit(LimitSpec {
        owner,
        name,
        unit,
        period,
        provider: None,
        model: None,
        operation: None,
        key_source: Some(KeySource::Shared),
        cap: Some(Amount::whole(cap)),
        hard: unit != Unit::Requests,
        thresholds: vec![80, 95],
        by_what_is_left: false,
        carry_over_cap: None,
        caps: false,
        expires_in_minutes: None,
    })
}
