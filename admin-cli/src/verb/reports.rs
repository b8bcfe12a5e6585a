//! `usage` and `history`

use clap::ValueEnum;
use serde_json::Value;

use crate::call::{Call, array};
use crate::cli::{HistoryArgs, OnlyArgs, UsageArgs};
use crate::error::Error;
use crate::output::grid::{Entry, Grid};
use crate::output::{Record, Section, gauge, noted};
use crate::session::Session;
use crate::verb::account;

const BUCKETS: [&str; 4] = ["hour", "day", "week", "month"];
/// Columns of sums, and what people read above them.
const SHOWN: [(&str, &str); 6] = [
    ("requests", "requests"),
    ("input_tokens", "input"),
    ("output_tokens", "output"),
    ("tokens", "tokens"),
    ("cost", "cost"),
    ("charged_cost", "charged"),
];
/// What a narrow terminal does without: the bar first.
const LESSER: [&str; 4] = ["charged", "", "input", "output"];
const LESSER_OF_HISTORY: [&str; 9] = [
    "session_id",
    "price_match",
    "charged_cost",
    "refunded",
    "operation",
    "provider",
    "input_tokens",
    "output_tokens",
    "id",
];
/// These say nothing of an event itself: the cursor is told below the table, the rest is for programs.
const NOT_SHOWN: [&str; 3] = ["type", "next_cursor", "details"];

/// Rows of a report, with each group in a column of its own; and one of them for the header.
pub fn usage_sheet(session: &mut Session, args: &UsageArgs) -> Result<(Record, Vec<Record>), Error> {
    let (header, rows) = sheet(session, &usage_call(args)?)?;
    demand_account(session, args, &rows)?;
    Ok((flat_of(args, &header), rows.iter().map(|row| flat_of(args, row)).collect()))
}

/// What a function answers, and a record with its columns, also where it answers nothing.
fn sheet(session: &mut Session, call: &Call) -> Result<(Record, Vec<Record>), Error> {
    let rows = session.call(call)?;
    let header = match rows.first() {
        Some(first) => first.clone(),
        None => session.columns(call)?,
    };
    Ok((header, rows))
}

fn usage_call(args: &UsageArgs) -> Result<Call, Error> {
    let groups = groups(args);
    let bucket = bucket(args)?;
    let call = Call::new("meter_usage")
        .arg("account", "text", args.subject.account.as_deref())
        .opt("from_at", "timestamptz", args.subject.from.as_deref())
        .opt("to_at", "timestamptz", args.subject.to.as_deref())
        .opt("bucket", "text", bucket)
        .arg("group_by", "text[]", Some(array(&groups)))
        .text("time_zone", &args.time_zone)
        .arg("descendants", "boolean", Some(args.subject.descendants))
        .arg("fill", "boolean", Some(args.fill));
    Ok(only(call, &args.only))
}

pub fn usage(session: &mut Session, args: &UsageArgs) -> Result<Vec<Section>, Error> {
    let rows: Vec<Record> = session.call(&usage_call(args)?)?.iter().map(|row| flat_of(args, row)).collect();
    demand_account(session, args, &rows)?;
    let starts = bucket(args)?.map(|bucket| bucket_starts(session, args, bucket, &rows)).transpose()?;
    let groups = groups(args);
    let mut sums = SHOWN.to_vec();
    if rows.len() > 1 && !noted::is_none(&rows, "unpriced_requests") {
        sums.push(("unpriced_requests", "unpriced"));
    }
    let mut header: Vec<&str> = if starts.is_some() { vec!["from"] } else { vec![] };
    header.extend(&groups);
    header.extend(sums.iter().map(|(_, shown)| *shown));
    header.push("");
    let by = if rows.iter().any(|row| amount(row, "cost") > 0.0) { "cost" } else { "tokens" };
    let most = rows.iter().map(|row| amount(row, by)).fold(0.0, f64::max);
    let mut grid = Grid::new(&header);
    for (index, row) in rows.iter().enumerate() {
        let start = starts.iter().filter_map(|starts| starts.get(index));
        let mut line: Vec<Entry> = start.map(|start| Entry::text(start).solid()).collect();
        let columns = groups.iter().copied().chain(sums.iter().map(|(column, _)| *column));
        line.extend(columns.map(|column| Entry::of(column, row.get(column))));
        let percent = (most > 0.0).then(|| format!("{:.2}", 100.0 * amount(row, by).max(0.0) / most));
        line.push(Entry::text(gauge::bar(percent.as_deref())).solid());
        grid.push(line);
    }
    let told = noted::noted(&rows);
    Ok(vec![Section::many("usage", rows).with_grid(grid.narrowing(&LESSER)).with_note(told)])
}

/// A typing error in a name must not look like an account that used nothing.
fn demand_account(session: &mut Session, args: &UsageArgs, rows: &[Record]) -> Result<(), Error> {
    let counts = ["requests", "refunds", "denied_requests"];
    let found = counts.iter().any(|column| !noted::is_none(rows, column));
    account::known_unless_found(session, args.subject.account.as_deref(), found)
}

