use pgrx::prelude::*;

use super::counters::Counter;
use super::db::{Db, statement};
use super::limits::Limit;
use crate::clock;
use crate::error::Result;

statement!(DRAWS, "draws.sql", [INT8OID, NUMERICOID, NUMERICOID]);

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
