//! What the page tells, as SQL says it.

use serde::Serialize;
use serde_json::Value;

use super::calls::{self, History};
use crate::cli::ReportArgs;
use crate::error::Error;
use crate::output::Record;
use crate::session::Session;
use crate::verb::account;

/// Models and accounts that a page lists, the most expensive ones.
const GROUPS_MAX: u32 = 200;

/// Every sum of the page, and the newest calls.
#[derive(Serialize)]
pub struct Facts {
    version: &'static str,
    /// What is told of the account; NULL: the page is about everybody.
    account: Option<Record>,
    descendants: bool,
    span: Record,
    zone: Record,
    /// Of all the time that was asked for; then of the last days, where no time was.
    pub used: Vec<Used>,
    /// The running period of the account.
    period: Value,
    gauges: Vec<Record>,
    balances: Value,
    pub history: History,
}

/// What was used in a span of time.
#[derive(Serialize)]
pub struct Used {
    /// Whole days up to now; NULL: all the time that was asked for.
    days: Value,
    pub totals: Record,
    by_operation: Vec<Record>,
    by_model: Vec<Record>,
    by_account: Vec<Record>,
    series: Vec<Record>,
}

/// Whose usage, of when, on whose clock. Moments are absolute: the session's zone changes.
#[derive(Clone)]
pub struct Subject {
    pub account: Option<String>,
    pub descendants: bool,
    /// The account and those below it, as a Postgres array.
    pub accounts: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    zone: String,
}

impl Subject {
    /// Whether calls of several accounts come together.
    pub fn is_many(&self) -> bool {
        self.account.is_none() || self.descendants
    }
}

/// Asks for everything in one snapshot, so that the parts of the page agree.
pub fn gather(session: &mut Session, args: &ReportArgs) -> Result<Facts, Error> {
    session.transaction(|session| {
        session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        let account = args.subject.account.as_deref().map(|name| told(session, name)).transpose()?;
        let subject = subject(session, args)?;
        usage(session, &subject, &[])?; // an unknown zone is told by the report itself, with what is right
        // from here on times are told in the zone that days are counted in
        let zone = one(session, include_str!("../../../sql/report_zone.sql"), &[Some(&subject.zone)])?;
        let (period, balances, gauges) = standing(session, &subject)?;
        Ok(Facts {
            version: env!("CARGO_PKG_VERSION"),
            account,
            descendants: args.subject.descendants,
            span: span(session, &subject)?,
            zone,
            used: used_in_spans(session, &subject)?,
            period,
            gauges,
            balances,
            history: calls::newest(session, &subject)?,
        })
    })
}

fn told(session: &mut Session, name: &str) -> Result<Record, Error> {
    account::known(session, name)?;
    one(session, include_str!("../../../sql/report_account.sql"), &[Some(name)])
}

fn subject(session: &mut Session, args: &ReportArgs) -> Result<Subject, Error> {
    let descendants = args.subject.descendants.to_string();
    let asked = [
        args.subject.from.as_deref(),
        args.subject.to.as_deref(),
        args.subject.account.as_deref(),
        args.time_zone.as_deref(),
        Some(descendants.as_str()),
    ];
    let found = one(session, include_str!("../../../sql/report_span.sql"), &asked)?;
    let filled = |column: &str| Some(found.text(column)).filter(|text| !text.is_empty());
    Ok(Subject {
        account: args.subject.account.clone(),
        descendants: args.subject.descendants,
        accounts: filled("accounts"),
        from: filled("from_at"),
        to: filled("to_at"),
        zone: found.text("time_zone"),
    })
}

fn used_in_spans(session: &mut Session, subject: &Subject) -> Result<Vec<Used>, Error> {
    let mut spans = vec![used(session, subject, Value::Null)?];
    if subject.from.is_none() && subject.to.is_none() {
        for last in session.query(include_str!("../../../sql/report_days.sql"), &[])? {
            let of_last = Subject { from: Some(last.text("from_at")), ..subject.clone() };
            spans.push(used(session, &of_last, last.get("days").clone())?);
        }
    }
    Ok(spans)
}

fn used(session: &mut Session, subject: &Subject, days: Value) -> Result<Used, Error> {
    Ok(Used {
        days,
        totals: usage(session, subject, &[])?.into_iter().next().unwrap_or_default(),
        by_operation: usage(session, subject, &["operation"])?,
        by_model: usage(session, subject, &["provider", "model"])?,
        by_account: if subject.is_many() { usage(session, subject, &["account"])? } else { Vec::new() },
        series: session.query(include_str!("../../../sql/report_series.sql"), &of(subject))?,
    })
}

/// From when to when, as the zone's clocks show it.
fn span(session: &mut Session, subject: &Subject) -> Result<Record, Error> {
    let moments = [subject.from.as_deref(), subject.to.as_deref()];
    one(session, "SELECT $1::timestamptz AS from_at, $2::timestamptz AS to_at", &moments)
}

/// Period, balances and gauges: an account's own; of everybody, what is left of the pools.
fn standing(session: &mut Session, subject: &Subject) -> Result<(Value, Value, Vec<Record>), Error> {
    let Some(account) = &subject.account else {
        let pools = session.query(include_str!("../../../sql/report_pools.sql"), &[])?;
        return Ok((Value::Null, serde_json::to_value(pools)?, Vec::new()));
    };
    let stats = one(session, include_str!("../../../sql/report_stats.sql"), &[Some(account)])?;
    let gauges = session.query(include_str!("../../../sql/report_gauges.sql"), &[Some(account)])?;
    // of one account alone: those below it have periods of their own
    let period = if subject.descendants { Value::Null } else { stats.get("period").clone() };
    Ok((period, stats.get("balances").clone(), gauges))
}

/// Sums by these groups, the most expensive first; without any, one sum.
fn usage(session: &mut Session, subject: &Subject, groups: &[&str]) -> Result<Vec<Record>, Error> {
    let groups = format!("{{{}}}", groups.join(","));
    let most = GROUPS_MAX.to_string();
    let [account, from, to, zone, descendants] = of(subject);
    let values = [account, from, to, zone, descendants, Some(groups.as_str()), Some(most.as_str())];
    session.query(include_str!("../../../sql/report_usage.sql"), &values)
}

/// The first arguments of the queries: account, from, to, zone, descendants.
pub fn of(subject: &Subject) -> [Option<&str>; 5] {
    [
        subject.account.as_deref(),
        subject.from.as_deref(),
        subject.to.as_deref(),
        Some(&subject.zone),
        Some(if subject.descendants { "true" } else { "false" }),
    ]
}

fn one(session: &mut Session, sql: &str, values: &[Option<&str>]) -> Result<Record, Error> {
    let rows = session.query(sql, values)?;
    rows.into_iter().next().ok_or_else(|| Error::Lost("a query returned no row".to_owned()))
}
