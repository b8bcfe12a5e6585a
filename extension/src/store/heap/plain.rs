//! Whether a write is all that there is to do, and what is known of it until the table changes.

use std::cell::RefCell;
use std::ffi::CStr;

use pgrx::prelude::*;

use super::Table;
use crate::store::snapshot::Newest;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Write {
    Insert,
    /// Of a row whose foreign keys the caller minds: it locks the rows that they name.
    InsertNamed,
    Update,
    Delete,
}

const ASKS_AS_GIVEN: &CStr = c"SELECT meter.asks_as_given($1, $2)";

thread_local! {
    /// Whether a write of this kind to this table is plain.
    static KNOWN: RefCell<Vec<(pg_sys::Oid, Write, bool)>> = const { RefCell::new(Vec::new()) };
}

impl Table {
    /// Whether a row is all that this write of it writes, and nothing has to be asked: it is stored in a heap, nothing is computed
    /// from it, nobody watches it, and it asks of its rows what the meter has given it, or the table that it is a partition of, to
    /// ask, and nothing else.
    pub fn is_plain(&self, write: Write, given: &'static str) -> bool {
        known(self.oid(), write, || self.looks_plain(write) && self.asks_as_given(given))
    }

    fn looks_plain(&self, write: Write) -> bool {
        // SAFETY: what an open relation points to is there or null
        unsafe {
            let relation = &*self.relation;
            let constraints = (*relation.rd_att).constr.as_ref();
            (*relation.rd_rel).relkind as u8 == pg_sys::RELKIND_RELATION
                && self.is_heap()
                && constraints.is_none_or(|constraints| !constraints.has_generated_stored)
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
                    Write::Update | Write::InsertNamed => only_foreign_keys(triggers),
                    Write::Delete => {
                        !(triggers.trig_delete_before_row
                            || triggers.trig_delete_after_row
                            || triggers.trig_delete_before_statement
                            || triggers.trig_delete_after_statement)
                    }
                })
        }
    }

    pub(super) fn is_heap(&self) -> bool {
        // SAFETY: as above
        unsafe { (*self.relation).rd_tableam == pg_sys::GetHeapamTableAmRoutine() }
    }

    /// Its CHECKs and the columns that are NOT NULL: which ones, not how many. Asked once until the table changes, of what is
    /// committed by now, as the table is open by that too.
    fn asks_as_given(&self, given: &'static str) -> bool {
        let _snapshot = Newest::push();
        let mut types = [pg_sys::OIDOID, pg_sys::TEXTOID];
        let mut values =
            [self.oid().into_datum(), given.into_datum()].map(|value| value.unwrap_or(pg_sys::Datum::null()));
        Spi::connect(|_| {
            // SAFETY: a query of one row and column, its arguments by their types. pgrx's own functions would run it on the
            // snapshot that the transaction keeps
            unsafe {
                let (types, values) = (types.as_mut_ptr(), values.as_mut_ptr());
                let done = pg_sys::SPI_execute_with_args(
                    ASKS_AS_GIVEN.as_ptr(),
                    2,
                    types,
                    values,
                    std::ptr::null(),
                    true,
                    1,
                );
                let mut null = false;
                let rows = pg_sys::SPI_tuptable;
                done == pg_sys::SPI_OK_SELECT as core::ffi::c_int
                    && pg_sys::SPI_processed == 1
                    && pg_sys::SPI_getbinval(*(*rows).vals, (*rows).tupdesc, 1, &mut null).value() != 0
            }
        })
    }
}

/// Whether all triggers are those of foreign keys that are asked at once.
fn only_foreign_keys(triggers: &pg_sys::TriggerDesc) -> bool {
    let number = usize::try_from(triggers.numtriggers).unwrap_or(0);
    // SAFETY: so many triggers lie there
    let triggers = unsafe { std::slice::from_raw_parts(triggers.triggers, number) };
    triggers.iter().all(|trigger| trigger.tgisinternal && !trigger.tgdeferrable)
}

/// What was found before, or what `look` finds. The table is open: its changes have been heard of.
fn known(table: pg_sys::Oid, write: Write, look: impl FnOnce() -> bool) -> bool {
    let known =
        KNOWN.with_borrow(|known| known.iter().find(|(of, by, _)| (*of, *by) == (table, write)).copied());
    if let Some((.., plain)) = known {
        return plain;
    }
    let plain = look();
    KNOWN.with_borrow_mut(|known| known.push((table, write, plain)));
    plain
}

/// A table has changed, or (`InvalidOid`) any may have.
pub fn forget(table: pg_sys::Oid) {
    KNOWN.with_borrow_mut(|known| known.retain(|(of, ..)| *of != table && table != pg_sys::InvalidOid));
}
