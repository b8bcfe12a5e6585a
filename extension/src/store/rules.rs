//! Rules of the whole installation that few accounts have to do with: known at once, so that the others are not asked for.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use pgrx::AnyNumeric;
use rust_decimal::Decimal;

use super::db::{Db, statement};
use super::kept::{Kept, kept};
use crate::error::{MeterError, Result};

statement!(READ, "installation_rules.sql", []);

thread_local! {
    static KEPT: RefCell<Kept<(), Rules>> = Kept::at_most(1);
}

#[derive(Default)]
pub struct Rules {
    /// The factor on the provider's cost that a plan asks, where it asks any.
    pub markups: HashMap<String, Decimal>,
    /// Accounts that are pools, or have one to themselves.
    pub pooled: HashSet<String>,
    /// Providers whose keys some account brings itself.
    pub own_keys: HashSet<String>,
}

pub fn read(db: &mut Db) -> Result<Rc<Rules>> {
    Ok(kept(db, &KEPT, (), |db| load(db).map(Some))?.unwrap_or_default())
}

fn load(db: &mut Db) -> Result<Rules> {
    let rows = db.rows(&READ, &[], |row| {
        Ok((row.need::<String>(1)?, row.get::<String>(2)?, row.get::<AnyNumeric>(3)?))
    })?;
    let mut rules = Rules::default();
    for (kind, name, factor) in rows {
        let Some(name) = name else { continue }; // a pool for everybody
        match (kind.as_str(), factor) {
            ("markup", Some(factor)) => {
                let factor = Decimal::from_str_exact(&factor.to_string());
                let factor = factor.map_err(|_| MeterError::Internal("a markup has too many digits"))?;
                rules.markups.insert(name, factor);
            }
            ("pool", _) => drop(rules.pooled.insert(name)),
            _ => drop(rules.own_keys.insert(name)),
        }
    }
    Ok(rules)
}
