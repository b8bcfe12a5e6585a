//! Who waits for whom where a counter may be dealt out to stripes.
//!
//! Whoever charges such a counter enters it together with others, and has its stripe alone; whoever gathers the stripes has it
//! alone. They are no row locks: a statement that has waited for a row and then finds no room there keeps it locked, and would
//! meet the one that gathers in a circle. These are left again where nothing was charged, and else held until the
//! transaction ends. They come before the counter's row: who may have that locked waits for none of them, but those of the
//! stripes where it gathers them one by one. Who waits for a stripe has left the counter.

use std::cell::RefCell;
use std::ffi::CStr;

use pgrx::pg_sys;

use super::catalog::table_oid;
use super::counters::Place;
use crate::error::{MeterError, Result};

/// In how many striped counters a transaction takes part with locks, so that one over thousands of them does not fill the lock
/// table; it charges the others by their rows.
const CHARGED_MAX: usize = 256;

thread_local! {
    /// The counters, by their locks, that this transaction has charged.
    static CHARGED: RefCell<(pg_sys::TransactionId, Vec<u32>)> =
        const { RefCell::new((pg_sys::InvalidTransactionId, Vec::new())) };
}

/// Keeps in mind that this transaction has charged a limit's counter, or may have its row locked.
pub fn remember(place: Place) {
    let (transaction, key) = (this_transaction(), key(place.account, place.limit_id));
    if transaction == pg_sys::InvalidTransactionId {
        return; // it has written nothing
    }
    CHARGED.with_borrow_mut(|charged| {
        if charged.0 != transaction {
            *charged = (transaction, Vec::new());
        }
        if charged.1.len() < CHARGED_MAX && !charged.1.contains(&key) {
            charged.1.push(key);
        }
    });
}

/// Whether this transaction has charged a limit's counter, also where that was rolled back to a savepoint.
pub fn has_charged(place: Place) -> bool {
    let (transaction, key) = (this_transaction(), key(place.account, place.limit_id));
    CHARGED.with_borrow(|charged| charged.0 == transaction && charged.1.contains(&key))
}

/// Whether this transaction has charged as many striped counters as it may with locks.
pub fn has_charged_many() -> bool {
    CHARGED.with_borrow(|charged| charged.0 == this_transaction() && charged.1.len() >= CHARGED_MAX)
}

fn this_transaction() -> pg_sys::TransactionId {
    // SAFETY: asks this backend's state; what has charged something has an id
    unsafe { pg_sys::GetTopTransactionIdIfAny() }
}

/// A lock of a limit's counters, or of one of their stripes.
#[derive(Clone, Copy)]
pub struct Lock {
    tag: pg_sys::LOCKTAG,
    mode: pg_sys::LOCKMODE,
    /// Not held by this transaction before.
    new: bool,
}

impl Lock {
    /// Enters the counters of a limit together with others. Waits for who gathers them, unless this transaction has charged them
    /// before: who gathers them may wait for it.
    pub fn shared(place: Place) -> Result<Option<Self>> {
        Ok(Self::acquire(Self::tag(place.account, place.limit_id, 0)?, pg_sys::ShareLock, has_charged(place)))
    }

    /// The same if nobody gathers them, or waits to.
    pub fn shared_if_free(place: Place) -> Result<Option<Self>> {
        Ok(Self::acquire(Self::tag(place.account, place.limit_id, 0)?, pg_sys::ShareLock, true))
    }

    /// Has the counters of a limit alone. Waits for those who have entered them.
    pub fn alone(account: &str, limit_id: i64) -> Result<Self> {
        Self::take(Self::tag(account, limit_id, 0)?, pg_sys::ExclusiveLock)
    }

    /// The same if nobody has entered them.
    pub fn alone_if_free(place: Place) -> Result<Option<Self>> {
        Ok(Self::acquire(Self::tag(place.account, place.limit_id, 0)?, pg_sys::ExclusiveLock, true))
    }

