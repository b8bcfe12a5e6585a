use std::cell::RefCell;

use super::db::{Db, statement};
use super::kept::{Kept, kept};
use crate::error::{MeterError, Result};

statement!(READ, "setting_read.sql", [TEXTOID]);

thread_local! {
    static KEPT: RefCell<Kept<&'static str, String>> = Kept::at_most(16);
}

/// A setting that is a whole number.
pub fn number<T: std::str::FromStr>(db: &mut Db, setting: &'static str) -> Result<T> {
    read(db, setting)?.parse().map_err(|_| MeterError::Internal("a setting is no number"))
}

pub fn read(db: &mut Db, setting: &'static str) -> Result<String> {
    let load = |db: &mut Db| db.row(&READ, &[setting.into()], |row| row.need(1));
    let value = kept(db, &KEPT, setting, load)?;
    Ok(value.ok_or(MeterError::Internal("a setting is missing"))?.as_ref().clone())
}
