//! CSV for spreadsheets and programs, RFC 4180 with a header.

use std::borrow::Cow;

use serde_json::Value;

use super::record::Record;
use crate::error::Error;

/// What a spreadsheet takes for the start of a formula, some of them in full width too; and the sign that keeps it from that, so that a
/// cell which begins with it can be told apart.
const FORMULA: [char; 9] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', GUARD];
const BREAKS: [char; 3] = ['\t', '\r', '\n'];
const GUARD: char = '\'';

/// Rows with the columns of `header`, which stand there also when there are no rows. Numbers stay numbers, with every digit; NULL is empty.
///
/// # Errors
/// None that rows in memory can bring about.
pub fn sheet(header: &Record, rows: &[Record]) -> Result<Vec<u8>, Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let columns: Vec<&str> = header.columns().collect();
    out.write_record(columns.iter().map(|column| guarded(column).into_owned())).map_err(unwritten)?;
    for row in rows {
        out.write_record(columns.iter().map(|column| cell(row.get(column)))).map_err(unwritten)?;
    }
    out.into_inner().map_err(|error| Error::Output(error.into_error()))
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => guarded(text).into_owned(),
        other => other.to_string(),
    }
}

/// A text that no spreadsheet takes for a formula.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(BREAKS) || text.trim_start().starts_with(FORMULA) {
        return Cow::Owned(format!("{GUARD}{text}"));
    }
    Cow::Borrowed(text)
}

/// What the disk says, out of what the library makes of it.
pub fn unwritten(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::Output(error),
        other => Error::Output(std::io::Error::other(format!("{other:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::{guarded, sheet};
    use crate::output::Record;

    #[test]
    fn what_a_spreadsheet_would_run_begins_with_a_quote() {
        for text in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\rx", "\nx", " =1", "＝1+1", "＋1", "－1", "＠x", "'x"]
        {
            assert_eq!(guarded(text), format!("'{text}"), "{text:?}");
        }
        for text in ["gpt-4o", "a=b", "", " x", "{\"a\": \"=1\"}", "5-1"] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn numbers_stay_numbers_and_text_does_not_become_one() {
        let rows: Vec<Record> =
            [r#"{"cost": -0.00036, "model": "-5"}"#, r#"{"cost": null, "model": "a,\"b\""}"#]
                .iter()
                .map(|row| serde_json::from_str(row).unwrap_or_default())
                .collect();
        let written = sheet(&rows[0], &rows).unwrap_or_default();
        assert_eq!(String::from_utf8_lossy(&written), "cost,model\n-0.00036,'-5\n,\"a,\"\"b\"\"\"\n");
        assert_eq!(sheet(&rows[0], &[]).unwrap_or_default(), b"cost,model\n");
    }
}