/// The bucket that is asked for.
///
/// # Errors
/// Two of them.
fn bucket(args: &UsageArgs) -> Result<Option<&str>, Error> {
    let mut buckets = words(args).filter(|word| BUCKETS.contains(word));
    match (buckets.next(), buckets.next()) {
        (Some(one), Some(other)) if one != other => Err(Error::usage(
            format!("usage is summed by {one} or by {other}, not by both"),
            format!(
                "Give --by one of {} at a time, beside what else calls have in common.",
                BUCKETS.join(", ")
            ),
        )),
        (one, _) => Ok(one),
    }
}

/// Where each row's bucket begins, as a calendar has it in the zone of the buckets.
fn bucket_starts(
    session: &mut Session,
    args: &UsageArgs,
    bucket: &str,
    rows: &[Record],
) -> Result<Vec<String>, Error> {
    let format = match bucket {
        "hour" => "YYYY-MM-DD HH24:MI",
        "month" => "YYYY-MM",
        _ => "YYYY-MM-DD",
    };
    let starts: Vec<String> = rows.iter().map(|row| row.text("bucket_start")).collect();
    let starts = array(&starts.iter().map(String::as_str).collect::<Vec<_>>());
    let values =
        [Some(starts.as_str()), Some(format), args.time_zone.as_deref(), args.subject.account.as_deref()];
    let shown = session.query(include_str!("../../sql/usage_buckets.sql"), &values)?;
    Ok(shown.iter().map(|row| row.text("shown")).collect())
}

pub fn history_sheet(session: &mut Session, args: &HistoryArgs) -> Result<(Record, Vec<Record>), Error> {
    let (header, rows) = sheet(session, &history_call(args))?;
    account::known_unless_found(session, Some(&args.account), !rows.is_empty())?;
    Ok((header, rows))
}

fn history_call(args: &HistoryArgs) -> Call {
    let call = Call::new("meter_history")
        .arg("account", "text", Some(&args.account))
        .opt("from_at", "timestamptz", args.from.as_deref())
        .opt("to_at", "timestamptz", args.to.as_deref())
        .arg("type", "text", args.of.to_possible_value().map(|of| of.get_name().to_owned()))
        .text("before", &args.before)
        .opt("page_size", "integer", args.page_size);
    only(call, &args.only)
}

pub fn history(session: &mut Session, args: &HistoryArgs) -> Result<Vec<Section>, Error> {
    let rows = session.call(&history_call(args))?;
    account::known_unless_found(session, Some(&args.account), !rows.is_empty())?;
    let shown: Vec<Record> =
        rows.iter().map(|row| row.clone().only(|column| !NOT_SHOWN.contains(&column))).collect();
    let cursor = rows.last().map(|row| row.text("next_cursor")).unwrap_or_default();
    let mut sections =
        vec![Section::many("history", rows).with_grid(Grid::of_filled(&shown).narrowing(&LESSER_OF_HISTORY))];
    if !cursor.is_empty() {
        sections.push(Section::note(format!("next: --before {cursor}")));
    }
    Ok(sections)
}

fn only(call: Call, only: &OnlyArgs) -> Call {
    call.text("provider", &only.provider)
        .text("model", &only.model)
        .text("operation", &only.operation)
        .text("session_id", &only.session)
        .text("key_source", &only.key_source)
}

fn words(args: &UsageArgs) -> impl Iterator<Item = &str> {
    args.by.iter().map(|word| word.trim()).filter(|word| !word.is_empty())
}

fn groups(args: &UsageArgs) -> Vec<&str> {
    words(args).filter(|word| !BUCKETS.contains(word)).collect()
}

fn flat_of(args: &UsageArgs, row: &Record) -> Record {
    flat(row, words(args).any(|word| BUCKETS.contains(&word)), &groups(args))
}

fn flat(row: &Record, in_buckets: bool, groups: &[&str]) -> Record {
    let mut flat = Record::default();
    if in_buckets {
        flat = flat.with("bucket_start", row.get("bucket_start").clone());
    }
    for group in groups {
        flat = flat.with(group, row.get("groups").get(group).cloned().unwrap_or(Value::Null));
    }
    row.values()
        .filter(|(column, _)| !["bucket_start", "groups"].contains(column))
        .fold(flat, |flat, (column, value)| flat.with(column, value.clone()))
}

/// For the length of a bar, and nothing else.
fn amount(row: &Record, column: &str) -> f64 {
    row.text(column).parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::flat;
    use crate::output::Record;

    #[test]
    fn each_group_has_a_column() {
        let row: Record = serde_json::from_str(
            r#"{"bucket_start": null, "groups": {"model": "m", "metadata.x": 1}, "tokens": 5}"#,
        )
        .unwrap_or_default();
        let expected: Record =
            serde_json::from_str(r#"{"model": "m", "metadata.x": 1, "tokens": 5}"#).unwrap_or_default();
        assert_eq!(flat(&row, false, &["model", "metadata.x"]), expected);
    }
}
