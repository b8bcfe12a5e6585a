//! How a charge enters, so that it and a change of its rules wait for each other.
//!
//! A charge holds, until its transaction ends, the usage log's row-exclusive lock (its INSERT needs it anyway) and a
//! shared lock on its account. What changes rules takes locks against these: see `sql/engine/fences.sql`.

use pgrx::pg_sys;

use super::accounts::Account;
use super::catalog::oid_of;
use super::db::{Db, statement};
use super::{locks, rules, snapshot};
use crate::error::Result;

statement!(RULES_HOLD, "rules_hold.sql", [TEXTOID, TEXTARRAYOID]);
statement!(BESIDE_NEW_LIMITS, "enter_beside_new_limits.sql", [TEXTARRAYOID]);
statement!(LIMITS_HOLD, "limits_hold.sql", [TEXTOID, TEXTARRAYOID]);

/// Enters charges of accounts, in their order; rules read afterwards cannot change before this transaction ends.
pub fn enter_charges(db: &mut Db, accounts: &[&str]) -> Result<()> {
    if rules::read(db)?.any_new_limits {
        let names: Vec<String> = accounts.iter().map(|&account| account.to_owned()).collect();
        return db.execute(&BESIDE_NEW_LIMITS, &[names.into()]).map(drop);
    }
    let usage_log = oid_of(c"usage_log")?;
    // SAFETY: an existing table and a lock mode it has
    unsafe { pg_sys::LockRelationOid(usage_log, pg_sys::RowExclusiveLock as pg_sys::LOCKMODE) };
    accounts.iter().try_for_each(|account| locks::share_account(account))
}

/// Raises 40001 where this transaction's snapshot is older than the rules it is about to apply.
pub fn check_snapshot(db: &mut Db, account: &Account) -> Result<()> {
    if snapshot::is_kept() {
        db.execute(&RULES_HOLD, &[account.id.as_str().into(), account.ancestors.clone().into()])?;
        db.execute(&LIMITS_HOLD, &[account.id.as_str().into(), account.ancestors.clone().into()])?;
    }
    Ok(())
}
