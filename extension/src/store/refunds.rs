use serde::{Deserialize, Serialize};

use super::db::{Db, statement};
use crate::error::Result;

statement!(REFUND, "refund.sql", [TEXTOID, INT8OID, TEXTOID]);

/// The row that takes a call back: its counts and cost are negative.
#[derive(Serialize, Deserialize)]
pub struct Refund {
    pub usage_id: i64,
    pub input_tokens: i64,
    pub output_tokens: i64,
    /// USD, as digits; `None`: it was not known.
    pub cost: Option<String>,
}

/// Takes a call back.
pub fn refund(db: &mut Db, account: &str, usage_id: i64, note: Option<&str>) -> Result<Option<Refund>> {
    db.row(&REFUND, &[account.into(), usage_id.into(), note.into()], |row| {
        Ok(Refund {
            usage_id: row.need(1)?,
            input_tokens: row.need(2)?,
            output_tokens: row.need(3)?,
            cost: row.get(4)?,
        })
    })
}
