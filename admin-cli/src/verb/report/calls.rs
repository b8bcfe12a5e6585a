//! The newest calls of the page's accounts, each as `meter_history` tells it.

use serde::Serialize;
use serde_json::Value;

use super::facts::{Subject, of};
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
    /// Calls of the page's sums have left the log.
    left_the_log: bool,
}

pub fn newest(session: &mut Session, subject: &Subject) -> Result<History, Error> {
    let one_more = (CALLS_MAX + 1).to_string();
    let account = subject.account.as_deref().filter(|_| !subject.is_many());
    let values = [
        account,
        subject.accounts.as_deref(),
        subject.from.as_deref(),
        subject.to.as_deref(),
        Some(one_more.as_str()),
    ];
    let newest = session.query(include_str!("../../../sql/report_calls.sql"), &values)?;
    let more = newest.len() > CALLS_MAX;
    let left_the_log = !more && left_the_log(session, subject, newest.last().map(|call| call.text("at")))?;
    let told = newest.iter().take(CALLS_MAX);
    Ok(History {
        columns: COLUMNS,
        rows: told.map(|call| COLUMNS.iter().map(|column| call.get(column).clone()).collect()).collect(),
        more,
        left_the_log,
    })
}

fn left_the_log(session: &mut Session, subject: &Subject, oldest: Option<String>) -> Result<bool, Error> {
    let [account, from, to, zone, descendants] = of(subject);
    let values = [account, from, to, zone, descendants, oldest.as_deref()];
    let told = session.query(include_str!("../../../sql/report_older.sql"), &values)?;
    Ok(told.first().is_some_and(|row| *row.get("left_the_log") == Value::Bool(true)))
}
