//! Who waits for whom where a counter may be dealt out to stripes.
//!
//! Whoever charges such a counter enters it together with others, and has its stripe alone; whoever gathers the stripes has it
//! alone. They are no row locks: a statement that has waited for a row and then finds no room there keeps it locked, and would
//! meet the one that gathers in a circle. These are left again where nothing was charged, and else held until the
//! transaction ends. Who gathers after a charge of its own goes before all who wait.

use pgrx::pg_sys;

use super::catalog::table_oid;
use super::counters::Place;
use crate::error::{MeterError, Result};

/// A lock of a limit's counters, or of one of their stripes.
#[derive(Clone, Copy)]
pub struct Lock {
    tag: pg_sys::LOCKTAG,
    mode: pg_sys::LOCKMODE,
    /// Not held by this transaction before.
    new: bool,
}

impl Lock {
    /// Enters the counters of a limit together with others. Waits for who gathers them.
    pub fn shared(place: Place) -> Result<Self> {
        Self::take(Self::tag(place.account, place.limit_id, 0)?, pg_sys::ShareLock)
    }

    /// Has the counters of a limit alone.
    pub fn alone(account: &str, limit_id: i64) -> Result<()> {
        Self::take(Self::tag(account, limit_id, 0)?, pg_sys::ExclusiveLock).map(drop)
    }

    /// Has a stripe alone. Waits for who charges it.
    pub fn of_stripe(place: Place, stripe: i32) -> Result<Self> {
        Self::take(Self::stripe_tag(place, stripe)?, pg_sys::ExclusiveLock)
    }

    /// Has a stripe alone if nobody else is charging it.
    pub fn of_free_stripe(place: Place, stripe: i32) -> Result<Option<Self>> {
        Ok(Self::acquire(Self::stripe_tag(place, stripe)?, pg_sys::ExclusiveLock, true))
    }

    /// Has the row of the counter itself alone, of those who also charge its stripes.
    pub fn of_row(place: Place) -> Result<Self> {
        Self::take(Self::tag(place.account, place.limit_id, u16::MAX)?, pg_sys::ExclusiveLock)
    }

    /// Whether this transaction has charged the same before.
    pub fn was_held(&self) -> bool {
        !self.new
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

    fn acquire(tag: pg_sys::LOCKTAG, mode: u32, only_if_free: bool) -> Option<Self> {
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

    fn stripe_tag(place: Place, stripe: i32) -> Result<pg_sys::LOCKTAG> {
        let part = u16::try_from(stripe + 1)
            .map_err(|_| MeterError::Internal("a stripe's number is out of range"))?;
        Self::tag(place.account, place.limit_id, part)
    }

    fn tag(account: &str, limit_id: i64, part: u16) -> Result<pg_sys::LOCKTAG> {
        let stripes = table_oid(c"stripes").ok_or(MeterError::NotInitialised)?;
        Ok(pg_sys::LOCKTAG {
            // SAFETY: set when the backend connected
            locktag_field1: unsafe { pg_sys::MyDatabaseId }.to_u32(),
            locktag_field2: stripes.to_u32(),
            locktag_field3: hash(account.bytes().chain(limit_id.to_le_bytes())),
            locktag_field4: part,
            locktag_type: pg_sys::LockTagType::LOCKTAG_OBJECT as u8,
            locktag_lockmethodid: pg_sys::DEFAULT_LOCKMETHOD as u8,
        })
    }
}

/// FNV-1a: the same in every backend and build.
pub fn hash(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
