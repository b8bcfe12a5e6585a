//! CSV, RFC 4180 with a header, for programs and for spreadsheets.

use std::borrow::Cow;
use std::io::Write;

use super::{Cells, Column, Kind, Writer};
use crate::error::Error;
use crate::output::{guarded, unwritten};

const BUFFER: usize = 1 << 16;

pub struct Sheet<W: Write> {
    columns: &'static [Column],
    out: csv::Writer<W>,
}

impl<W: Write> Sheet<W> {
    pub fn new(columns: &'static [Column], out: W) -> Result<Self, Error> {
        let mut out = csv::WriterBuilder::new().buffer_capacity(BUFFER).from_writer(out);
        out.write_record(columns.iter().map(|column| column.name)).map_err(unwritten)?;
        Ok(Self { columns, out })
    }
}

impl<W: Write> Writer for Sheet<W> {
    fn row(&mut self, cells: &Cells) -> Result<(), Error> {
        for (cell, column) in cells.iter().zip(self.columns) {
            let text = match (cell, column.kind) {
                (None, _) => Cow::Borrowed(""),
                (Some(text), Kind::Text | Kind::Json) => guarded(text),
                // a number stays one, also below zero
                (Some(text), Kind::Whole | Kind::Exact | Kind::Flag | Kind::Time) => Cow::Borrowed(*text),
            };
            self.out.write_field(text.as_bytes()).map_err(unwritten)?;
        }
        self.out.write_record(None::<&[u8]>).map_err(unwritten)
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        self.out.flush().map_err(Error::Output)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Column, Format, Kind, writer};

    const COLUMNS: &[Column] = &[
        Column { name: "cost", kind: Kind::Exact },
        Column { name: "model", kind: Kind::Text },
        Column { name: "metadata", kind: Kind::Json },
    ];

    #[test]
    fn numbers_stay_numbers_and_text_does_not_become_one() {
        let mut out = Vec::new();
        let mut sheet = writer(Format::Csv, COLUMNS, &mut out).unwrap_or_else(|error| panic!("{error}"));
        for row in [[Some("-0.00036"), Some("-5"), None], [None, Some("a,\"b\""), Some("[\"x\"]")]] {
            sheet.row(&row).unwrap_or_else(|error| panic!("{error}"));
        }
        sheet.finish().unwrap_or_else(|error| panic!("{error}"));
        let expected = "cost,model,metadata\n-0.00036,'-5,\n,\"a,\"\"b\"\"\",\"[\"\"x\"\"]\"\n";
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }
}
