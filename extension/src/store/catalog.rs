//! The meter's tables in Postgres' catalog.

use std::ffi::CStr;

use pgrx::prelude::*;
use pgrx::{direct_function_call, pg_sys};

use crate::error::{MeterError, Result};

/// The same of a table, index or sequence that must be there.
pub fn oid_of(name: &CStr) -> Result<pg_sys::Oid> {
    table_oid(name).ok_or(MeterError::NotInitialised)
}

/// The oid of a table of schema meter, from the catalog cache.
pub fn table_oid(table: &CStr) -> Option<pg_sys::Oid> {
    // SAFETY: both look up a name and answer InvalidOid where there is none
    let oid = unsafe {
        match pg_sys::get_namespace_oid(c"meter".as_ptr(), true) {
            pg_sys::InvalidOid => pg_sys::InvalidOid,
            schema => pg_sys::get_relname_relid(table.as_ptr(), schema),
        }
    };
    (oid != pg_sys::InvalidOid).then_some(oid)
}

/// The next number of a sequence of schema meter.
pub fn next_id(sequence: &CStr) -> Result<i64> {
    let sequence = oid_of(sequence)?;
    // SAFETY: nextval takes a sequence's oid, and raises an error where it has no more
    let next = unsafe { direct_function_call::<i64>(pg_sys::nextval_oid, &[sequence.into_datum()]) };
    next.ok_or(MeterError::Internal("a sequence has no number"))
}
