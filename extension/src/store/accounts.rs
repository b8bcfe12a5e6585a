use std::cell::RefCell;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use pgrx::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::catalog::oid_of;
use super::db::{Db, Row, statement};
use super::heap::{Key, Table, columns};
use super::kept::{Kept, kept};
use super::numeric;
use super::rules::{self, Rules};
use crate::clock;
use crate::error::{MeterError, Result};

statement!(KEY_SOURCE, "account_key_source.sql", [TEXTOID, TEXTARRAYOID, TEXTOID]);
statement!(CREATE, "account_create.sql", [TEXTOID, TIMESTAMPTZOID]);
statement!(DEFAULT_PLAN, "default_plan.sql", []);
columns!(ACCOUNT, [c"account", c"plan", c"time_zone", c"anchor", c"ancestors", c"past_calendars"]);

thread_local! {
    /// By account and provider; those that are there.
    static KEPT: RefCell<Kept<(String, Option<String>), Account>> = Kept::at_most(4096);
}

/// An account that makes a call.
pub struct Account {
    pub id: String,
    pub plan: String,
    pub calendar: Calendar,
    /// The accounts above it, nearest first.
    pub ancestors: Vec<String>,
    /// Whose key its calls to the provider asked for use; `None`: nothing is set.
    pub key_source: Option<String>,
    /// The factor on the provider's cost that its plan asks; `None`: none.
    pub markup: Option<Decimal>,
    /// Its limits are not only those of its plan and of the accounts above it.
    pub has_own_rules: bool,
    /// Others are below it.
    pub is_parent: bool,
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

/// What an account's periods go by.
#[derive(Clone)]
pub struct Calendar {
    pub time_zone: String,
    pub anchor: DateTime<Utc>,
    /// What they went by before, the earliest first.
    pub past: Rc<[PastCalendar]>,
}

/// A time zone and an anchor that periods went by until they were changed.
pub struct PastCalendar {
    pub until: DateTime<Utc>,
    pub time_zone: String,
    pub anchor: DateTime<Utc>,
}

pub fn find(db: &mut Db, account: &str, provider: Option<&str>) -> Result<Option<Rc<Account>>> {
    let key = (account.to_owned(), provider.map(str::to_owned));
    kept(db, &KEPT, key, |db| load(db, account, provider))
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
    found.is_parent =
        rules.any_children && accounts.last(oid_of(c"accounts_parent")?, &[Key::text(account)]).is_some();
    Ok(Some(found))
}

/// The account, made on the default plan where it is not known yet. Its anchored periods start with the call that makes it:
/// a later anchor would put that call into a period before the first.
pub fn find_or_create(
    db: &mut Db,
    account: &str,
    provider: Option<&str>,
    at: DateTime<Utc>,
) -> Result<Rc<Account>> {
    if let Some(known) = find(db, account, provider)? {
        return Ok(known);
    }
    db.execute(&CREATE, &[account.into(), clock::from_utc(at)?.into()])?;
    find(db, account, provider)?.ok_or(MeterError::Internal("a new account is not there"))
}

/// The account, or what it would be if it were made now.
pub fn find_or_imagine(
    db: &mut Db,
    account: &str,
    provider: Option<&str>,
    at: DateTime<Utc>,
) -> Result<Rc<Account>> {
    if let Some(known) = find(db, account, provider)? {
        return Ok(known);
    }
    let plan: String =
        db.row(&DEFAULT_PLAN, &[], |row| row.need(1))?.ok_or(MeterError::Internal("no default plan"))?;
    let markup = rules::read(db)?.markups.get(&plan).copied();
    Ok(Rc::new(Account {
        id: account.to_owned(),
        plan,
        calendar: Calendar { time_zone: "UTC".into(), anchor: at, past: Rc::new([]) },
        ancestors: Vec::new(),
        key_source: None,
        markup,
        has_own_rules: false,
        is_parent: false,
    }))
}

fn account_from(row: &Row) -> Result<Account> {
    let past = match row.jsonb_text(6)?.filter(|past| past != "[]") {
        Some(past) => past_calendars(&past)?,
        None => Rc::new([]),
    };
    Ok(Account {
        id: row.need(1)?,
        plan: row.need(2)?,
        calendar: Calendar { past, ..calendar_from(row, 3)? },
        ancestors: row.need(5)?,
        key_source: None,
        markup: None,
        has_own_rules: false,
        is_parent: false,
    })
}

/// As `calendars_until` in `sql/functions/checks.sql` writes them.
fn past_calendars(written: &str) -> Result<Rc<[PastCalendar]>> {
    #[derive(Deserialize)]
    struct Written {
        until: String,
        time_zone: String,
        anchor: String,
    }
    let unreadable = || MeterError::Internal("a past calendar cannot be read");
    let moment = |text: String| text.parse::<DateTime<Utc>>().map_err(|_| unreadable());
    let past: Vec<Written> = serde_json::from_str(written).map_err(|_| unreadable())?;
    let past = past.into_iter().map(|Written { until, time_zone, anchor }| {
        Ok(PastCalendar { until: moment(until)?, time_zone, anchor: moment(anchor)? })
    });
    past.collect()
}

/// A time zone and an anchor, from this column on; not what they were before.
pub fn calendar_from(row: &Row, position: usize) -> Result<Calendar> {
    Ok(Calendar {
        time_zone: row.need(position)?,
        anchor: clock::to_utc(row.need::<TimestampWithTimeZone>(position + 1)?, "anchor")?,
        past: Rc::new([]),
    })
}
