//! What can be looked up between the steps.

use std::collections::BTreeSet;

use super::Model;
use super::accounts::Payer;
use crate::amount::Amount;
use crate::customer::{CANNOT_SPEND, FREE};
use crate::names::{ACCOUNTS, Name};
use crate::operation::{KeySource, Owner};
use crate::value::{Id, Row, Value};

/// A query and the rows it must give, in whatever order.
pub struct View {
    pub name: Name,
    pub sql: String,
    pub rows: Vec<Row>,
    /// Rows that it may have.
    pub may: Vec<Row>,
}

/// What `meter_verify()` finds but for changed tables, which takes twenty times as long and no step can bring about.
const DIFFERENCES: &str = "SELECT problem, account, subject, expected, actual FROM meter.differences()";
const VERIFY: &str = "SELECT problem, account, subject, expected, actual FROM meter_verify()";
const STATUS: &str = "WITH % SELECT s.account, limit_name, plan, unit, period, hard, provider, model, operation, key_source, used, \
    reserved, cap, remaining, percent, level, period_start, resets_at, payer, payer_is, # FROM unnest(ARRAY[@]) a, meter_status(a) s";
const GRANTS: &str = "SELECT g.grant_id, g.account, limit_name, unit, kind, amount, voided, spent, expired, remaining, priority, \
    expires_at FROM unnest(ARRAY[@]::text[]) a, meter_grants(a) g";
const ALERTS: &str = "SELECT account, limit_name, unit, period, period_start, resets_at, threshold, used, cap, remaining, at, \
    delivered_at IS NOT NULL FROM meter.alerts";
const DENIALS: &str = "SELECT account, reason, payer, limit_name, used, cap FROM meter.denials";
const USAGE: &str = "SELECT usage_id, account, at, provider, model, operation, key_source, tokens, cost, enforced, hold_id, \
    refunds, adjusts, (SELECT coalesce(sum(g), 0) FROM unnest(grant_amounts) g) FROM meter.usage_log";
const ACCOUNTS_VIEW: &str = "SELECT account, plan, parent, time_zone, anchor FROM meter.accounts";

impl Model {
    /// `tables`: also whether the tables are as the meter made them. `all`: the gauges of all accounts; else of those whom nobody is below, which
    /// show those above them too.
    pub fn views(&self, tables: bool, all: bool) -> Vec<View> {
        let asked: Vec<Name> =
            ACCOUNTS.into_iter().filter(|account| all || !self.is_parent(account)).collect();
        let known: Vec<Name> = self.accounts.keys().copied().collect();
        let view = |name, sql: &str, accounts: &[Name], rows| View {
            name,
            sql: sql.replace('@', &list(accounts)).replace('%', FREE).replace('#', CANNOT_SPEND),
            rows,
            may: Vec::new(),
        };
        let (may, must) = self.grant_rows(&known);
        vec![
            view("meter_verify", if tables { VERIFY } else { DIFFERENCES }, &[], Vec::new()),
            view(
                "accounts",
                ACCOUNTS_VIEW,
                &[],
                known.iter().map(|account| self.account_row(account)).collect(),
            ),
            view("usage_log", USAGE, &[], (0..self.usage.len()).map(|n| self.usage_row(n)).collect()),
            view("denials", DENIALS, &[], self.denial_rows()),
            view("meter_status", STATUS, &asked, self.status_rows(&asked)),
            View { may, ..view("meter_grants", GRANTS, &known, must) },
            view("alerts", ALERTS, &[], self.alerts.iter().map(|alert| self.kept_alert_row(alert)).collect()),
        ]
    }

    fn account_row(&self, name: Name) -> Row {
        let account = &self.accounts[name];
        vec![
            ("account", name.into()),
            ("plan", account.plan.into()),
            ("parent", account.parent.into()),
            ("time_zone", account.zone.name.into()),
            ("anchor", account.anchor.into()),
        ]
    }

    fn usage_row(&self, number: usize) -> Row {
        let usage = &self.usage[number];
        let (metered, call) = (&usage.metered, &usage.metered.call);
        let signed = |amount: Amount| if usage.is_refund() { -amount } else { amount };
        vec![
            ("usage_id", Id::Usage(number).into()),
            ("account", call.account.into()),
            ("at", metered.at.into()),
            ("provider", call.provider.into()),
            ("model", call.model.into()),
            ("operation", call.operation.into()),
            ("key_source", metered.key_source.name().into()),
            ("tokens", signed(Amount::whole(metered.tokens())).into()),
            ("cost", metered.cost.map(signed).into()),
            ("enforced", usage.enforced.into()),
            ("hold_id", usage.hold.map(Id::Hold).into()),
            ("refunds", usage.refunds.map(Id::Usage).into()),
            ("adjusts", usage.adjusts.map(Id::Usage).into()),
            ("of_grants", self.receipt(number).into()),
        ]
    }

    /// What the log says that grants have paid of a row: of a refund, of its call as it had become.
    fn receipt(&self, number: usize) -> Amount {
        match self.usage[number].refunds {
            None => self.spent_by(number),
            Some(call) => {
                let of_call = |other: &usize| !self.usage[*other].is_refund() && self.call_of(*other) == call;
                -(0..self.usage.len()).filter(of_call).map(|other| self.spent_by(other)).sum::<Amount>()
            }
        }
    }

