use pgrx::prelude::*;

use super::db::{Db, statement};
use crate::error::Result;

statement!(RAISE, "alert_raise.sql", [INT8OID, NUMERICARRAYOID, NUMERICOID, NUMERICOID, TIMESTAMPTZOID]);

/// Keeps an alert for each threshold that a counter has reached. The caller has locked the counter.
pub fn raise(
    db: &mut Db,
    counter_id: i64,
    thresholds: Vec<AnyNumeric>,
    used: &AnyNumeric,
    cap: &AnyNumeric,
    at: TimestampWithTimeZone,
) -> Result<()> {
    let args = [counter_id.into(), thresholds.into(), used.clone().into(), cap.clone().into(), at.into()];
    db.execute(&RAISE, &args).map(drop)
}
