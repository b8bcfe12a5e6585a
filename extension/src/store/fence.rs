//! What makes a charge and a change of its rules wait for each other.
//!
//! A charge holds, until its transaction ends, the usage log's row-exclusive lock (its INSERT needs it anyway) and a
//! shared lock on its account. A change of one account's rules takes that lock exclusively; a change of a plan's limit
//! locks the usage log against charges. So whoever makes a limit's first counter finds in the log every charge that the
//! limit missed.

use pgrx::pg_sys;

use super::accounts::Account;
use super::catalog::table_oid;
use super::db::{Db, statement};
use super::snapshot;
use super::stripe_locks::hash;
use crate::error::{MeterError, Result};

/// Accounts share this many locks, so that a transaction over many accounts does not fill the lock table.
const LOCKS: u32 = 1024;
/// The lock on who is below whom, and which account is a pool.
pub(super) const GROUPING: u32 = LOCKS;
/// The first of as many locks on accounts that are put below another.
pub(super) const MOVES: u32 = GROUPING + 1;

statement!(RULES_HOLD, "rules_hold.sql", [TEXTOID]);
statement!(LIMITS_HOLD, "limits_hold.sql", [TEXTOID, TEXTARRAYOID]);
statement!(PLAN_RULES_CHANGE, "plan_rules_change.sql", []);
statement!(ACCOUNT_RULES_CHANGE, "account_rules_change.sql", [TEXTOID]);
statement!(LENDS, "account_lends.sql", [TEXTOID]);

/// Enters a charge of an account; rules read afterwards cannot change before this transaction ends.
pub fn enter_charge(account: &str) -> Result<()> {
    lock_usage_log(pg_sys::RowExclusiveLock)?;
    lock_account(account, pg_sys::ShareLock)
}

/// Raises 40001 where this transaction's snapshot is older than the rules it is about to apply.
pub fn check_snapshot(db: &mut Db, account: &Account) -> Result<()> {
    if snapshot::is_kept() {
        db.execute(&RULES_HOLD, &[account.id.as_str().into()])?;
        db.execute(&LIMITS_HOLD, &[account.id.as_str().into(), account.ancestors.clone().into()])?;
    }
    Ok(())
}

/// Begins a change of what a plan's limit, or one account's limits, mean. Waits for the charges it concerns, keeps
/// others out until this transaction ends, and marks the rules as changed for those that keep an older snapshot. The
/// limits of a parent or a pool concern everybody's charges, as a plan's do.
pub fn begin_change(db: &mut Db, plan: Option<&str>, account: Option<&str>) -> Result<()> {
    refuse_old_snapshot()?;
    lock_slot(GROUPING, pg_sys::ShareLock)?;
    let lent = account.map(|account| lends(db, account)).transpose()?.unwrap_or(false);
    if plan.is_some() || lent {
        close_all(db)?;
    }
    if let Some(account) = account {
        close_account(account)?;
        db.execute(&ACCOUNT_RULES_CHANGE, &[account.into()])?;
        if !lent && lends(db, account)? {
            return Err(MeterError::Overtaken); // it got its first child while this waited
        }
    }
    Ok(())
}

/// Begins a change of who is charged to whom. Nothing else of the kind runs beside it.
pub fn begin_regrouping(db: &mut Db) -> Result<()> {
    refuse_old_snapshot()?;
    lock_slot(GROUPING, pg_sys::ExclusiveLock)?;
    close_all(db)
}

/// Begins a correction of costs. Waits for all charges, and keeps others out until this transaction ends.
/// A refund that keeps an older snapshot would not see what a call has come to, and fails.
pub fn begin_repricing(db: &mut Db) -> Result<()> {
    refuse_old_snapshot()?;
    lock_slot(GROUPING, pg_sys::ShareLock)?;
    close_all(db)
}

/// Begins to put an account below a parent, or to take it from there; another such change of it waits, and then knows
/// where the account is.
pub fn begin_move(account: &str) -> Result<()> {
    lock_slot(MOVES + slot(account), pg_sys::ExclusiveLock)
}

/// Lets a new account join a parent, which needs no charge to wait: it has no usage that others would have to count.
pub fn begin_joining(parent: &str) -> Result<()> {
    lock_slot(GROUPING, pg_sys::ShareLock)?;
    lock_account(parent, pg_sys::ShareLock) // a limit of the parent that is being made concerns it too
}

/// A transaction that keeps its snapshot would count from a log that has gone on.
fn refuse_old_snapshot() -> Result<()> {
    if snapshot::is_kept() { Err(MeterError::OldSnapshot) } else { Ok(()) }
}

/// Whether the usage of others counts to this account.
fn lends(db: &mut Db, account: &str) -> Result<bool> {
    Ok(db.row(&LENDS, &[account.into()], |row| row.need(1))?.unwrap_or(false))
}

fn close_all(db: &mut Db) -> Result<()> {
    lock_usage_log(pg_sys::ShareRowExclusiveLock)?;
    db.execute(&PLAN_RULES_CHANGE, &[]).map(drop)
}

/// Begins any change of an account: its charges in flight go by the account as it was, later ones as it is.
pub fn close_account(account: &str) -> Result<()> {
    lock_account(account, pg_sys::ExclusiveLock)
}

fn lock_usage_log(mode: u32) -> Result<()> {
    let usage_log = table_oid(c"usage_log").ok_or(MeterError::NotInitialised)?;
    // SAFETY: an existing table and a lock mode it has
    unsafe { pg_sys::LockRelationOid(usage_log, mode as pg_sys::LOCKMODE) };
    Ok(())
}

/// Not an advisory lock: those are anybody's, and whoever can log in could stop all charges with them.
fn lock_account(account: &str, mode: u32) -> Result<()> {
    lock_slot(slot(account), mode)
}

pub(super) fn slot(account: &str) -> u32 {
    hash(account.bytes()) % LOCKS
}

fn lock_slot(slot: u32, mode: u32) -> Result<()> {
    let accounts = table_oid(c"accounts").ok_or(MeterError::NotInitialised)?;
    // SAFETY: a lock tag of our own table, held to the end of the transaction
    unsafe { pg_sys::LockDatabaseObject(accounts, pg_sys::Oid::from_u32(slot), 0, mode as pg_sys::LOCKMODE) };
    Ok(())
}
