//! When a backend must forget the rules and prices that it keeps.
//!
//! A statement trigger on their tables has every backend told of a change, by the relation-cache message that Postgres
//! delivers with its commit: at the latest when the next lock is taken, before whoever waited for the change goes on. The
//! backend that makes the change is told at once, and again when it rolls back, so that it sees its own change and nobody
//! sees one that never was.
//!
//! A new account changes nothing for others, and nobody is told of it; what was kept of one in a transaction is forgotten
//! where that rolls back.

use std::cell::Cell;
use std::ffi::c_void;

use pgrx::pg_sys;
use pgrx::prelude::*;

use super::catalog::{self, table_oid};
use super::heap::plain;
use super::locks;
use crate::error::{MeterError, Result};

thread_local! {
    /// How often rules have changed, as far as this backend has been told.
    static CHANGES: Cell<u64> = const { Cell::new(0) };
    /// Whether this transaction has kept anything that its end may undo.
    static UNDO_FORGETS: Cell<bool> = const { Cell::new(false) };
    static LISTENING: Cell<bool> = const { Cell::new(false) };
    /// The carrier of this database's messages, as it was looked up last.
    static CARRIER: Cell<pg_sys::Oid> = const { Cell::new(pg_sys::InvalidOid) };
}

/// How many changes this backend has heard of.
pub fn heard() -> u64 {
    CHANGES.get()
}

/// What this transaction keeps is forgotten if it rolls back.
pub fn undo_forgets() {
    UNDO_FORGETS.set(true);
}

/// Has every backend forget what it keeps, when this transaction commits.
pub fn tell_everywhere() -> Result<()> {
    let carrier = carrier().ok_or(MeterError::NotInitialised)?;
    // SAFETY: a table that is there
    unsafe { pg_sys::CacheInvalidateRelcacheByRelid(carrier) };
    Ok(())
}

/// The table whose relation-cache message stands for a change of rules.
fn carrier() -> Option<pg_sys::Oid> {
    table_oid(c"installation")
}

/// Hears of changes from now on, first of those that were committed before. Every call begins with it.
pub fn listen() {
    // SAFETY: all are for any backend in a transaction
    unsafe {
        if !LISTENING.replace(true) {
            pg_sys::CacheRegisterRelcacheCallback(Some(hear), pg_sys::Datum::from(0));
            // with the extension away nobody tells of changes: its functions come back as others
            let functions = pg_sys::SysCacheIdentifier::PROCOID as core::ffi::c_int;
            pg_sys::CacheRegisterSyscacheCallback(functions, Some(hear_of_functions), pg_sys::Datum::from(0));
            // with the schema under another name its tables go by none
            let schemas = pg_sys::SysCacheIdentifier::NAMESPACEOID as core::ffi::c_int;
            pg_sys::CacheRegisterSyscacheCallback(schemas, Some(hear_of_schemas), pg_sys::Datum::from(0));
            pg_sys::RegisterXactCallback(Some(end), std::ptr::null_mut());
            pg_sys::RegisterSubXactCallback(Some(end_of_part), std::ptr::null_mut());
            catalog::keep();
        }
        pg_sys::AcceptInvalidationMessages();
    }
    let carrier = carrier().unwrap_or(pg_sys::InvalidOid);
    if CARRIER.replace(carrier) != carrier {
        changed();
    }
}

fn changed() {
    CHANGES.set(CHANGES.get() + 1);
}

/// It may come at any moment, also while a transaction ends: it looks nothing up.
#[pg_guard]
extern "C-unwind" fn hear(_arg: pg_sys::Datum, table: pg_sys::Oid) {
    catalog::forget(table);
    plain::forget(table);
    if table == pg_sys::InvalidOid || table == CARRIER.get() {
        changed();
    }
}

#[pg_guard]
extern "C-unwind" fn hear_of_functions(_arg: pg_sys::Datum, _cache: core::ffi::c_int, _hash: u32) {
    changed();
}

#[pg_guard]
extern "C-unwind" fn hear_of_schemas(_arg: pg_sys::Datum, _cache: core::ffi::c_int, _hash: u32) {
    catalog::forget(pg_sys::InvalidOid);
}

#[pg_guard]
extern "C-unwind" fn end(event: pg_sys::XactEvent::Type, _arg: *mut c_void) {
    match event {
        pg_sys::XactEvent::XACT_EVENT_COMMIT => UNDO_FORGETS.set(false),
        pg_sys::XactEvent::XACT_EVENT_ABORT | pg_sys::XactEvent::XACT_EVENT_PREPARE => undone(),
        _ => return,
    }
    locks::left();
}

#[pg_guard]
extern "C-unwind" fn end_of_part(
    event: pg_sys::SubXactEvent::Type,
    _part: pg_sys::SubTransactionId,
    _whole: pg_sys::SubTransactionId,
    _arg: *mut c_void,
) {
    if event == pg_sys::SubXactEvent::SUBXACT_EVENT_ABORT_SUB {
        undone();
    }
}

/// What was kept may be of rows that never were.
fn undone() {
    if UNDO_FORGETS.replace(false) {
        changed();
    }
}
