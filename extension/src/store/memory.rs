//! What a backend keeps of rules and prices from one call to the next, and when it forgets it.
//!
//! A statement trigger on the tables of rules has every backend told of a change, by the relation-cache message that
//! Postgres delivers with its commit: at the latest when the next lock is taken, before whoever waited for the change goes
//! on. The backend that makes the change is told at once, and again when it rolls back, so that it sees its own change
//! and nobody sees one that never was.
//!
//! A new account changes nothing for others, and nobody is told of it; what was kept of one in a transaction is forgotten
//! where that rolls back.
//!
//! Only what the newest snapshot shows is kept: a transaction that keeps its snapshot neither fills nor uses it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hash::Hash;
use std::rc::Rc;

use pgrx::pg_sys;
use pgrx::prelude::*;

use super::accounts::Account;
use super::db::Db;
use super::fence::keeps_its_snapshot;
use super::installation::table_oid;
use super::limits::{Class, Limit};
use super::model_rules::ModelRule;
use super::prices::Listed;
use super::rules::Rules;
use crate::error::{MeterError, Result};

/// Entries of one kind that are kept, so that a backend stays within a few MiB; then it starts anew.
const ENTRIES_MAX: usize = 4096;

/// By what is looked for; a kind of its own each.
#[derive(Default)]
pub struct Kept {
    /// By account and provider; those that are there.
    pub accounts: HashMap<(String, Option<String>), Rc<Account>>,
    pub limits: HashMap<Class, Rc<Vec<Limit>>>,
    /// By provider, or any, and model.
    pub prices: HashMap<(Option<String>, String), Rc<Vec<Listed>>>,
    pub aliases: HashMap<(Option<String>, String), Rc<Vec<ModelRule>>>,
    pub patterns: HashMap<Option<String>, Rc<Vec<ModelRule>>>,
    pub rules: HashMap<(), Rc<Rules>>,
    pub settings: HashMap<&'static str, Rc<String>>,
}

thread_local! {
    /// How often rules have changed, as far as this backend has been told.
    static CHANGES: Cell<u64> = const { Cell::new(0) };
    /// What was kept, as of so many changes.
    static KEPT: RefCell<(u64, Kept)> = RefCell::default();
    /// Whether this transaction has added anything.
    static ADDED: Cell<bool> = const { Cell::new(false) };
    static LISTENING: Cell<bool> = const { Cell::new(false) };
    /// The carrier of this database's messages, as it was looked up last.
    static CARRIER: Cell<pg_sys::Oid> = const { Cell::new(pg_sys::InvalidOid) };
}

/// What is kept under a key, or what `load` finds. A change that arrives meanwhile leaves it unkept.
pub fn kept<K: Hash + Eq, V>(
    db: &mut Db,
    kind: fn(&mut Kept) -> &mut HashMap<K, Rc<V>>,
    key: K,
    load: impl FnOnce(&mut Db) -> Result<Option<V>>,
) -> Result<Option<Rc<V>>> {
    if keeps_its_snapshot() {
        return Ok(load(db)?.map(Rc::new));
    }
    let before = CHANGES.get();
    let known = KEPT.with_borrow_mut(|(as_of, kept)| {
        if *as_of != before {
            (*as_of, *kept) = (before, Kept::default());
        }
        kind(kept).get(&key).cloned()
    });
    if known.is_some() {
        return Ok(known);
    }
    let Some(found) = db.with_newest_snapshot(load)?.map(Rc::new) else { return Ok(None) };
    if CHANGES.get() == before {
        KEPT.with_borrow_mut(|(_, kept)| {
            let entries = kind(kept);
            if entries.len() >= ENTRIES_MAX {
                entries.clear();
            }
            entries.insert(key, found.clone());
            ADDED.set(true);
        });
    }
    Ok(Some(found))
}

/// Has every backend forget what it keeps, when this transaction commits.
pub fn forget_everywhere() -> Result<()> {
    let carrier = carrier().ok_or(MeterError::NotInitialised)?;
    // SAFETY: a table that is there
    unsafe { pg_sys::CacheInvalidateRelcacheByRelid(carrier) };
    Ok(())
}

/// The table whose relation-cache message stands for a change of rules.
fn carrier() -> Option<pg_sys::Oid> {
    table_oid(c"installation")
}

/// Hears of changes from now on, first of those that were committed before. Every call begins with it.
pub fn listen() {
    let carrier = carrier().unwrap_or(pg_sys::InvalidOid);
    if CARRIER.replace(carrier) != carrier {
        changed();
    }
    // SAFETY: both are for any backend in a transaction
    unsafe {
        if !LISTENING.replace(true) {
            pg_sys::CacheRegisterRelcacheCallback(Some(hear), pg_sys::Datum::from(0));
            pg_sys::RegisterXactCallback(Some(end), std::ptr::null_mut());
            pg_sys::RegisterSubXactCallback(Some(end_of_part), std::ptr::null_mut());
        }
        pg_sys::AcceptInvalidationMessages();
    }
}

/// It may come at any moment, also while a transaction ends: it looks nothing up.
#[pg_guard]
extern "C-unwind" fn hear(_arg: pg_sys::Datum, table: pg_sys::Oid) {
    if table == pg_sys::InvalidOid || table == CARRIER.get() {
        changed();
    }
}

#[pg_guard]
extern "C-unwind" fn end(event: pg_sys::XactEvent::Type, _arg: *mut std::ffi::c_void) {
    match event {
        pg_sys::XactEvent::XACT_EVENT_COMMIT => ADDED.set(false),
        pg_sys::XactEvent::XACT_EVENT_ABORT | pg_sys::XactEvent::XACT_EVENT_PREPARE => undone(),
        _ => {}
    }
}

#[pg_guard]
extern "C-unwind" fn end_of_part(
    event: pg_sys::SubXactEvent::Type,
    _part: pg_sys::SubTransactionId,
    _whole: pg_sys::SubTransactionId,
    _arg: *mut std::ffi::c_void,
) {
    if event == pg_sys::SubXactEvent::SUBXACT_EVENT_ABORT_SUB {
        undone();
    }
}

/// What was kept may be of rows that never were.
fn undone() {
    if ADDED.replace(false) {
        changed();
    }
}

fn changed() {
    CHANGES.set(CHANGES.get() + 1);
}
