//! The newest calls of the page's accounts, each as `meter_history` tells it.

use serde::Serialize;
use serde_json::Value;

use super::facts::Subject;
use crate::error::Error;
use crate::session::Session;

/// Calls that a page lists at most.
const CALLS_MAX: usize = 5_000;

/// A row is shorter without its columns' names.
const COLUMNS: [&str; 15] = [
    "id",
    "at",
    "account",
    "provider",
    "model",
    "operation",
    "session_id",
    "input_tokens",
    "output_tokens",
    "tokens",
    "cost",
    "charged_cost",
    "price_match",
    "refunded",
    "key_source",
];

#[derive(Serialize)]
pub struct History {
    columns: [&'static str; 15],
    pub rows: Vec<Vec<Value>>,
    /// There are calls before these.
    pub more: bool,
    /// Where the usage log begins; NULL: it has all calls of the page's sums.
    log_begins: Value,
}

pub fn newest(session: &mut Session, subject: &Subject) -> Result<History, Error> {
    let one_more = (CALLS_MAX + 1).to_string();
    let [account, accounts, from, to] = of(subject);
    let values = [account, accounts, from, to, Some(one_more.as_str())];
    let newest = session.query(include_str!("../../../sql/report_calls.sql"), &values)?;
    let gone = session.query(include_str!("../../../sql/report_gone.sql"), &[account, accounts, from, to])?;
    let told = newest.iter().take(CALLS_MAX);
    Ok(History {
        columns: COLUMNS,
        rows: told.map(|call| COLUMNS.iter().map(|column| call.get(column).clone()).collect()).collect(),
        more: newest.len() > CALLS_MAX,
        log_begins: gone.first().map_or(Value::Null, |row| row.get("begins").clone()),
    })
}

/// The first arguments of the queries: account, accounts, from, to.
fn of(subject: &Subject) -> [Option<&str>; 4] {
    [
        subject.account.as_deref().filter(|_| !subject.is_many()),
        subject.accounts.as_deref(),
        subject.from.as_deref(),
        subject.to.as_deref(),
    ]
}
