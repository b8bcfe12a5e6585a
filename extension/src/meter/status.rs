//! The gauges of an account.

use super::gauge::{Gauge, gauge};
use super::reading::current;
use crate::clock;
use crate::error::Result;
use crate::store::Db;
use crate::store::accounts;
use crate::store::limits::{self, Limit, Scope};

pub struct Status {
    pub limit: Limit,
    pub scope: Scope,
    pub gauge: Gauge,
}

/// One gauge for each limit that may refuse the account, as of now: its own first. An account not seen before shows the default
/// plan's.
pub fn status(db: &mut Db, account: &str) -> Result<Vec<Status>> {
    let now = clock::now()?;
    let account = accounts::find_or_imagine(db, account, None, now)?;
    limits::that_may_refuse(db, &account)?
        .into_iter()
        .map(|(limit, scope)| {
            let counter = current(db, &limit, now)?;
            let gauge = gauge(&limit, &counter)?;
            Ok(Status { limit, scope, gauge })
        })
        .collect()
}
