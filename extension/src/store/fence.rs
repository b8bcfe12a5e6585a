//! What makes a charge and a change of its rules wait for each other.
//!
//! A charge holds, until its transaction ends, the usage log's row-exclusive lock (its INSERT needs it anyway) and a
//! shared lock on its account. A change of one account's rules takes that lock exclusively; a change of a plan's limit
//! locks the usage log against charges. So whoever makes a limit's first counter finds in the log every charge that the
//! limit missed.

use pgrx::prelude::*;
use pgrx::{direct_function_call, pg_sys};

use super::db::{Db, statement};
use super::installation::table_oid;
use crate::error::{MeterError, Result};

/// First key of the advisory locks, so that they do not meet the app's own ("tokm").
const LOCK_CLASS: i32 = 0x746f_6b6d;
/// Accounts share this many locks, so that a batch over many accounts does not fill the lock table.
const LOCKS: i32 = 1024;

statement!(RULES_HOLD, "rules_hold.sql", [TEXTOID]);

/// Enters a charge of an account; rules read afterwards cannot change before this transaction ends.
pub fn enter_charge(account: &str) -> Result<()> {
    let usage_log = table_oid(c"usage_log").ok_or(MeterError::NotInitialised)?;
    // SAFETY: an existing table and a lock mode it has
    unsafe { pg_sys::LockRelationOid(usage_log, pg_sys::RowExclusiveLock as pg_sys::LOCKMODE) };
    lock(pg_sys::pg_advisory_xact_lock_shared_int4, account);
    Ok(())
}

/// Raises 40001 where this transaction's snapshot is older than the rules it is about to apply.
pub fn check_snapshot(db: &mut Db, account: &str) -> Result<()> {
    // SAFETY: a backend variable
    if unsafe { pg_sys::XactIsoLevel } >= pg_sys::XACT_REPEATABLE_READ as i32 {
        db.execute(&RULES_HOLD, &[account.into()])?;
    }
    Ok(())
}

/// Waits for the charges of an account in flight, and keeps others out until this transaction ends.
pub fn close_account(account: &str) {
    lock(pg_sys::pg_advisory_xact_lock_int4, account);
}

fn lock(function: unsafe fn(pg_sys::FunctionCallInfo) -> pg_sys::Datum, account: &str) {
    // FNV-1a: the same in every backend and build
    let hash = account
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let key = (hash % LOCKS as u32) as i32;
    // SAFETY: both functions take two int4 keys
    unsafe { direct_function_call::<()>(function, &[LOCK_CLASS.into_datum(), key.into_datum()]) };
}
