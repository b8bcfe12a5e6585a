//! Adding to an account's caps, and taking calls back: the engine in SQL does both.

use serde::{Deserialize, Serialize};

use crate::error::{MeterError, Result};
use crate::store::Db;
use crate::store::grants::{self, Grant};
use crate::store::refunds::{self, Refund};

/// What a retry is answered again: the grant, and what was left of it at first.
#[derive(Serialize, Deserialize)]
pub struct Answer {
    pub grant_id: i64,
    /// In the limit's unit, as digits.
    pub remaining: String,
}

/// Adds a grant to the limit of this name, in the period that runs.
pub fn grant(db: &mut Db, account: &str, limit_name: &str, grant: &Grant) -> Result<Answer> {
    let (grant_id, remaining) = grants::add(db, account, limit_name, grant)?;
    Ok(Answer { grant_id, remaining: remaining.to_string() })
}

/// Takes a call back: from the counters and the grants that paid for it.
pub fn refund(db: &mut Db, account: &str, usage_id: i64, note: Option<&str>) -> Result<Refund> {
    refunds::refund(db, account, usage_id, note)?.ok_or(MeterError::Internal("a refund gave no row"))
}
