//! What a backend keeps of rules and prices from one call to the next, until one of them changes.
//!
//! Only what the newest snapshot shows is kept: a transaction that keeps its snapshot neither fills nor uses it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::Hash;
use std::rc::Rc;
use std::thread::LocalKey;

use super::db::Db;
use super::{changes, snapshot};
use crate::error::Result;

/// Entries of one kind, as of so many changes.
pub struct Kept<K, V> {
    as_of: u64,
    entries: HashMap<K, Rc<V>>,
    most: usize,
}

/// A provider, or any, and a model.
pub type ModelKey = (Option<String>, String);

/// One for each kind of what is kept.
pub type Keeper<K, V> = LocalKey<RefCell<Kept<K, V>>>;

impl<K: Hash + Eq, V> Kept<K, V> {
    /// Room for so many entries, so that a backend stays within a few MiB; one more, and it starts anew.
    pub fn at_most(most: usize) -> RefCell<Self> {
        RefCell::new(Self { as_of: 0, entries: HashMap::new(), most })
    }

    fn get(&mut self, key: &K, as_of: u64) -> Option<Rc<V>> {
        if self.as_of != as_of {
            self.entries.clear();
            self.as_of = as_of;
        }
        self.entries.get(key).cloned()
    }

    fn put(&mut self, key: K, value: Rc<V>) {
        if self.entries.len() >= self.most {
            self.entries.clear();
        }
        self.entries.insert(key, value);
    }
}

/// What is kept under a key, or what `load` finds. A change that arrives meanwhile leaves it unkept.
pub fn kept<K: Hash + Eq, V>(
    db: &mut Db,
    keeper: &'static Keeper<K, V>,
    key: K,
    load: impl FnOnce(&mut Db) -> Result<Option<V>>,
) -> Result<Option<Rc<V>>> {
    if snapshot::is_kept() {
        return Ok(load(db)?.map(Rc::new));
    }
    let before = changes::heard();
    if let Some(known) = keeper.with_borrow_mut(|kept| kept.get(&key, before)) {
        return Ok(Some(known));
    }
    let Some(found) = db.with_newest_snapshot(load)?.map(Rc::new) else { return Ok(None) };
    if changes::heard() == before {
        keeper.with_borrow_mut(|kept| kept.put(key, found.clone()));
        changes::undo_forgets();
    }
    Ok(Some(found))
}
