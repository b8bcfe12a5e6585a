use std::thread::LocalKey;

use pgrx::prelude::*;

use super::indexes::Wanted;
use super::{Columns, Indexes, Table, Tuple};
use crate::error::Result;

impl Table {
    /// Puts a new version in the place of one that was read, a value for each of these columns changed, waiting for who is
    /// changing the row. `false`: it is no longer the newest, and nothing is changed or locked.
    pub fn replace<const N: usize>(
        &self,
        old: &Tuple,
        columns: &'static LocalKey<Columns<N>>,
        values: [Option<pg_sys::Datum>; N],
    ) -> Result<bool> {
        let mut numbers = self.places(columns)?.map(core::ffi::c_int::from);
        let mut nulls = values.map(|value| value.is_none());
        let mut values = values.map(|value| value.unwrap_or(pg_sys::Datum::null()));
        // SAFETY: values by the types of their columns; the old version was read from this table
        unsafe {
            pg_sys::CheckCmdReplicaIdentity(self.relation, pg_sys::CmdType::CMD_UPDATE);
            let new = pg_sys::heap_modify_tuple_by_cols(
                old.tuple,
                self.description(),
                N as core::ffi::c_int,
                numbers.as_mut_ptr(),
                values.as_mut_ptr(),
                nulls.as_mut_ptr(),
            );
            let Some(wanted) = self.update(old, new) else { return Ok(false) };
            if wanted != Wanted::None {
                Indexes::open(self).add(new, wanted);
            }
            Ok(true)
        }
    }

    /// Takes a row away, waiting for who is changing it. `false`: the version that was read is no longer the newest.
    pub fn remove(&self, old: &Tuple) -> bool {
        let mut failure = pg_sys::TM_FailureData::default();
        // SAFETY: the version was read from this table
        let result = unsafe {
            pg_sys::CheckCmdReplicaIdentity(self.relation, pg_sys::CmdType::CMD_DELETE);
            let command = pg_sys::GetCurrentCommandId(true);
            let place = &mut (*old.tuple).t_self;
            pg_sys::heap_delete(
                self.relation,
                place,
                command,
                std::ptr::null_mut(),
                true,
                &mut failure,
                false,
            )
        };
        result == pg_sys::TM_Result::TM_Ok
    }

    /// Locks a row against changes until the transaction ends, waiting for who is changing it. `false`: the version that was
    /// read is no longer the newest, and nothing is locked.
    pub fn lock(&self, seen: &Tuple) -> bool {
        self.lock_as(seen, pg_sys::LockTupleMode::LockTupleNoKeyExclusive)
    }

    /// The same against its removal only, as a foreign key locks the row that it names.
    pub fn lock_key(&self, seen: &Tuple) -> bool {
        self.lock_as(seen, pg_sys::LockTupleMode::LockTupleKeyShare)
    }

    fn lock_as(&self, seen: &Tuple, mode: pg_sys::LockTupleMode::Type) -> bool {
        if !self.is_heap() {
            return false;
        }
        // SAFETY: the version was read from this table; the lock leaves its page pinned, whatever becomes of it
        unsafe {
            let mut locked = pg_sys::HeapTupleData { t_self: (*seen.tuple).t_self, ..Default::default() };
            let (mut page, mut failure) = (0, pg_sys::TM_FailureData::default());
            let result = pg_sys::heap_lock_tuple(
                self.relation,
                &mut locked,
                pg_sys::GetCurrentCommandId(true),
                mode,
                pg_sys::LockWaitPolicy::LockWaitBlock,
                false,
                &mut page,
                &mut failure,
            );
            pg_sys::ReleaseBuffer(page);
            result == pg_sys::TM_Result::TM_Ok
        }
    }

    /// Which indexes the new version needs entries in; `None`: the old one was not the newest.
    unsafe fn update(&self, old: &Tuple, new: pg_sys::HeapTuple) -> Option<Wanted> {
        // SAFETY: as its only caller says
        unsafe {
            let mut failure = pg_sys::TM_FailureData::default();
            let mut lock = pg_sys::LockTupleMode::LockTupleNoKeyExclusive;
            #[cfg(not(feature = "pg15"))]
            let mut reindex = pg_sys::TU_UpdateIndexes::TU_None;
            let result = pg_sys::heap_update(
                self.relation,
                &mut (*old.tuple).t_self,
                new,
                pg_sys::GetCurrentCommandId(true),
                std::ptr::null_mut(),
                true,
                &mut failure,
                &mut lock,
                #[cfg(not(feature = "pg15"))]
                &mut reindex,
            );
            #[cfg(not(feature = "pg15"))]
            let wanted = match reindex {
                pg_sys::TU_UpdateIndexes::TU_None => Wanted::None,
                pg_sys::TU_UpdateIndexes::TU_Summarizing => Wanted::Summarizing,
                _ => Wanted::All,
            };
            #[cfg(feature = "pg15")]
            let wanted = match u32::from((*(*new).t_data).t_infomask2) & pg_sys::HEAP_ONLY_TUPLE {
                0 => Wanted::All,
                _ => Wanted::None,
            };
            (result == pg_sys::TM_Result::TM_Ok).then_some(wanted)
        }
    }
}