    /// Has a stripe alone. Waits for who charges it.
    pub fn of_stripe(place: Place, stripe: i32) -> Result<Self> {
        Self::take(Self::stripe_tag(place.account, place.limit_id, stripe)?, pg_sys::ExclusiveLock)
    }

    /// The same until the transaction ends.
    pub fn stripe_alone(account: &str, limit_id: i64, stripe: i32) -> Result<()> {
        Self::take(Self::stripe_tag(account, limit_id, stripe)?, pg_sys::ExclusiveLock).map(drop)
    }

    /// Has a stripe alone if nobody else is charging it.
    pub fn of_free_stripe(place: Place, stripe: i32) -> Result<Option<Self>> {
        Ok(Self::acquire(
            Self::stripe_tag(place.account, place.limit_id, stripe)?,
            pg_sys::ExclusiveLock,
            true,
        ))
    }

    /// Tells others that the counter's row is being charged. `None`: somebody else is charging it. Nobody waits for it.
    pub fn of_free_row(place: Place) -> Result<Option<Self>> {
        Ok(Self::acquire(Self::tag(place.account, place.limit_id, u16::MAX)?, pg_sys::ExclusiveLock, true))
    }

    /// Whether this transaction did not hold it before.
    pub fn is_new(self) -> bool {
        self.new
    }

    /// Gives back what this transaction did not hold before; nothing was changed under it.
    pub fn leave(self) {
        if self.new {
            // SAFETY: a lock that this very function call has taken
            unsafe { pg_sys::LockRelease(&self.tag, self.mode, false) };
        }
    }

    fn take(tag: pg_sys::LOCKTAG, mode: u32) -> Result<Self> {
        Self::acquire(tag, mode, false).ok_or(MeterError::Internal("a lock that waits was not there"))
    }

    pub(super) fn acquire(tag: pg_sys::LOCKTAG, mode: u32, only_if_free: bool) -> Option<Self> {
        let mode = mode as pg_sys::LOCKMODE;
        // SAFETY: a lock tag of our own table
        let taken = unsafe { pg_sys::LockAcquire(&tag, mode, false, only_if_free) };
        let new = match taken {
            pg_sys::LockAcquireResult::LOCKACQUIRE_NOT_AVAIL => return None,
            pg_sys::LockAcquireResult::LOCKACQUIRE_OK => true,
            _ => false,
        };
        Some(Self { tag, mode, new })
    }

    pub(super) fn stripe_tag(account: &str, limit_id: i64, stripe: i32) -> Result<pg_sys::LOCKTAG> {
        let part = u16::try_from(stripe + 1)
            .map_err(|_| MeterError::Internal("a stripe's number is out of range"))?;
        Self::tag(account, limit_id, part)
    }

    pub(super) fn tag(account: &str, limit_id: i64, part: u16) -> Result<pg_sys::LOCKTAG> {
        tag_of(c"stripes", key(account, limit_id), part)
    }
}

/// A lock of a table of ours, by a number that is no row of it.
pub(super) fn tag_of(table: &'static CStr, number: u32, part: u16) -> Result<pg_sys::LOCKTAG> {
    Ok(pg_sys::LOCKTAG {
        // SAFETY: set when the backend connected
        locktag_field1: unsafe { pg_sys::MyDatabaseId }.to_u32(),
        locktag_field2: table_oid(table).ok_or(MeterError::NotInitialised)?.to_u32(),
        locktag_field3: number,
        locktag_field4: part,
        locktag_type: pg_sys::LockTagType::LOCKTAG_OBJECT as u8,
        locktag_lockmethodid: pg_sys::DEFAULT_LOCKMETHOD as u8,
    })
}

/// What stands for a limit's counters, and now and then for two limits'.
pub fn key(account: &str, limit_id: i64) -> u32 {
    hash(account.bytes().chain(limit_id.to_le_bytes()))
}

/// FNV-1a: the same in every backend and build.
pub fn hash(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
