//! The meter's tables in Postgres' catalog.

use std::cell::{Cell, RefCell};
use std::ffi::CStr;

use pgrx::prelude::*;
use pgrx::{direct_function_call, pg_sys};

use crate::error::{MeterError, Result};

thread_local! {
    /// What has been looked up.
    static OIDS: RefCell<Vec<(&'static CStr, pg_sys::Oid)>> = const { RefCell::new(Vec::new()) };
    /// How many changes were heard of.
    static HEARD: Cell<u64> = const { Cell::new(0) };
    static HEARING: Cell<bool> = const { Cell::new(false) };
}

/// The oid of a table, index or sequence of schema meter that must be there.
pub fn oid_of(name: &'static CStr) -> Result<pg_sys::Oid> {
    table_oid(name).ok_or(MeterError::NotInitialised)
}

/// The oid of a table, if it is there.
pub fn table_oid(name: &'static CStr) -> Option<pg_sys::Oid> {
    let known = |known: &&(&CStr, pg_sys::Oid)| std::ptr::eq(known.0, name) || known.0 == name;
    let oid = OIDS.with_borrow(|oids| oids.iter().find(known).map(|(_, oid)| *oid));
    oid.or_else(|| {
        let before = HEARD.get();
        let oid = look_up(name)?;
        // a message that arrives while a name is looked up can be of this very name
        if HEARING.get() && HEARD.get() == before {
            OIDS.with_borrow_mut(|oids| oids.push((name, oid)));
        }
        Some(oid)
    })
}

/// What is looked up from now on may be kept: this backend hears of changes.
pub fn keep() {
    HEARING.set(true);
}

/// A table or an index has changed, or (`InvalidOid`) any may have.
pub fn forget(oid: pg_sys::Oid) {
    OIDS.with_borrow_mut(|oids| {
        if oid == pg_sys::InvalidOid || oids.iter().any(|(_, known)| *known == oid) {
            oids.clear();
        }
    });
    HEARD.set(HEARD.get() + 1);
}

fn look_up(name: &CStr) -> Option<pg_sys::Oid> {
    // SAFETY: both look up a name and answer InvalidOid where there is none
    let oid = unsafe {
        match pg_sys::get_namespace_oid(c"meter".as_ptr(), true) {
            pg_sys::InvalidOid => pg_sys::InvalidOid,
            schema => pg_sys::get_relname_relid(name.as_ptr(), schema),
        }
    };
    (oid != pg_sys::InvalidOid).then_some(oid)
}

/// The next number of a sequence of schema meter.
pub fn next_id(sequence: &'static CStr) -> Result<i64> {
    let sequence = oid_of(sequence)?;
    // SAFETY: nextval takes a sequence's oid, and raises an error where it has no more
    let next = unsafe { direct_function_call::<i64>(pg_sys::nextval_oid, &[sequence.into_datum()]) };
    next.ok_or(MeterError::Internal("a sequence has no number"))
}
