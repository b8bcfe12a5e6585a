//! The meter's locks: the classes and keys of `sql/engine/locks.sql`, each on a lock tag of a table of ours. None is an advisory
//! lock: those are anybody's, and any login could stop all charges with them.

use std::cell::Cell;

use pgrx::pg_sys;

use super::catalog::oid_of;
use super::stripe_locks::{Lock, hash, tag_of};
use crate::error::{MeterError, Result};

/// Of how many accounts a transaction takes the own locks. Of more it takes those of buckets, each of many accounts, so that one over thousands does not
/// fill the lock table.
const OWN_MAX: usize = 256;
const BUCKETS: u32 = 768;
/// The lock on who is below whom, and which account is a pool.
const GROUPING: u32 = BUCKETS;
/// The first of as many locks on accounts that are put below another.
const MOVES: u32 = GROUPING + 1;
/// The locks of one account each, among those of accounts.
const OWN: u16 = 1;
/// The lock under which counters of a limit are made, among the locks on these counters.
const SEED: u16 = u16::MAX - 1;

pub enum Mode {
    Shared,
    Exclusive,
    /// Exclusive, without waiting.
    Try,
}

impl Mode {
    fn of_one(&self) -> u32 {
        match self {
            Self::Shared => pg_sys::ShareLock,
            Self::Exclusive | Self::Try => pg_sys::ExclusiveLock,
        }
    }

    fn is_tried(&self) -> bool {
        matches!(self, Self::Try)
    }
}

/// The modes in which a bucket is locked: with the own lock of an account in it, which lets in who locks others of its accounts, as a table is locked by
/// who locks a row of it; or alone, for all of them.
struct OfBucket {
    with_own: u32,
    alone: u32,
}

const TO_CHARGE: OfBucket = OfBucket { with_own: pg_sys::RowShareLock, alone: pg_sys::ShareLock };
const TO_CLOSE: OfBucket = OfBucket { with_own: pg_sys::RowExclusiveLock, alone: pg_sys::ExclusiveLock };

thread_local! {
    /// How many accounts' own locks this transaction has taken, also those that it has given back with a part of it.
    static TAKEN: Cell<usize> = const { Cell::new(0) };
}

/// The transaction has ended, and with it its locks.
pub fn left() {
    TAKEN.set(0);
}

/// Takes a lock until the transaction ends. `false`: it was only tried, and is not free.
pub fn take(class: &str, key: &str, mode: Mode) -> Result<bool> {
    match class {
        "account" => lock_account(key, mode),
        _ => Ok(acquire(tag(class, key)?, mode.of_one(), mode.is_tried()).is_some()),
    }
}

/// Takes the lock of an account's charges together with others.
pub fn share_account(account: &str) -> Result<()> {
    lock_account(account, Mode::Shared).map(drop)
}

/// Who charges an account and who keeps its charges out meet at its own lock, or, where one of them has taken too many, at its bucket.
fn lock_account(account: &str, mode: Mode) -> Result<bool> {
    let own = tag_of(c"accounts", hash(account.bytes()), OWN)?;
    let bucket = bucket_tag(0, account)?;
    let of_bucket = if let Mode::Shared = mode { &TO_CHARGE } else { &TO_CLOSE };
    if TAKEN.get() >= OWN_MAX {
        return Ok(acquire(bucket, of_bucket.alone, mode.is_tried()).is_some());
    }
    let Some(taken) = acquire(own, mode.of_one(), mode.is_tried()) else { return Ok(false) };
    TAKEN.set(TAKEN.get() + usize::from(taken.is_new()));
    Ok(acquire(bucket, of_bucket.with_own, mode.is_tried()).is_some())
}

/// Waits until all who are charging now have ended, and keeps nobody out.
pub fn await_charges() -> Result<()> {
    let log = pg_sys::LOCKTAG {
        // SAFETY: set when the backend connected
        locktag_field1: unsafe { pg_sys::MyDatabaseId }.to_u32(),
        locktag_field2: oid_of(c"usage_log")?.to_u32(),
        locktag_field3: 0,
        locktag_field4: 0,
        locktag_type: pg_sys::LockTagType::LOCKTAG_RELATION as u8,
        locktag_lockmethodid: pg_sys::DEFAULT_LOCKMETHOD as u8,
    };
    // SAFETY: the lock of a table, in a mode that those of charges conflict with
    unsafe { pg_sys::WaitForLockers(log, pg_sys::ShareLock as pg_sys::LOCKMODE, false) };
    Ok(())
}

fn acquire(tag: pg_sys::LOCKTAG, mode: u32, only_if_free: bool) -> Option<Lock> {
    let taken = Lock::acquire(tag, mode, only_if_free);
    // SAFETY: called outside of critical sections. Another session may have changed rules under this lock: the cache takes in what it told
    unsafe { pg_sys::AcceptInvalidationMessages() };
    taken
}

fn bucket_tag(first: u32, account: &str) -> Result<pg_sys::LOCKTAG> {
    tag_of(c"accounts", first + hash(account.bytes()) % BUCKETS, 0)
}

fn tag(class: &str, key: &str) -> Result<pg_sys::LOCKTAG> {
    match class {
        "grouping" => tag_of(c"accounts", GROUPING, 0),
        "move" => bucket_tag(MOVES, key),
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
