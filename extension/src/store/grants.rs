use pgrx::prelude::*;

use super::counters::Counter;
use super::db::{Db, statement};
use super::limits::Limit;
use crate::clock;
use crate::error::{MeterError, Result};

statement!(DRAWS, "draws.sql", [INT8OID, NUMERICOID, NUMERICOID]);
statement!(ADD, "grant_to.sql", [TEXTOID, TEXTOID, TEXTOID, NUMERICOID, INT4OID, TIMESTAMPTZOID, TEXTOID]);

statement!(READ, "grant_read.sql", [TEXTOID, INT8OID, TIMESTAMPTZOID]);

/// What a charge spent of which grants.
#[derive(Default)]
pub struct Draws(Vec<(i64, AnyNumeric)>);

impl Draws {
    pub fn extend(&mut self, other: Draws) {
        self.0.extend(other.0);
    }

    /// The two columns of a receipt; `None` where nothing was drawn.
    pub fn columns(self) -> (Option<Vec<i64>>, Option<Vec<AnyNumeric>>) {
        if self.0.is_empty() { (None, None) } else { Some(self.0.into_iter().unzip()).unzip() }
    }
}

/// What a counter's grants have paid as its use rose from `before` to what it is.
pub fn drawn(db: &mut Db, limit: &Limit, counter: &Counter, before: AnyNumeric) -> Result<Draws> {
    if let Some(stripe) = counter.stripe {
        // one grant at most pays for all that is dealt out at a time
        let spent = counter.used.clone() - before;
        let paid = stripe.grant.filter(|_| spent != AnyNumeric::default());
        return Ok(Draws(paid.map(|grant| (grant, spent)).into_iter().collect()));
    }
    match (counter.id, &limit.cap) {
        (Some(id), Some(cap)) if counter.granted != AnyNumeric::default() => {
            // what a period that has ended carried on is no longer its own cap's, so that a grant may begin to pay below the cap
            let may_draw = counter.used > *cap || counter.period_end <= clock::from_utc(clock::now()?)?;
            if may_draw { draws(db, id, before, &counter.used) } else { Ok(Draws::default()) }
        }
        _ => Ok(Draws::default()),
    }
}

fn draws(db: &mut Db, counter_id: i64, before: AnyNumeric, after: &AnyNumeric) -> Result<Draws> {
    let args = [counter_id.into(), before.into(), after.clone().into()];
    db.rows(&DRAWS, &args, |row| Ok((row.need(1)?, row.need(2)?))).map(Draws)
}

/// What is added to a cap.
pub struct Grant {
    pub kind: String,
    /// In the limit's unit.
    pub amount: AnyNumeric,
    pub priority: i32,
    pub expires_at: Option<TimestampWithTimeZone>,
    pub note: Option<String>,
}

/// Adds a grant to an account's limit of this name; returns its id, and what is left of it.
pub fn add(db: &mut Db, account: &str, limit_name: &str, grant: &Grant) -> Result<(i64, AnyNumeric)> {
    let args = [
        account.into(),
        limit_name.into(),
        grant.kind.as_str().into(),
        grant.amount.clone().into(),
        grant.priority.into(),
        grant.expires_at.into(),
        grant.note.as_deref().into(),
    ];
    let added = db.row(&ADD, &args, |row| Ok((row.need(1)?, row.need(2)?)))?;
    added.ok_or(MeterError::Internal("a grant was not added"))
}

/// A grant, and what is left of it.
pub struct Granted {
    pub grant_id: i64,
    pub account: String,
    pub limit_name: String,
    pub unit: String,
    pub kind: String,
    pub amount: AnyNumeric,
    pub remaining: AnyNumeric,
    pub priority: i32,
    pub expires_at: Option<TimestampWithTimeZone>,
    pub note: Option<String>,
    pub created_at: TimestampWithTimeZone,
}

pub fn read(db: &mut Db, account: &str, grant_id: i64, now: TimestampWithTimeZone) -> Result<Granted> {
    let granted = db.row(&READ, &[account.into(), grant_id.into(), now.into()], |row| {
        Ok(Granted {
            grant_id: row.need(1)?,
            account: row.need(2)?,
            limit_name: row.need(3)?,
            unit: row.need(4)?,
            kind: row.need(5)?,
            amount: row.need(6)?,
            remaining: row.need(7)?,
            priority: row.need(8)?,
            expires_at: row.get(9)?,
            note: row.get(10)?,
            created_at: row.need(11)?,
        })
    })?;
    granted.ok_or(MeterError::Internal("a grant is gone"))
}
