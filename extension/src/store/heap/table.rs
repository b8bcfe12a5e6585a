use std::thread::LocalKey;

use pgrx::prelude::*;

use super::Columns;
use crate::error::Result;

/// A table that is open, and locked until the transaction ends.
pub struct Table {
    pub(super) relation: pg_sys::Relation,
}

impl Table {
    pub fn open(table: pg_sys::Oid, lock: u32) -> Self {
        // SAFETY: the oid is of a table of ours; an error is raised where it has just been dropped
        Self { relation: unsafe { pg_sys::table_open(table, lock as pg_sys::LOCKMODE) } }
    }

    pub fn oid(&self) -> pg_sys::Oid {
        // SAFETY: open relations stay valid
        unsafe { (*self.relation).rd_id }
    }

    pub(super) fn description(&self) -> pg_sys::TupleDesc {
        // SAFETY: as above
        unsafe { (*self.relation).rd_att }
    }

    /// Where it has these columns.
    pub fn places<const N: usize>(&self, columns: &'static LocalKey<Columns<N>>) -> Result<[i16; N]> {
        columns.with(|columns| columns.of(self))
    }

    pub fn primary_key(&self) -> Option<pg_sys::Oid> {
        // SAFETY: as above
        let key = unsafe {
            pg_sys::RelationGetPrimaryKeyIndex(
                self.relation,
                #[cfg(feature = "pg18")]
                false,
            )
        };
        (key != pg_sys::InvalidOid).then_some(key)
    }

    pub fn columns(&self) -> usize {
        // SAFETY: as above
        usize::try_from(unsafe { (*self.description()).natts }).unwrap_or(0)
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        // after an error it is closed with the transaction
        if !std::thread::panicking() {
            // SAFETY: opened here; the lock stays
            unsafe { pg_sys::table_close(self.relation, pg_sys::NoLock as pg_sys::LOCKMODE) };
        }
    }
}
