use pgrx::prelude::*;

use super::{Found, Key, Table, Tuple};

impl Table {
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

    /// Whether the active snapshot still shows a version: this transaction may have replaced it.
    pub fn shows(&self, version: &Tuple) -> bool {
        // SAFETY: the version was read from this table; its page is pinned where it is seen
        unsafe {
            let mut found = pg_sys::HeapTupleData { t_self: (*version.tuple).t_self, ..Default::default() };
            let mut page = 0;
            let snapshot = pg_sys::GetActiveSnapshot();
            let seen = pg_sys::heap_fetch(self.relation, snapshot, &mut found, &mut page, false);
            if seen {
                pg_sys::ReleaseBuffer(page);
            }
            seen
        }
    }

    /// Shows rows, the last one first, until `visit` says no.
    pub fn scan(&self, index: pg_sys::Oid, keys: &[Key], visit: &mut dyn FnMut(Found) -> bool) {
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
