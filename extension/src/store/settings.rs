use super::db::{Db, statement};
use super::memory;
use crate::error::{MeterError, Result};

statement!(READ, "setting_read.sql", [TEXTOID]);

/// A setting that is a whole number.
pub fn number<T: std::str::FromStr>(db: &mut Db, setting: &'static str) -> Result<T> {
    read(db, setting)?.parse().map_err(|_| MeterError::Internal("a setting is no number"))
}

pub fn read(db: &mut Db, setting: &'static str) -> Result<String> {
    let load = |db: &mut Db| db.row(&READ, &[setting.into()], |row| row.need(1));
    let kept = memory::kept(db, |kept| &mut kept.settings, setting, load)?;
    Ok(kept.ok_or(MeterError::Internal("a setting is missing"))?.as_ref().clone())
}
