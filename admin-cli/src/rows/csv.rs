//! CSV, RFC 4180 with a header, for programs and for spreadsheets.

use std::borrow::Cow;
use std::io::Write;

use super::{Cells, Column, Kind, Writer};
use crate::error::Error;

/// What a spreadsheet takes for the start of a formula, some of them only in full width; and the sign that keeps it from
/// that, so that a cell which begins with it can be told apart.
const FORMULA: [char; 9] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', GUARD];
const BREAKS: [char; 3] = ['\t', '\r', '\n'];
const GUARD: char = '\'';

pub struct Sheet<W: Write> {
    kinds: Vec<Kind>,
    out: csv::Writer<W>,
}

impl<W: Write> Sheet<W> {
    pub fn new(columns: &[Column], out: W) -> Result<Self, Error> {
        let mut out = csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(out);
        out.write_record(columns.iter().map(|column| guarded(&column.name).into_owned())).map_err(written)?;
        Ok(Self { kinds: columns.iter().map(|column| column.kind).collect(), out })
    }
}

impl<W: Write> Writer for Sheet<W> {
    fn row(&mut self, cells: &Cells) -> Result<(), Error> {
        for (cell, kind) in cells.iter().zip(&self.kinds) {
            let text = match (cell, kind) {
                (None, _) => Cow::Borrowed(""),
                (Some(text), Kind::Text | Kind::Json) => guarded(text),
                // a number stays one, also below zero
                (Some(text), Kind::Whole | Kind::Exact | Kind::Flag | Kind::Time) => Cow::Borrowed(*text),
            };
            self.out.write_field(text.as_bytes()).map_err(written)?;
        }
        self.out.write_record(None::<&[u8]>).map_err(written)
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        self.out.flush().map_err(Error::Output)
    }
}

/// A text that no spreadsheet takes for a formula.
fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(BREAKS) || text.trim_start().starts_with(FORMULA) {
        return Cow::Owned(format!("{GUARD}{text}"));
    }
    Cow::Borrowed(text)
}

fn written(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::Output(error),
        other => Error::Output(std::io::Error::other(format!("{other:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Column, Format, Kind, writer};
    use super::guarded;

    #[test]
    fn what_a_spreadsheet_would_run_begins_with_a_quote() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\rx", "\nx", " =1", "＝1+1", "＋1", "－1", "＠x", "'x"] {
            assert_eq!(guarded(text), format!("'{text}"), "{text:?}");
        }
        for text in ["gpt-4o", "a=b", "", " x", "{\"a\": \"=1\"}", "5-1"] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn numbers_stay_numbers_and_text_does_not_become_one() {
        let column = |name: &str, kind| Column { name: name.to_owned(), kind };
        let columns = [column("cost", Kind::Exact), column("model", Kind::Text), column("note", Kind::Json)];
        let mut out = Vec::new();
        let mut sheet = writer(Format::Csv, &columns, &mut out).unwrap_or_else(|error| panic!("{error}"));
        for row in [[Some("-0.00036"), Some("-5"), None], [None, Some("a,\"b\""), Some("[\"x\"]")]] {
            sheet.row(&row).unwrap_or_else(|error| panic!("{error}"));
        }
        sheet.finish().unwrap_or_else(|error| panic!("{error}"));
        let expected = "cost,model,note\n-0.00036,'-5,\n,\"a,\"\"b\"\"\",\"[\"\"x\"\"]\"\n";
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }
}
