//! The rules of the meter, as plainly as they can be written down: what happened is kept as lists, and every number is
//! a sum over them. Nothing here imitates the extension's tables.

mod accounts;
mod alerts;
mod apply;
mod carry_over;
mod charge;
mod counter;
mod grants;
mod holds;
mod idempotency;
mod keeping;
mod limits;
mod moving;
mod prices;
mod refund;
mod repricing;
mod upkeep;
mod verdict;
mod views;
mod voiding;
mod windows;

use std::collections::{BTreeMap, BTreeSet};

pub use apply::Expected;
pub use views::View;

use crate::amount::Amount;
use crate::calendar::Moment;
use crate::names::Name;
use crate::operation::{Actual, Claimed, KeySource, Pick};
use crate::value::Id;

/// SQLSTATEs that the meter raises.
pub type Code = &'static str;
pub const INVALID: Code = "22023";
pub const KEY_REUSED: Code = "23505";
pub const WRONG_STATE: Code = "55000";

pub type Answer<T> = Result<T, Code>;

/// Everything there is at one moment. A savepoint is a clone.
#[derive(Clone)]
pub struct Model {
    pub now: Moment,
    accounts: BTreeMap<Name, accounts::Account>,
    limits: Vec<limits::Limit>,
    pools: BTreeSet<accounts::Pool>,
    key_sources: BTreeMap<(Name, Name), KeySource>,
    /// The log: calls and refunds, in their order.
    usage: Vec<charge::Usage>,
    /// What calls cost that were given another cost.
    costs: BTreeMap<usize, Amount>,
    /// Which calls count on the counters that something has asked for.
    counted: BTreeMap<counter::Key, BTreeSet<usize>>,
    /// From when calls count in windows, where that is not their own moment.
    told: BTreeMap<(counter::Key, usize), Moment>,
    /// The slice of a window that was begun last.
    slices: BTreeMap<counter::Key, Moment>,
    /// Who has left whom.
    departures: BTreeMap<(Name, Name), accounts::Departure>,
    holds: Vec<holds::Hold>,
    grants: Vec<grants::Grant>,
    spent: Vec<grants::Spent>,
    /// What stands above the cap of a counter, and neither grants pay nor anybody owes.
    kept: BTreeMap<counter::Key, Amount>,
    /// Of what grants have paid on other counters, the debts.
    repaid: BTreeMap<counter::Key, Amount>,
    /// What calls spent of a grant that was voided, and no grant has paid since.
    owing: BTreeMap<(counter::Key, usize), Amount>,
    /// The counters to which the period before was carried over.
    opened: BTreeSet<counter::Key>,
    alerts: Vec<alerts::Alert>,
    alerts_told: usize,
    /// Several were told by one statement, in whatever order.
    pub alerts_in_no_order: bool,
    denials: Vec<charge::Denial>,
    keys: BTreeMap<(Name, Name), idempotency::Kept>,
    requests: Vec<idempotency::Request>,
    /// Charged counters that nothing has closed since.
    to_be_closed: BTreeSet<counter::Key>,
    /// The counters that something has closed, and nothing has changed since.
    closed: BTreeSet<counter::Key>,
    /// What Postgres calls what is counted here.
    pub ids: BTreeMap<Id, i64>,
}

impl Model {
    pub fn new(now: Moment) -> Self {
        Self {
            now,
            accounts: BTreeMap::new(),
            limits: Vec::new(),
            pools: BTreeSet::new(),
            key_sources: BTreeMap::new(),
            usage: Vec::new(),
            costs: BTreeMap::new(),
            counted: BTreeMap::new(),
            told: BTreeMap::new(),
            slices: BTreeMap::new(),
            departures: BTreeMap::new(),
            holds: Vec::new(),
            grants: Vec::new(),
            spent: Vec::new(),
            kept: BTreeMap::new(),
            repaid: BTreeMap::new(),
            owing: BTreeMap::new(),
            opened: BTreeSet::new(),
            alerts: Vec::new(),
            alerts_told: 0,
            alerts_in_no_order: false,
            denials: Vec::new(),
            keys: BTreeMap::new(),
            requests: Vec::new(),
            to_be_closed: BTreeSet::new(),
            closed: BTreeSet::new(),
            ids: BTreeMap::new(),
        }
    }

    pub fn picked_hold(&self, pick: Pick) -> Option<usize> {
        picked(pick, self.holds.len())
    }

    pub fn picked_usage(&self, pick: Pick) -> Option<usize> {
        picked(pick, self.usage.len())
    }

    pub fn picked_grant(&self, pick: Pick) -> Option<usize> {
        picked(pick, self.grants.len())
    }

    pub fn waiting_alerts(&self) -> usize {
        self.alerts.iter().filter(|alert| !alert.delivered).count()
    }

    pub fn hold_account(&self, hold: usize) -> Name {
        self.holds[hold].account()
    }

    pub fn hold_at(&self, hold: usize) -> Moment {
        self.holds[hold].metered.at
    }

    pub fn hold_actual(&self, hold: usize, actual: Actual) -> (i64, i64) {
        self.holds[hold].actual(actual)
    }

    pub fn usage_account(&self, usage: usize) -> Name {
        self.usage[usage].account()
    }

    /// The `account` argument of a settlement or a release.
    pub fn claimed_hold(&self, pick: Pick, claimed: Claimed) -> Option<Name> {
        match claimed {
            Claimed::Nobody => None,
            Claimed::Owner => self.picked_hold(pick).map(|hold| self.hold_account(hold)),
            Claimed::Other(account) => Some(account),
        }
    }

    /// The `account` argument of a refund.
    pub fn claimed_usage(&self, pick: Pick, claimed: Claimed) -> Name {
        match claimed {
            Claimed::Other(account) => account,
            _ => self.picked_usage(pick).map_or("ada", |usage| self.usage_account(usage)),
        }
    }
}

fn picked(pick: Pick, made: usize) -> Option<usize> {
    match pick {
        Pick::Newest(back) if made > 0 => Some(made - 1 - back % made),
        _ => None,
    }
}

#[cfg(test)]
mod taken_back_tests;
#[cfg(test)]
mod terms_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod traveller_tests;
