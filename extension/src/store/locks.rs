//! The meter's locks for what is written in SQL: the classes and keys of `sql/engine/locks.sql`, on the very locks that `fence` and
//! `stripe_locks` take, so that both meet.

use pgrx::pg_sys;

use super::fence;
use super::stripe_locks::{Lock, tag_of};
use crate::error::{MeterError, Result};

pub enum Mode {
    Shared,
    Exclusive,
    /// Exclusive, without waiting.
    Try,
}

/// Takes a lock until the transaction ends. `false`: it was only tried, and is not free.
pub fn take(class: &str, key: &str, mode: Mode) -> Result<bool> {
    let tag = tag(class, key)?;
    let (mode, only_if_free) = match mode {
        Mode::Shared => (pg_sys::ShareLock, false),
        Mode::Exclusive => (pg_sys::ExclusiveLock, false),
        Mode::Try => (pg_sys::ExclusiveLock, true),
    };
    let taken = Lock::acquire(tag, mode, only_if_free).is_some();
    // SAFETY: as after any lock, what others changed meanwhile is heard of
    unsafe { pg_sys::AcceptInvalidationMessages() };
    Ok(taken)
}

fn tag(class: &str, key: &str) -> Result<pg_sys::LOCKTAG> {
    let unreadable = || MeterError::Internal("a lock's key cannot be read");
    // numbers come first: an account's id may hold anything
    let split = |key: &'_ str| -> Result<(i64, usize)> {
        let (number, rest) = key.split_once(':').ok_or_else(unreadable)?;
        Ok((number.parse().map_err(|_| unreadable())?, key.len() - rest.len()))
    };
    match class {
        "account" => tag_of(c"accounts", fence::slot(key), 0),
        "grouping" => tag_of(c"accounts", fence::GROUPING, 0),
        "move" => tag_of(c"accounts", fence::MOVES + fence::slot(key), 0),
        "counter" | "row" => {
            let (limit_id, account) = split(key)?;
            Lock::tag(&key[account..], limit_id, if class == "row" { u16::MAX } else { 0 })
        }
        "stripe" => {
            let (stripe, rest) = split(key)?;
            let (limit_id, account) = split(&key[rest..])?;
            let stripe = i32::try_from(stripe).map_err(|_| unreadable())?;
            Lock::stripe_tag(&key[rest + account..], limit_id, stripe)
        }
        _ => Err(MeterError::Internal("there is no such lock")),
    }
}
