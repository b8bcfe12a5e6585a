//! What the functions written in SQL need of this library; no role is granted them.

use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;

use super::args;
use crate::clock;
use crate::meter::import::{Import, import};
use crate::store::{Db, fence, installation, schema};

/// Raises 55000 unless the tables are there in the version that this library needs.
#[pg_extern(volatile)]
fn _meter_ready() -> Result<(), ErrorReport> {
    Ok(Db::read(installation::ready)?)
}

/// Keeps charges of an account out until this transaction ends, once those in flight have.
#[pg_extern(volatile)]
fn _meter_fence(account: Option<&str>) -> Result<(), ErrorReport> {
    fence::close_account(&args::account(account)?);
    Ok(())
}

/// `at`, finite and not ahead of the clock; NULL: now.
#[pg_extern(volatile)]
fn _meter_moment(at: Option<TimestampWithTimeZone>) -> Result<TimestampWithTimeZone, ErrorReport> {
    Ok(clock::from_utc(clock::moment(at)?)?)
}

/// The one name under which prices of a provider are kept.
#[pg_extern(immutable, parallel_safe)]
fn _meter_provider(name: Option<&str>) -> Result<String, ErrorReport> {
    let name = args::needed_text("provider", name)?;
    Ok(token_meter_core::provider::canonical(&name).to_owned())
}

/// Creates the tables, or brings older ones up to date, as `meter_owner`.
#[pg_extern(volatile, security_definer)]
#[search_path(meter, pg_temp)] // what the scripts create goes to the first
fn _meter_apply_schema() -> Result<String, ErrorReport> {
    let done = Db::write(c"meter_init()", |db| {
        if !schema::apply(db)? {
            return Ok(format!("schema meter is up to date (version {})", installation::SCHEMA_VERSION));
        }
        let list = schema::seed_prices()?;
        let seeded = import(
            db,
            &Import {
                list: &list,
                format: Some("litellm"),
                provider: None,
                effective_from: chrono::DateTime::UNIX_EPOCH,
                dry_run: false,
            },
        )?;
        Ok(format!(
            "schema meter created (version {}), {} prices set",
            installation::SCHEMA_VERSION,
            seeded.len()
        ))
    })?;
    Ok(done)
}
