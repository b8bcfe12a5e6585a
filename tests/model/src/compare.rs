//! What Postgres answered against what the model foretold.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::driver::Outcome;
use crate::model::{Expected, View};
use crate::value::{Id, Row, Value, Written};

/// What Postgres calls what the model counts.
pub type Ids = BTreeMap<Id, i64>;

/// Compares an answer; ids that are new get their names. The error is for a person.
pub fn compare(expected: &Expected, outcome: &Outcome, ids: &mut Ids) -> Result<(), String> {
    match (expected, outcome) {
        (Expected::Error(code), Outcome::Error { code: raised, .. }) if code == raised => Ok(()),
        (Expected::Error(code), Outcome::Error { code: raised, message }) => {
            Err(format!("expected an error {code}\n   actual: error {raised}: {message}"))
        }
        (Expected::Error(code), Outcome::Rows(rows)) => {
            Err(format!("expected an error {code}\n   actual: {}", written_rows(rows)))
        }
        (_, Outcome::Error { code, message }) => {
            Err(format!("expected {}\n   actual: error {code}: {message}", foretold(expected)))
        }
        (Expected::Done, Outcome::Rows(_)) => Ok(()),
        (Expected::Rows(rows), Outcome::Rows(written)) => in_order(rows, written, ids),
        (Expected::Set(rows), Outcome::Rows(written)) => in_any_order(rows, written, ids),
        (Expected::Resets(resets), Outcome::Rows(written)) => {
            let missing = resets.must.iter().find(|row| !written.iter().any(|written| is(row, written, ids)));
            let wrong = written.iter().find(|written| !resets.may.iter().any(|row| is(row, written, ids)));
            match (missing, wrong) {
                (None, None) => Ok(()),
                (Some(row), _) => {
                    Err(format!("it lacks {}\n   actual: {}", line(row), written_rows(written)))
                }
                (_, Some(row)) => {
                    let right: Vec<Row> =
                        resets.may.iter().filter(|right| is_of_same_limit(right, row)).cloned().collect();
                    Err(format!("a wrong row: {}\n   right would be:\n{}", written_line(row), lines(&right)))
                }
            }
        }
    }
}

pub fn in_order(rows: &[Row], written: &[Written], ids: &mut Ids) -> Result<(), String> {
    if rows.len() != written.len() {
        return Err(different_lists(rows, written));
    }
    for (row, written) in rows.iter().zip(written) {
        if !is(row, written, ids) {
            return Err(if rows.len() == 1 {
                side_by_side(row, written, ids)
            } else {
                different_row(row, written, ids, rows)
            });
        }
        name(row, written, ids);
    }
    Ok(())
}

pub fn in_any_order(rows: &[Row], written: &[Written], ids: &mut Ids) -> Result<(), String> {
    let mut left: Vec<&Written> = written.iter().collect();
    let mut missing = Vec::new();
    for row in rows {
        match left.iter().position(|written| is(row, written, ids)) {
            Some(found) => name(row, left.remove(found), ids),
            None => missing.push(row.clone()),
        }
    }
    match (&missing[..], &left[..]) {
        ([], []) => Ok(()),
        ([row], [written]) => Err(side_by_side(row, written, ids)),
        _ => Err(different_lists(&missing, &left.into_iter().cloned().collect::<Vec<_>>())),
    }
}

/// A view with those of its possible rows that it has.
pub fn with_those_there(view: &View, written: &[Written], ids: &Ids) -> View {
    let there = view.may.iter().filter(|row| written.iter().any(|written| is(row, written, ids)));
    View {
        name: view.name,
        sql: view.sql.clone(),
        rows: view.rows.iter().chain(there).cloned().collect(),
        may: Vec::new(),
    }
}

/// Whether a row of `meter_reset_due` is about the limit and the period of another: its first five columns.
fn is_of_same_limit(row: &Row, written: &Written) -> bool {
    row.iter().zip(written).take(5).all(|((_, value), written)| value.is(written.as_deref()))
}

fn is(row: &Row, written: &Written, ids: &Ids) -> bool {
    // a setter is asked for no columns
    row.len() == written.len()
        && row.iter().zip(written).all(|((_, value), written)| is_value(value, written, ids))
}

fn is_value(value: &Value, written: &Option<String>, ids: &Ids) -> bool {
    value.is(written.as_deref())
        && match (value, written) {
            (Value::Id(id), Some(number)) => is_id(*id, number, ids),
            _ => true,
        }
}

/// An id that has a name keeps it, and a new one is nobody else's.
fn is_id(id: Id, number: &str, ids: &Ids) -> bool {
    let Ok(number) = number.parse::<i64>() else { return false };
    match ids.get(&id) {
        Some(known) => *known == number,
        None => !ids.iter().any(|(other, known)| same_kind(*other, id) && *known == number),
    }
}

fn same_kind(a: Id, b: Id) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

fn name(row: &Row, written: &Written, ids: &mut Ids) {
    for ((_, value), written) in row.iter().zip(written) {
        if let (Value::Id(id), Some(Ok(number))) = (value, written.as_ref().map(|number| number.parse())) {
            ids.insert(*id, number);
        }
    }
}

fn side_by_side(row: &Row, written: &Written, ids: &Ids) -> String {
    let mut out = format!("   {:<14} {:<28} actual\n", "", "expected");
    for (number, (column, value)) in row.iter().enumerate() {
        let written = written.get(number).cloned().flatten();
        let mark = if is_value(value, &written, ids) { ' ' } else { '!' };
        let foretold = value.written().unwrap_or_else(|| "NULL".into());
        let _ =
            writeln!(out, " {mark} {column:<14} {foretold:<28} {}", written.unwrap_or_else(|| "NULL".into()));
    }
    out
}

fn different_row(row: &Row, written: &Written, ids: &Ids, rows: &[Row]) -> String {
    format!("one of {} rows differs:\n{}", rows.len(), side_by_side(row, written, ids))
}

fn different_lists(rows: &[Row], written: &[Written]) -> String {
    format!(
        "expected {} rows:\n{}   actual {} rows:\n{}",
        rows.len(),
        lines(rows),
        written.len(),
        written_rows(written)
    )
}

fn foretold(expected: &Expected) -> String {
    match expected {
        Expected::Rows(rows) | Expected::Set(rows) => lines(rows),
        Expected::Resets(_) | Expected::Done => "no error".into(),
        Expected::Error(code) => format!("an error {code}"),
    }
}

fn lines(rows: &[Row]) -> String {
    rows.iter().map(|row| format!("     {}\n", line(row))).collect()
}

fn line(row: &Row) -> String {
    let values = row
        .iter()
        .map(|(column, value)| format!("{column}={}", value.written().unwrap_or_else(|| "NULL".into())));
    values.collect::<Vec<_>>().join(" ")
}

fn written_rows(rows: &[Written]) -> String {
    rows.iter().map(|row| format!("     {}\n", written_line(row))).collect()
}

fn written_line(row: &Written) -> String {
    row.iter().map(|value| value.as_deref().unwrap_or("NULL")).collect::<Vec<_>>().join(" | ")
}
