use std::thread::LocalKey;

use pgrx::prelude::*;

use super::indexes::Wanted;
use super::{Columns, Indexes, Table};
use crate::error::{MeterError, Result};

impl Table {
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

    /// Adds a row of these columns, which are all that the table has, unless a unique index has its key already. `false`: it has, and nothing is
    /// added. As INSERT with ON CONFLICT DO NOTHING does it: the row is not there for others until all indexes have it.
    pub fn insert_new<const N: usize>(
        &self,
        unique: pg_sys::Oid,
        columns: &'static LocalKey<Columns<N>>,
        row: [Option<pg_sys::Datum>; N],
    ) -> Result<bool> {
        let (mut values, mut nulls) = in_order(row, self.places(columns)?)?;
        let mut indexes = Indexes::open_to_compare(self);
        // SAFETY: as many values as columns, of their types
        unsafe {
            let transaction = pg_sys::GetCurrentTransactionId();
            let command = pg_sys::GetCurrentCommandId(true);
            let tuple = pg_sys::heap_form_tuple(self.description(), values.as_mut_ptr(), nulls.as_mut_ptr());
            let slot = indexes.hold(tuple);
            let token = pg_sys::SpeculativeInsertionLockAcquire(transaction);
            pg_sys::table_tuple_insert_speculative(
                self.relation,
                slot,
                command,
                0,
                std::ptr::null_mut(),
                token,
            );
            let is_new = indexes.add_new(unique);
            pg_sys::table_tuple_complete_speculative(self.relation, slot, token, is_new);
            pg_sys::SpeculativeInsertionLockRelease(transaction);
            indexes.clear();
            Ok(is_new)
        }
    }
}

/// Values and which of them are NULL, in the order of the columns of a table that has no others.
pub fn in_order<const N: usize>(
    row: [Option<pg_sys::Datum>; N],
    places: [i16; N],
) -> Result<([pg_sys::Datum; N], [bool; N])> {
    let (mut values, mut nulls) = ([pg_sys::Datum::null(); N], [true; N]);
    for (value, place) in row.into_iter().zip(places) {
        let at = usize::try_from(place - 1).map_err(|_| MeterError::Internal("no such column"))?;
        (values[at], nulls[at]) = (value.unwrap_or(pg_sys::Datum::null()), value.is_none());
    }
    Ok((values, nulls))
}
