//! The newest calls of the page's accounts, each as `meter_history` tells it.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use super::facts::Subject;
use crate::call::Call;
use crate::error::Error;
use crate::output::Record;
use crate::session::Session;

/// Calls that a page lists at most.
const CALLS_MAX: usize = 5_000;
/// The most that `meter_history` gives at once.
const PAGE_SIZE: u32 = 1_000;

/// A row is shorter without its columns' names.
const COLUMNS: [&str; 14] = [
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
];

#[derive(Serialize)]
pub struct History {
    columns: [&'static str; 14],
    pub rows: Vec<Vec<Value>>,
    /// There are calls before these.
    pub more: bool,
}

/// Which calls are the newest is asked of the log, across accounts; what became of each, of `meter_history`, account by account.
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
    let mut newest = session.query(include_str!("../../../sql/report_calls.sql"), &values)?;
    let more = newest.len() > CALLS_MAX;
    newest.truncate(CALLS_MAX);
    // the oldest call of each account comes last
    let since: HashMap<String, String> =
        newest.iter().map(|call| (call.text("account"), call.text("at"))).collect();
    let mut told = HashMap::new();
    for (account, from) in &since {
        for call in history(session, account, from, subject.to.as_deref())? {
            told.insert((account.clone(), call.text("id")), call);
        }
    }
    let rows =
        newest.iter().filter_map(|call| {
            let account = call.text("account");
            let found = told.get(&(account.clone(), call.text("usage_id")))?;
            Some(
                COLUMNS
                    .iter()
                    .map(|column| {
                        if *column == "account" { account.clone().into() } else { found.get(column).clone() }
                    })
                    .collect(),
            )
        });
    Ok(History { columns: COLUMNS, rows: rows.collect(), more })
}

/// The calls of an account since a moment, page by page.
fn history(session: &mut Session, account: &str, from: &str, to: Option<&str>) -> Result<Vec<Record>, Error> {
    let mut calls = Vec::new();
    let mut before = None;
    loop {
        let call = Call::new("meter_history")
            .arg("account", "text", Some(account))
            .arg("from_at", "timestamptz", Some(from))
            .arg("to_at", "timestamptz", to)
            .text("before", &before)
            .opt("page_size", "integer", Some(PAGE_SIZE));
        let page = session.call(&call)?;
        before = page.last().map(|row| row.text("next_cursor")).filter(|cursor| !cursor.is_empty());
        calls.extend(page);
        if before.is_none() {
            return Ok(calls);
        }
    }
}
