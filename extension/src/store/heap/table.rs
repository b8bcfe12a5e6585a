use pgrx::prelude::*;

use super::indexes::Wanted;
use super::plain::known;
use super::{Found, Indexes, Key, Tuple};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Write {
    Insert,
    Update,
    Delete,
}

/// The rules that the meter itself has given a table: how many CHECKs, and columns that are NOT NULL.
#[derive(Clone, Copy)]
pub struct Own {
    pub checks: u16,
    pub needed: usize,
}

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

    pub fn columns(&self) -> usize {
        // SAFETY: as above
        usize::try_from(unsafe { (*self.description()).natts }).unwrap_or(0)
    }

    /// Whether a row is all that this write of it writes, and nothing has to be asked: it is stored in a heap, nothing is computed
    /// from it, nobody watches it, and it has the rules that the meter has given it and no others.
    pub fn is_plain(&self, write: Write, own: Own) -> bool {
        known(self.oid(), write, || self.looks_plain(write, own))
    }

    fn looks_plain(&self, write: Write, own: Own) -> bool {
        // SAFETY: what an open relation points to is there or null
        unsafe {
            let relation = &*self.relation;
            let constraints = (*relation.rd_att).constr.as_ref();
            (*relation.rd_rel).relkind as u8 == pg_sys::RELKIND_RELATION
                && self.is_heap()
                && constraints.map_or(0, |constraints| constraints.num_check) == own.checks
                && constraints.is_none_or(|constraints| !constraints.has_generated_stored)
                && self.needed() == own.needed
                && self.is_unwatched(write)
        }
    }

    /// Whether no trigger, rule or policy has to be asked. An update leaves the columns of foreign keys alone.
    pub fn is_unwatched(&self, write: Write) -> bool {
        // SAFETY: as above
        unsafe {
            let relation = &*self.relation;
            !(*relation.rd_rel).relforcerowsecurity
                && relation.rd_rules.is_null()
                && relation.trigdesc.as_ref().is_none_or(|triggers| match write {
                    Write::Insert => {
                        !(triggers.trig_insert_before_row
                            || triggers.trig_insert_after_row
                            || triggers.trig_insert_before_statement
                            || triggers.trig_insert_after_statement)
                    }
                    Write::Update => only_foreign_keys(triggers),
                    Write::Delete => {
                        !(triggers.trig_delete_before_row
                            || triggers.trig_delete_after_row
                            || triggers.trig_delete_before_statement
                            || triggers.trig_delete_after_statement)
                    }
                })
        }
    }

    fn is_heap(&self) -> bool {
        // SAFETY: as above
        unsafe { (*self.relation).rd_tableam == pg_sys::GetHeapamTableAmRoutine() }
    }

    /// How many of its columns are NOT NULL.
    fn needed(&self) -> usize {
        let description = self.description();
        // SAFETY: as above, and each number is below that of the columns
        let is_needed = |at: &usize| unsafe {
            #[cfg(feature = "pg18")]
            let column = pg_sys::TupleDescAttr(description, *at as core::ffi::c_int);
            #[cfg(not(feature = "pg18"))]
            let column = (*description).attrs.as_ptr().add(*at);
            (*column).attnotnull
        };
        (0..self.columns()).filter(is_needed).count()
    }

    /// The last row, in the order of an index, whose first columns are these keys, as the active snapshot shows it.
    pub fn last(&self, index: pg_sys::Oid, keys: &[Key]) -> Option<Tuple> {
        let mut last = None;
        self.scan(index, keys, &mut |row| {
            last = Some(row.copy());
            false
        });
        last
    }

    /// All of them, the last one first.
    pub fn all(&self, index: pg_sys::Oid, keys: &[Key]) -> Vec<Tuple> {
        let mut all = Vec::new();
        self.each(index, keys, |row| all.push(row.copy()));
        all
    }

    /// Shows all of them, the last one first.
    pub fn each(&self, index: pg_sys::Oid, keys: &[Key], mut visit: impl FnMut(&Found)) {
        self.scan(index, keys, &mut |row| {
            visit(&row);
            true
        });
    }

    fn scan(&self, index: pg_sys::Oid, keys: &[Key], visit: &mut dyn FnMut(Found) -> bool) {
        // SAFETY: an index of this table, its keys by the types of its columns, and the snapshot stays active meanwhile
        unsafe {
            let index = pg_sys::index_open(index, pg_sys::AccessShareLock as pg_sys::LOCKMODE);
            let mut keys: Vec<pg_sys::ScanKeyData> =
                keys.iter().enumerate().map(|(at, key)| scan_key(index, at, key)).collect();
            let number = keys.len() as core::ffi::c_int;
            let snapshot = pg_sys::GetActiveSnapshot();
            let scan =
                pg_sys::systable_beginscan_ordered(self.relation, index, snapshot, number, keys.as_mut_ptr());
            loop {
                let found =
                    pg_sys::systable_getnext_ordered(scan, pg_sys::ScanDirection::BackwardScanDirection);
                if found.is_null() || !visit(Found { tuple: found, table: self }) {
                    break;
                }
            }
            pg_sys::systable_endscan_ordered(scan);
            pg_sys::index_close(index, pg_sys::AccessShareLock as pg_sys::LOCKMODE);
        }
    }

    /// Puts a new version in the place of one that was read, waiting for who is changing the row. `false`: it is no longer
    /// the newest, and nothing is changed or locked.
    pub fn replace(&self, old: &Tuple, changes: &[(i16, Option<pg_sys::Datum>)]) -> bool {
        let mut numbers: Vec<core::ffi::c_int> = changes.iter().map(|(column, _)| (*column).into()).collect();
        let mut nulls: Vec<bool> = changes.iter().map(|(_, value)| value.is_none()).collect();
        let mut values: Vec<pg_sys::Datum> =
            changes.iter().map(|(_, value)| value.unwrap_or(pg_sys::Datum::null())).collect();
        // SAFETY: values by the types of their columns; the old version was read from this table
        unsafe {
            pg_sys::CheckCmdReplicaIdentity(self.relation, pg_sys::CmdType::CMD_UPDATE);
            let new = pg_sys::heap_modify_tuple_by_cols(
                old.tuple,
                self.description(),
                numbers.len() as core::ffi::c_int,
                numbers.as_mut_ptr(),
                values.as_mut_ptr(),
                nulls.as_mut_ptr(),
            );
            let Some(wanted) = self.update(old, new) else { return false };
            if wanted != Wanted::None {
                Indexes::open(self).add(new, wanted);
            }
            true
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
                pg_sys::LockTupleMode::LockTupleNoKeyExclusive,
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

    /// Adds a row, its values in the order of the table's columns.
    pub fn insert(&self, indexes: &mut Indexes, values: &mut [pg_sys::Datum], nulls: &mut [bool]) {
        // SAFETY: as many values as columns, of their types
        unsafe {
            let tuple = pg_sys::heap_form_tuple(self.description(), values.as_mut_ptr(), nulls.as_mut_ptr());
            let command = pg_sys::GetCurrentCommandId(true);
            pg_sys::heap_insert(self.relation, tuple, command, 0, std::ptr::null_mut());
            indexes.add(tuple, Wanted::All);
        }
    }
}

/// Whether all triggers are those of foreign keys that are asked at once.
fn only_foreign_keys(triggers: &pg_sys::TriggerDesc) -> bool {
    let number = usize::try_from(triggers.numtriggers).unwrap_or(0);
    // SAFETY: so many triggers lie there
    let triggers = unsafe { std::slice::from_raw_parts(triggers.triggers, number) };
    triggers.iter().all(|trigger| trigger.tgisinternal && !trigger.tgdeferrable)
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

/// The search for one column of an index.
unsafe fn scan_key(index: pg_sys::Relation, at: usize, key: &Key) -> pg_sys::ScanKeyData {
    let mut scan_key = pg_sys::ScanKeyData::default();
    // SAFETY: the index has more columns than `at`; a scan finds a column by its number in the table
    unsafe {
        let columns = &(*(*index).rd_index).indkey;
        pg_sys::ScanKeyEntryInitialize(
            &mut scan_key,
            key.flags as core::ffi::c_int,
            *columns.values.as_ptr().add(at),
            key.strategy as pg_sys::StrategyNumber,
            pg_sys::InvalidOid,
            *(*index).rd_indcollation.add(at),
            pg_sys::Oid::from_u32(key.compare),
            key.value.unwrap_or(pg_sys::Datum::null()),
        );
    }
    scan_key
}
