//! Whether and in which version the meter's tables are there.

use std::cell::Cell;

use pgrx::pg_sys;

use super::catalog::table_oid;
use super::db::{Db, statement};
use super::schema::SCHEMA_VERSION;
use crate::error::{MeterError, Result};

/// The version of this code.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

statement!(READ, "installation_read.sql", []);

thread_local! {
    /// The table whose version was seen to fit: looked up again only where `meter_init` has made another.
    static FITTING: Cell<pg_sys::Oid> = const { Cell::new(pg_sys::InvalidOid) };
}

/// Raises 55000 with what to do unless tables and functions of schema `meter` are there, in this code's version.
pub fn ready(db: &mut Db) -> Result<()> {
    let table = table_oid(c"installation").ok_or(MeterError::NotInitialised)?;
    if FITTING.get() == table {
        return Ok(());
    }
    let (tables, functions) = db
        .row(&READ, &[], |row| Ok((row.need::<i32>(1)?, row.get::<String>(2)?)))?
        .ok_or(MeterError::NotInitialised)?;
    if tables != SCHEMA_VERSION {
        return Err(MeterError::SchemaVersion { tables, code: SCHEMA_VERSION });
    }
    if functions.as_deref() != Some(VERSION) {
        let functions = functions.unwrap_or_else(|| "0.1.0".into());
        return Err(MeterError::FunctionsVersion { functions, code: VERSION });
    }
    FITTING.set(table);
    Ok(())
}
