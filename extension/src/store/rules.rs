//! Rules of the whole installation that few accounts have to do with: known at once, so that the others are not asked for.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use chrono::{DateTime, Utc};
use pgrx::AnyNumeric;
use pgrx::prelude::*;
use rust_decimal::Decimal;

use super::db::{Db, statement};
use super::kept::{Kept, kept};
use super::snapshot;
use crate::clock;
use crate::error::{MeterError, Result};

statement!(READ, "installation_rules.sql", [INT8OID]);

/// Of so many accounts with limits of their own it is known at once which they are.
const LIMITED_MAX: usize = 1000;

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
    /// Accounts with limits of their own; `None`: too many to know them.
    limited: Option<HashSet<String>>,
    /// Some account is below another.
    pub any_children: bool,
    /// Some transaction in flight may have missed a limit that is new.
    pub any_new_limits: bool,
    /// When the first of all limits expires that are not ended yet.
    first_expires_at: Option<DateTime<Utc>>,
}

impl Rules {
    /// Whether an account has limits of its own; `None`: it has to be looked up.
    pub fn is_limited(&self, account: &str) -> Option<bool> {
        self.limited.as_ref().map(|limited| limited.contains(account))
    }

    /// Whether some limit has expired that nobody has ended yet.
    pub fn has_expired(&self) -> Result<bool> {
        Ok(match self.first_expires_at {
            Some(expires_at) => expires_at <= clock::now()?,
            None => false,
        })
    }
}

pub fn read(db: &mut Db) -> Result<Rc<Rules>> {
    Ok(kept(db, &KEPT, (), |db| load(db).map(Some))?.unwrap_or_default())
}

fn load(db: &mut Db) -> Result<Rules> {
    // what is not kept is read for one account only, which is better looked up
    let most = if snapshot::is_kept() { 0 } else { LIMITED_MAX };
    let rows = db.rows(&READ, &[i64::try_from(most).unwrap_or(0).into()], |row| {
        let expires_at =
            row.get::<TimestampWithTimeZone>(4)?.map(|at| clock::to_utc(at, "expires_at")).transpose()?;
        Ok((row.need::<String>(1)?, row.get::<String>(2)?, row.get::<AnyNumeric>(3)?, expires_at))
    })?;
    let mut rules = Rules { any_children: most == 0, ..Rules::default() };
    let mut limited = HashSet::new();
    for (kind, name, factor, expires_at) in rows {
        rules.any_children |= kind == "children";
        rules.any_new_limits |= kind == "new";
        rules.first_expires_at = rules.first_expires_at.or(expires_at);
        let Some(name) = name else { continue }; // a pool for everybody
        match (kind.as_str(), factor) {
            ("markup", Some(factor)) => {
                let factor = Decimal::from_str_exact(&factor.to_string());
                let factor = factor.map_err(|_| MeterError::Internal("a markup has too many digits"))?;
                rules.markups.insert(name, factor);
            }
            ("pool", _) => drop(rules.pooled.insert(name)),
            ("limited", _) => drop(limited.insert(name)),
            _ => drop(rules.own_keys.insert(name)),
        }
    }
    rules.limited = (most > 0 && limited.len() <= most).then_some(limited);
    Ok(rules)
}
