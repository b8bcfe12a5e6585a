//! The meter's locks: the classes and keys of `sql/engine/locks.sql`, each on a lock tag of a table of ours. None is an advisory
//! lock: those are anybody's, and any login could stop all charges with them.

use pgrx::pg_sys;

use super::stripe_locks::{Lock, hash, tag_of};
use crate::error::{MeterError, Result};

/// Accounts share this many locks: a transaction over many does not fill the lock table.
const ACCOUNT_LOCKS: u32 = 1024;
/// The lock on who is below whom, and which account is a pool.
const GROUPING: u32 = ACCOUNT_LOCKS;
/// The first of as many locks on accounts that are put below another.
const MOVES: u32 = GROUPING + 1;
/// The lock under which counters of a limit are made, among the locks on these counters.
const SEED: u16 = u16::MAX - 1;

pub enum Mode {
    Shared,
    Exclusive,
    /// Exclusive, without waiting.
    Try,
}

/// Takes a lock until the transaction ends. `false`: it was only tried, and is not free.
pub fn take(class: &str, key: &str, mode: Mode) -> Result<bool> {
    Ok(acquire(tag(class, key)?, mode))
}

/// Takes the lock of an account's charges together with others.
pub fn share_account(account: &str) -> Result<()> {
    acquire(account_tag(0, account)?, Mode::Shared);
    Ok(())
}

fn acquire(tag: pg_sys::LOCKTAG, mode: Mode) -> bool {
    let (mode, only_if_free) = match mode {
        Mode::Shared => (pg_sys::ShareLock, false),
        Mode::Exclusive => (pg_sys::ExclusiveLock, false),
        Mode::Try => (pg_sys::ExclusiveLock, true),
    };
    let taken = Lock::acquire(tag, mode, only_if_free).is_some();
    // SAFETY: called outside of critical sections. Another session may have changed rules under this lock: the cache takes in what it told
    unsafe { pg_sys::AcceptInvalidationMessages() };
    taken
}

fn account_tag(first: u32, account: &str) -> Result<pg_sys::LOCKTAG> {
    tag_of(c"accounts", first + hash(account.bytes()) % ACCOUNT_LOCKS, 0)
}

fn tag(class: &str, key: &str) -> Result<pg_sys::LOCKTAG> {
    match class {
        "account" => account_tag(0, key),
        "grouping" => tag_of(c"accounts", GROUPING, 0),
        "move" => account_tag(MOVES, key),
        "bucket" => tag_of(c"accounts", number::<u32>(key)? % ACCOUNT_LOCKS, 0),
        // ids that differ by 4 billion share one
        "limit" => tag_of(c"limits", number::<i64>(key)? as u32, 1),
        "counter" => of_counters(key, 0),
        "row" => of_counters(key, u16::MAX),
        "seed" => of_counters(key, SEED),
        "stripe" => {
            let (stripe, rest) = number_first(key)?;
            let (limit_id, account) = number_first(rest)?;
            Lock::stripe_tag(account, limit_id, stripe)
        }
        _ => Err(MeterError::Internal("there is no such lock")),
    }
}

fn of_counters(key: &str, part: u16) -> Result<pg_sys::LOCKTAG> {
    let (limit_id, account) = number_first(key)?;
    Lock::tag(account, limit_id, part)
}

fn number<N: std::str::FromStr>(key: &str) -> Result<N> {
    key.parse().map_err(|_| MeterError::Internal("a lock's key is no number"))
}

/// Numbers come first in a key: an account's id may hold anything.
fn number_first<N: std::str::FromStr>(key: &str) -> Result<(N, &str)> {
    let parts = key.split_once(':').and_then(|(number, rest)| Some((number.parse().ok()?, rest)));
    parts.ok_or(MeterError::Internal("a lock's key cannot be read"))
}
