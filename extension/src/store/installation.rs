//! Whether and in which version the meter's tables are there.

use std::cell::Cell;

use pgrx::pg_sys;

use super::catalog::table_oid;
use super::db::{Db, statement};
use crate::error::{MeterError, Result};

/// The version of the tables that this code reads and writes.
pub const SCHEMA_VERSION: i32 = 1;

statement!(READ, "installation_read.sql", []);
statement!(RECORD, "installation_record.sql", [INT4OID]);

thread_local! {
    /// The table whose version was seen to fit: looked up again only where `meter_init` has made another.
    static FITTING: Cell<pg_sys::Oid> = const { Cell::new(pg_sys::InvalidOid) };
}

/// Raises 55000 with what to do unless the tables are there, in this code's version.
pub fn ready(db: &mut Db) -> Result<()> {
    let table = table_oid(c"installation").ok_or(MeterError::NotInitialised)?;
    if FITTING.get() == table {
        return Ok(());
    }
    let tables = db.row(&READ, &[], |row| row.need::<i32>(1))?.ok_or(MeterError::NotInitialised)?;
    if tables != SCHEMA_VERSION {
        return Err(MeterError::SchemaVersion { tables, code: SCHEMA_VERSION });
    }
    FITTING.set(table);
    Ok(())
}

/// Notes the version of the tables just made.
pub fn record(db: &mut Db, version: i32) -> Result<()> {
    db.execute(&RECORD, &[version.into()]).map(drop)
}
