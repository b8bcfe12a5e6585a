//! `account stats` and `account cheaper`

use serde_json::Value;

use crate::call::Call;
use crate::cli::{CheaperArgs, StatsArgs};
use crate::error::Error;
use crate::output::grid::{Entry, Grid};
use crate::output::{Record, Section, gauge, noted, text};
use crate::session::Session;

const TOTALS: [&str; 7] =
    ["requests", "input_tokens", "output_tokens", "tokens", "cost", "charged_cost", "average_cost"];
const BALANCES: [&str; 7] = ["limit_name", "payer", "unit", "purchased", "used", "remaining", "level"];

/// Programs get the answer as it is; people get a table for each part of it.
pub fn stats(session: &mut Session, args: &StatsArgs) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_account_stats")
        .arg("account", "text", Some(&args.account))
        .opt("at", "timestamptz", args.at.as_ref())
        .opt("top", "integer", args.top);
    let found = session.call_one(&call)?;
    let period = part(&found, "period")?;
    let start = text::value("period_start", period.get("period_start"));
    let running = format!("Since {start}, the running {}", period.text("period"));
    let sections = vec![
        totals("Of all time", &[], &[part(&found, "totals")?]),
        totals(&running, &[], &[period]),
        totals("By operation", &["operation"], &parts(&found, "by_operation")?),
        totals("By model", &["provider", "model"], &parts(&found, "by_model")?),
        Section::note("Balances").with_grid(grid(&BALANCES, &parts(&found, "balances")?)),
        Section::note("Limits").with_grid(gauge::limits(&parts(&found, "gauges")?)),
    ];
    Ok([Section::one("stats", found).for_programs()].into_iter().chain(sections).collect())
}

pub fn cheaper(session: &mut Session, args: &CheaperArgs) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_cheaper_models")
        .arg("account", "text", Some(&args.account))
        .opt("from_at", "timestamptz", args.from.as_ref())
        .opt("to_at", "timestamptz", args.to.as_ref());
    let models = session.call(&call)?;
    let first: Vec<Record> = models.iter().take(args.limit as usize).cloned().collect();
    let filled = Grid::of_filled(&first);
    Ok(vec![Section::many("models", models).with_title("USD, at today's prices").with_grid(filled)])
}

fn part(found: &Record, column: &str) -> Result<Record, Error> {
    Ok(serde_json::from_value(found.get(column).clone())?)
}

/// Of a moment that has been, balances and gauges are not on record.
fn parts(found: &Record, column: &str) -> Result<Vec<Record>, Error> {
    match found.get(column) {
        Value::Null => Ok(Vec::new()),
        rows => Ok(serde_json::from_value(rows.clone())?),
    }
}

fn totals(title: &str, by: &[&str], rows: &[Record]) -> Section {
    let mut columns: Vec<&str> = by.iter().chain(&TOTALS).copied().collect();
    let lesser = ["charged_cost", "input_tokens", "output_tokens", "provider"];
    let section = Section::note(title);
    if by.is_empty() {
        return section.with_grid(grid(&columns, rows).narrowing(&lesser)).with_note(noted::noted(rows));
    }
    // which of them they are; how many there are in all is said above
    if !noted::is_none(rows, "unpriced_requests") {
        columns.push("unpriced_requests");
    }
    section.with_grid(grid(&columns, rows).narrowing(&lesser))
}

fn grid(columns: &[&str], rows: &[Record]) -> Grid {
    let mut grid = Grid::new(columns);
    for row in rows {
        grid.push(columns.iter().map(|column| Entry::of(column, row.get(column))).collect());
    }
    grid
}
