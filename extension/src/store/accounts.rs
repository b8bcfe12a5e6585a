use std::cell::RefCell;
use std::rc::Rc;

use pgrx::prelude::*;
use rust_decimal::Decimal;
use token_meter_core::call::Call;

use super::catalog::oid_of;
use super::db::{Db, Row, statement};
use super::heap::{Key, Table, columns};
use super::kept::{Kept, kept};
use super::periods::Calendar;
use super::rules::{self, Rules};
use super::{engine, numeric, snapshot};
use crate::clock;
use crate::error::Result;

statement!(KEY_SOURCE, "account_key_source.sql", [TEXTOID, TEXTARRAYOID, TEXTOID]);
statement!(MAKE, "account_make.sql", [TEXTOID, TIMESTAMPTZOID]);
columns!(ACCOUNT, [c"account", c"plan", c"ancestors", c"time_zone", c"anchor", c"past_calendars"]);

thread_local! {
    /// By account and provider; those that are there.
    static KEPT: RefCell<Kept<(String, Option<String>), Account>> = Kept::at_most(4096);
}

/// An account that makes a call.
pub struct Account {
    pub id: String,
    pub plan: String,
    /// The accounts above it, nearest first.
    pub ancestors: Vec<String>,
    /// Whose key its calls to the provider asked for use; `None`: nothing is set.
    pub key_source: Option<String>,
    /// The factor on the provider's cost that its plan asks; `None`: none.
    pub markup: Option<Decimal>,
    /// Its limits are not only those of its plan and of the accounts above it.
    pub has_own_rules: bool,
    /// Others are below it, or were.
    pub is_parent: bool,
    /// `None`: it has had others, which its periods go on from.
    pub calendar: Option<Calendar>,
}

impl Account {
    /// What it is charged for a call of this cost: nothing where it has paid the provider itself, else the cost with its plan's
    /// markup; `None`: not known. As the function `meter.charged_cost` has it.
    pub fn charged_cost(
        &self,
        key_source: Option<&str>,
        cost: Option<AnyNumeric>,
    ) -> Result<Option<AnyNumeric>> {
        Ok(match (key_source, numeric(self.markup)?) {
            (Some("own"), _) => Some(AnyNumeric::from(0)),
            (_, Some(markup)) => cost.map(|cost| cost * markup),
            (_, None) => cost,
        })
    }
}

/// The account, with whose key it uses for calls to a provider.
pub fn find(db: &mut Db, account: &str, provider: Option<&str>) -> Result<Option<Rc<Account>>> {
    let key = (account.to_owned(), provider.map(str::to_owned));
    kept(db, &KEPT, key, |db| load(db, account, provider))
}

/// Locks an account's row as the foreign key of a row that names it does. `false`: it has been changed just now.
pub fn lock_key(account: &str) -> Result<bool> {
    let accounts = Table::open(oid_of(c"accounts")?, pg_sys::RowShareLock);
    let row = accounts.last(oid_of(c"accounts_pkey")?, &[Key::text(account)]);
    Ok(row.is_some_and(|row| accounts.lock_key(&row)))
}

/// Makes the account of a call, whose charge is entered, on the default plan; the engine in SQL does where rules are new, or there is no such plan.
pub fn make(db: &mut Db, call: &Call) -> Result<()> {
    let is_plain = !rules::read(db)?.any_new_limits && !snapshot::is_kept();
    let args = [call.account.as_str().into(), clock::from_utc(call.at)?.into()];
    if is_plain && db.execute(&MAKE, &args)? > 0 {
        return Ok(());
    }
    engine::make_account(db, call)
}

fn load(db: &mut Db, account: &str, provider: Option<&str>) -> Result<Option<Account>> {
    let rules = rules::read(db)?;
    let Some(mut found) = db.look(|| read(account, &rules))? else { return Ok(None) };
    found.markup = rules.markups.get(&found.plan).copied();
    found.has_own_rules |= rules.pooled.contains(&found.id);
    if let Some(provider) = provider.filter(|provider| rules.own_keys.contains(*provider)) {
        let args = [account.into(), found.ancestors.clone().into(), provider.into()];
        found.key_source = db.row(&KEY_SOURCE, &args, |row| row.need(1))?;
    }
    Ok(Some(found))
}

/// The account as its row has it, whether it has limits of its own, and whether others are below it.
fn read(account: &str, rules: &Rules) -> Result<Option<Account>> {
    let accounts = Table::open(oid_of(c"accounts")?, pg_sys::AccessShareLock);
    let Some(tuple) = accounts.last(oid_of(c"accounts_pkey")?, &[Key::text(account)]) else {
        return Ok(None);
    };
    let columns = accounts.places(&ACCOUNT)?;
    let mut found = account_from(&Row::Stored(&tuple, &columns))?;
    found.has_own_rules = match rules.is_limited(account) {
        Some(known) => known,
        None => {
            let limits = Table::open(oid_of(c"limits")?, pg_sys::AccessShareLock);
            limits.last(oid_of(c"limits_live_of_account")?, &[Key::text(account)]).is_some()
        }
    };
    found.is_parent = rules.any_children
        && (accounts.last(oid_of(c"accounts_parent")?, &[Key::text(account)]).is_some()
            || was_left(account)?);
    Ok(Some(found))
}

/// Whether others were below an account: it counts what they had used by then.
fn was_left(account: &str) -> Result<bool> {
    let departures = Table::open(oid_of(c"departures")?, pg_sys::AccessShareLock);
    Ok(departures.last(oid_of(c"departures_pkey")?, &[Key::text(account)]).is_some())
}

fn account_from(row: &Row) -> Result<Account> {
    let has_one_calendar = row.jsonb_text(6)?.is_some_and(|past| past == "[]");
    let calendar = Calendar { time_zone: row.need(4)?, anchor: clock::to_utc(row.need(5)?, "anchor")? };
    Ok(Account {
        id: row.need(1)?,
        plan: row.need(2)?,
        ancestors: row.need(3)?,
        key_source: None,
        markup: None,
        has_own_rules: false,
        is_parent: false,
        calendar: has_one_calendar.then_some(calendar),
    })
}
