use super::db::{Db, statement};
use crate::error::{MeterError, Result};

statement!(READ, "setting_read.sql", [TEXTOID]);

pub fn read(db: &mut Db, setting: &'static str) -> Result<String> {
    db.row(&READ, &[setting.into()], |row| row.need(1))?.ok_or(MeterError::Internal("a setting is missing"))
}
