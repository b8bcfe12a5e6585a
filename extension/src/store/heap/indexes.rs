use pgrx::prelude::*;

use super::Table;

/// Which indexes a new version of a row needs entries in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// It lies beside the old one, and is found by that one's.
    None,
    /// Only those that summarize pages (BRIN).
    Summarizing,
    All,
}

/// The indexes of a table, open for new entries.
pub struct Indexes {
    state: *mut pg_sys::EState,
    info: *mut pg_sys::ResultRelInfo,
    slot: *mut pg_sys::TupleTableSlot,
}

impl Indexes {
    pub fn open(table: &Table) -> Self {
        Self::open_for(table, false)
    }

    /// Ready to tell that a key is there already.
    pub(super) fn open_to_compare(table: &Table) -> Self {
        Self::open_for(table, true)
    }

    fn open_for(table: &Table, to_compare: bool) -> Self {
        // SAFETY: the table is open for writing; what is made here lives in the state's own memory or the caller's
        unsafe {
            let state = pg_sys::CreateExecutorState();
            let info = pg_sys::palloc0(size_of::<pg_sys::ResultRelInfo>()).cast::<pg_sys::ResultRelInfo>();
            (*info).type_ = pg_sys::NodeTag::T_ResultRelInfo;
            pg_sys::InitResultRelInfo(info, table.relation, 0, std::ptr::null_mut(), 0);
            pg_sys::ExecOpenIndices(info, to_compare);
            let slot = pg_sys::MakeSingleTupleTableSlot(table.description(), &pg_sys::TTSOpsHeapTuple);
            Self { state, info, slot }
        }
    }

    /// Enters a version of a row.
    pub(super) fn add(&mut self, tuple: pg_sys::HeapTuple, wanted: Wanted) {
        // SAFETY: the tuple is of the table that these are of
        unsafe {
            self.hold(tuple);
            self.enter(false, std::ptr::null_mut(), std::ptr::null_mut(), wanted);
        }
        self.clear();
    }

    /// Enters the row that is held, which is not there for others yet. `false`: a unique index has another with its key.
    pub(super) unsafe fn add_new(&mut self, unique: pg_sys::Oid) -> bool {
        let mut is_there = false;
        // SAFETY: as above
        unsafe {
            let unique = pg_sys::lappend_oid(std::ptr::null_mut(), unique);
            self.enter(true, &mut is_there, unique, Wanted::All);
        }
        !is_there
    }

    /// The slot with a row in it.
    pub(super) unsafe fn hold(&mut self, tuple: pg_sys::HeapTuple) -> *mut pg_sys::TupleTableSlot {
        // SAFETY: as above
        unsafe { pg_sys::ExecStoreHeapTuple(tuple, self.slot, false) }
    }

    pub(super) fn clear(&mut self) {
        // SAFETY: made by `open`
        unsafe {
            pg_sys::ExecClearTuple(self.slot);
            pg_sys::MemoryContextReset((*(*self.state).es_per_tuple_exprcontext).ecxt_per_tuple_memory);
        }
    }

    unsafe fn enter(&mut self, is_new: bool, is_there: *mut bool, unique: *mut pg_sys::List, wanted: Wanted) {
        #[cfg(feature = "pg15")]
        let _ = wanted;
        // SAFETY: the slot holds a row of the table that these are of
        unsafe {
            pg_sys::ExecInsertIndexTuples(
                self.info,
                self.slot,
                self.state,
                false,
                is_new,
                is_there,
                unique,
                #[cfg(not(feature = "pg15"))]
                (wanted == Wanted::Summarizing),
            );
        }
    }
}

impl Drop for Indexes {
    fn drop(&mut self) {
        // after an error all of it ends with the transaction
        if !std::thread::panicking() {
            // SAFETY: made by `open`
            unsafe {
                pg_sys::ExecCloseIndices(self.info);
                pg_sys::ExecDropSingleTupleTableSlot(self.slot);
                pg_sys::FreeExecutorState(self.state);
            }
        }
    }
}
