//! What an account has used of a limit.

use chrono::{DateTime, Utc};
use pgrx::prelude::*;

use crate::clock;
use crate::error::Result;
use crate::store::counters::{Counter, Place};
use crate::store::limits::Limit;

/// A limit and its counter, as a verdict is made of them.
pub type Reading = (Limit, Counter);

/// Where a limit's counter for a moment is looked for; a window that rolls counts all in the slice that runs.
pub fn place(limit: &Limit, at: DateTime<Utc>, now: TimestampWithTimeZone) -> Result<Place<'_>> {
    let at = if limit.window.is_some() { now } else { clock::from_utc(at)? };
    Ok(Place { account: &limit.payer, limit_id: limit.id, at, now })
}
