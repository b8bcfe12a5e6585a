//! What the functions written in SQL need of this library; no role is granted them.
//!
//! They have a schema of their own, in which only the extension makes anything. In the schema that the extension is put
//! into others may create functions too, and one of the same name with a default argument would make each call of ours
//! ambiguous, or be called instead.

use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;

use token_meter_core::model_pattern;

use super::args;
use crate::clock;
use crate::error::MeterError;
use crate::meter::counted;
use crate::meter::import::import;
use crate::store::prices::Import;
use crate::store::schema::{SCRIPTS, SEED_DATED, SEED_PRICES};
use crate::store::stripe_locks::Lock;
use crate::store::{Db, changes, installation, locks, snapshot};

/// Raises 55000 unless the tables are there in the version that this library needs.
#[pg_extern(schema = "meter_internal", volatile)]
fn _meter_ready() -> Result<(), ErrorReport> {
    Ok(Db::read(installation::ready)?)
}

/// The same for a function that writes: 25006, naming it, in a READ ONLY transaction and on a standby.
#[pg_extern(schema = "meter_internal", volatile)]
fn _meter_writes(caller: Option<&str>) -> Result<(), ErrorReport> {
    let caller = std::ffi::CString::new(caller.unwrap_or_default()).unwrap_or_default();
    Ok(Db::write(&caller, installation::ready)?)
}

/// Has every backend forget the rules and prices that it keeps, when this transaction commits.
#[pg_extern(schema = "meter_internal", volatile)]
fn _meter_forget() -> Result<(), ErrorReport> {
    Ok(changes::tell_everywhere()?)
}

/// Waits for those who charge stripes of a limit's counters, all or `each` of those given, and keeps them out until this transaction
/// ends. `false`: one of the transactions is this one, and nobody was waited for.
#[pg_extern(schema = "meter_internal", volatile)]
fn _meter_close_stripes(
    account: Option<&str>,
    limit_id: Option<i64>,
    transactions: Option<Vec<i64>>,
    each: Option<Vec<i32>>,
) -> Result<bool, ErrorReport> {
    let (account, limit_id) = (args::account(account)?, args::needed("limit_id", limit_id)?);
    let transactions = transactions.unwrap_or_default().into_iter().filter_map(|id| u32::try_from(id).ok());
    if transactions.map(pg_sys::TransactionId::from).any(snapshot::is_own) {
        return Ok(false);
    }
    match each {
        None => drop(Lock::alone(&account, limit_id)?),
        Some(stripes) => {
            for stripe in stripes {
                Lock::stripe_alone(&account, limit_id, stripe)?;
            }
        }
    }
    Ok(true)
}

/// Takes a lock of the meter until this transaction ends: see `sql/engine/locks.sql`. `false`: it was to be tried, and is not free.
#[pg_extern(schema = "meter_internal", volatile)]
fn _meter_lock(class: Option<&str>, key: Option<&str>, mode: Option<&str>) -> Result<bool, ErrorReport> {
    let mode = match mode {
        Some("shared") => locks::Mode::Shared,
        Some("exclusive") => locks::Mode::Exclusive,
        _ => locks::Mode::Try,
    };
    Ok(locks::take(args::needed("class", class)?, args::needed("key", key)?, mode)?)
}

/// Waits until all who are charging now have ended, and keeps nobody out.
#[pg_extern(schema = "meter_internal", volatile)]
fn _meter_await_charges() -> Result<(), ErrorReport> {
    Ok(locks::await_charges()?)
}

/// `at`, finite and not ahead of the clock, at the latest now; NULL: now.
#[pg_extern(schema = "meter_internal", volatile)]
fn _meter_moment(at: Option<TimestampWithTimeZone>) -> Result<TimestampWithTimeZone, ErrorReport> {
    Ok(clock::from_utc(clock::moment(at)?.min(clock::now()?))?)
}

/// Raises 2201B unless it is a regular expression that model names can be matched with.
#[pg_extern(schema = "meter_internal", immutable, parallel_safe)]
fn _meter_regex(expression: Option<&str>) -> Result<(), ErrorReport> {
    let expression = args::needed("pattern", expression)?;
    let compiled = model_pattern::compile(expression);
    Ok(compiled.map(drop).map_err(|problem| MeterError::Regex { expression: expression.into(), problem })?)
}

/// Whether a limit on a model, or a pattern of models, counts calls of a name.
#[pg_extern(schema = "meter_internal", stable)]
fn _meter_is_model(
    wanted: Option<&str>,
    provider: Option<&str>,
    model: Option<&str>,
) -> Result<bool, ErrorReport> {
    let (Some(wanted), Some(model)) = (wanted, model) else { return Ok(false) };
    Ok(Db::read(|db| counted::is_model(db, wanted, provider, model))?)
}

/// The provider that the path of a model's name tells.
#[pg_extern(schema = "meter_internal", immutable, parallel_safe)]
fn _meter_provider_told(model: Option<&str>) -> Option<String> {
    model.and_then(token_meter_core::model_name::provider_told)
}

/// The one name under which prices of a provider are kept.
#[pg_extern(schema = "meter_internal", immutable, parallel_safe)]
fn _meter_provider(name: Option<&str>) -> Result<String, ErrorReport> {
    let name = args::needed_text("provider", name)?;
    Ok(token_meter_core::provider::canonical(&name))
}

/// Makes other runs of `meter_init` wait until this transaction ends. There may be no table yet that could be locked, and an
/// advisory lock is anybody's: this is one on the extension, which only its own code takes.
#[pg_extern(schema = "meter_internal", volatile)]
fn _meter_begin_init() -> Result<(), ErrorReport> {
    // SAFETY: looks a name up, and locks it by a tag that is no object of its own
    unsafe {
        let extension = pg_sys::get_extension_oid(c"token_meter".as_ptr(), false);
        let class = pg_sys::ExtensionRelationId;
        pg_sys::LockDatabaseObject(class, extension, 1, pg_sys::ExclusiveLock as pg_sys::LOCKMODE);
    }
    Ok(())
}

/// The files that make schema `meter`, in order; `version`: that a migration leads to.
#[pg_extern(schema = "meter_internal", immutable)]
#[allow(clippy::type_complexity)]
fn _meter_scripts() -> TableIterator<
    'static,
    (
        name!(purpose, &'static str),
        name!(version, Option<i32>),
        name!(file, &'static str),
        name!(script, &'static str),
    ),
> {
    TableIterator::new(SCRIPTS.iter().map(|script| {
        let (purpose, version) = script.purpose.named();
        (purpose, version, script.file, script.commands)
    }))
}

/// Sets the shipped prices that are not there yet; answers how many.
#[pg_extern(schema = "meter_internal", volatile)]
fn _meter_set_shipped_prices() -> Result<i64, ErrorReport> {
    let wanted = Import {
        source: Some("seed"),
        provider: None,
        effective_from: chrono::DateTime::UNIX_EPOCH,
        add_only: true,
        dry_run: false,
        max_factor: None,
    };
    let dated = serde_json::Value::from(SEED_DATED).to_string();
    let report = Db::write(c"meter_init()", |db| {
        let mut report = import(db, SEED_PRICES, Some("litellm"), &wanted)?;
        report.extend(import(db, &dated, Some("csv"), &wanted)?);
        Ok(report)
    })?;
    Ok(report.iter().filter(|row| row.change == "added").count() as i64)
}

/// The version of this code.
#[pg_extern(schema = "meter_internal", immutable)]
fn _meter_code_version() -> &'static str {
    installation::VERSION
}
