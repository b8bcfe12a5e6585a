use chrono::{DateTime, Utc};
use pgrx::prelude::*;

use super::db::{Db, Row, statement};
use crate::clock;
use crate::error::{MeterError, Result};

statement!(READ, "account_read.sql", [TEXTOID]);
statement!(CREATE, "account_create.sql", [TEXTOID, TIMESTAMPTZOID]);
statement!(DEFAULT_PLAN, "default_plan.sql", []);

pub struct Account {
    pub id: String,
    pub plan: String,
    pub time_zone: String,
    pub anchor: DateTime<Utc>,
}

pub fn find(db: &mut Db, account: &str) -> Result<Option<Account>> {
    db.row(&READ, &[account.into()], account_from)
}

/// The account, made on the default plan where it is not known yet. Its anchored periods start with the call that makes it:
/// a later anchor would put that call into a period before the first.
pub fn find_or_create(db: &mut Db, account: &str, at: DateTime<Utc>) -> Result<Account> {
    if let Some(known) = find(db, account)? {
        return Ok(known);
    }
    db.execute(&CREATE, &[account.into(), clock::from_utc(at)?.into()])?;
    find(db, account)?.ok_or(MeterError::Internal("a new account is not there"))
}

/// The account, or what it would be if it were made now.
pub fn find_or_imagine(db: &mut Db, account: &str, at: DateTime<Utc>) -> Result<Account> {
    if let Some(known) = find(db, account)? {
        return Ok(known);
    }
    let plan =
        db.row(&DEFAULT_PLAN, &[], |row| row.need(1))?.ok_or(MeterError::Internal("no default plan"))?;
    Ok(Account { id: account.to_owned(), plan, time_zone: "UTC".into(), anchor: at })
}

fn account_from(row: &Row) -> Result<Account> {
    Ok(Account {
        id: row.need(1)?,
        plan: row.need(2)?,
        time_zone: row.need(3)?,
        anchor: clock::to_utc(row.need::<TimestampWithTimeZone>(4)?, "anchor")?,
    })
}
