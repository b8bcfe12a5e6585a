//! Whether a write is all that there is to do, and what is known of it until the table changes.

use std::cell::RefCell;

use pgrx::pg_sys;

use super::Table;

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

thread_local! {
    /// Whether a write of this kind to this table is plain.
    static KNOWN: RefCell<Vec<(pg_sys::Oid, Write, bool)>> = const { RefCell::new(Vec::new()) };
}

impl Table {
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

    pub(super) fn is_heap(&self) -> bool {
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
