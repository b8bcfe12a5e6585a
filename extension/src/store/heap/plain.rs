//! What is known of tables, until one of them changes.

use std::cell::RefCell;

use pgrx::pg_sys;

use super::Write;

thread_local! {
    /// Whether a write of this kind to this table is plain.
    static KNOWN: RefCell<Vec<(pg_sys::Oid, Write, bool)>> = const { RefCell::new(Vec::new()) };
}

/// What was found before, or what `look` finds. The table is open: its changes have been heard of.
pub(super) fn known(table: pg_sys::Oid, write: Write, look: impl FnOnce() -> bool) -> bool {
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