    fn denial_rows(&self) -> Vec<Row> {
        let row = |denial: &super::charge::Denial| {
            vec![
                ("account", denial.account.into()),
                ("reason", denial.reason.name().into()),
                ("payer", denial.about.map(|key| key.payer).into()),
                ("limit_name", denial.about.map(|key| self.limit(&key).spec.name).into()),
                ("used", denial.used.into()),
                ("cap", denial.cap.into()),
            ]
        };
        self.denials.iter().map(row).collect()
    }

    fn is_parent(&self, account: Name) -> bool {
        self.accounts.values().any(|below| below.parent == Some(account))
    }

    /// Also of an account that nobody has seen yet, as it would be.
    fn status_rows(&self, accounts: &[Name]) -> Vec<Row> {
        let mut seen = self.clone();
        let mut rows = Vec::new();
        for &account in accounts {
            seen.find_or_create(account, self.now);
            for (payer, payer_is) in seen.may_pay(account) {
                for limit in
                    seen.in_force(payer).into_iter().filter(|&limit| seen.may_count(account, payer, limit))
                {
                    let key = seen.key(payer.account, limit, seen.now);
                    let mut seen = seen.clone();
                    seen.begin(&key);
                    rows.push(seen.gauge_row(account, &key, payer_is));
                }
            }
        }
        rows
    }

    /// What there is now, as it stands once every running counter has been needed: a listing foresees what is repaid then.
    /// Those first that may not be there yet.
    fn grant_rows(&self, accounts: &[Name]) -> (Vec<Row>, Vec<Row>) {
        let mut seen = self.clone();
        for &account in accounts {
            for limit in seen.in_force(Payer { account, as_pool: false }) {
                let key = seen.key(account, limit, seen.now);
                seen.begin(&key);
            }
        }
        let unseen =
            |number: usize| self.grants[number].by_time && !self.ids.contains_key(&Id::Grant(number));
        let (may, must): (Vec<usize>, Vec<usize>) =
            (0..self.grants.len()).partition(|&number| unseen(number));
        let rows =
            |numbers: Vec<usize>| numbers.into_iter().map(|number| seen.listed_grant_row(number)).collect();
        (rows(may), rows(must))
    }

    /// Who may be charged for an account's calls, and what they are to it.
    fn may_pay(&self, account: Name) -> Vec<(Payer, Name)> {
        let chain = self.chain(account);
        let own = |&payer: &Name| {
            (Payer { account: payer, as_pool: false }, if payer == account { "account" } else { "parent" })
        };
        let mut payers: Vec<(Payer, Name)> = chain.iter().map(own).collect();
        let pools: BTreeSet<Name> = self.pools_for(account).map(|pool| pool.account).collect();
        let pools = pools.into_iter().filter(|pool| !chain.contains(pool));
        payers.extend(pools.map(|account| (Payer { account, as_pool: true }, "pool")));
        payers
    }

    /// A pool is charged for the shared key of its providers only.
    fn may_count(&self, account: Name, payer: Payer, limit: super::limits::LimitId) -> bool {
        let spec = &self.limits[limit].spec;
        let pays_for = |provider| {
            self.pools_for(account).any(|pool| pool.account == payer.account && pool.provider == provider)
        };
        !payer.as_pool || (spec.key_source != Some(KeySource::Own) && spec.provider.is_none_or(pays_for))
    }

    fn pools_for(&self, account: Name) -> impl Iterator<Item = &super::accounts::Pool> {
        let chain = self.chain(account);
        self.pools.iter().filter(move |pool| pool.for_account.is_none_or(|top| chain.contains(&top)))
    }

    fn kept_alert_row(&self, alert: &super::alerts::Alert) -> Row {
        let mut row = self.alert_row(alert);
        row.push(("delivered", alert.delivered.into()));
        row
    }

    fn gauge_row(&self, account: Name, key: &super::counter::Key, payer_is: Name) -> Row {
        let (spec, gauge) = (&self.limit(key).spec, self.gauge(key));
        let plan = match spec.owner {
            Owner::Plan(plan) => Some(plan),
            Owner::Account(_) => None,
        };
        vec![
            ("account", account.into()),
            ("limit_name", spec.name.into()),
            ("plan", plan.into()),
            ("unit", spec.unit.name().into()),
            ("period", spec.period.name().into()),
            ("hard", spec.hard.into()),
            ("provider", spec.provider.into()),
            ("model", spec.model.into()),
            ("operation", spec.operation.into()),
            ("key_source", spec.key_source.map(KeySource::name).into()),
            ("used", gauge.used.into()),
            ("reserved", gauge.reserved.into()),
            ("cap", gauge.cap.into()),
            ("remaining", gauge.remaining.into()),
            ("percent", gauge.percent.into()),
            ("level", gauge.level.into()),
            ("period_start", Value::from(self.shown(key, self.now).start)),
            ("resets_at", Value::from(self.empties_at(key))),
            ("payer", key.payer.into()),
            ("payer_is", payer_is.into()),
            ("cannot_spend", false.into()),
        ]
    }
}

fn list(names: &[Name]) -> String {
    names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
}
