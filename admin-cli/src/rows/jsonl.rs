//! JSON Lines: an object a line. Numbers are JSON numbers with every digit.

use std::io::{BufWriter, Write};

use super::{Cells, Column, Kind, Writer};
use crate::error::Error;

const BUFFER: usize = 1 << 16;

pub struct Lines<W: Write> {
    columns: &'static [Column],
    out: BufWriter<W>,
}

impl<W: Write> Lines<W> {
    pub fn new(columns: &'static [Column], out: W) -> Self {
        Self { columns, out: BufWriter::with_capacity(BUFFER, out) }
    }

    fn line(&mut self, cells: &Cells) -> std::io::Result<()> {
        for (index, (cell, column)) in cells.iter().zip(self.columns).enumerate() {
            // no name of a column needs an escape
            write!(self.out, "{}\"{}\":", if index == 0 { '{' } else { ',' }, column.name)?;
            match (cell, column.kind) {
                (None, _) => self.out.write_all(b"null")?,
                (Some(text), Kind::Text | Kind::Time) => serde_json::to_writer(&mut self.out, text)?,
                (Some(text), Kind::Whole | Kind::Exact | Kind::Flag | Kind::Json) => {
                    self.out.write_all(text.as_bytes())?;
                }
            }
        }
        self.out.write_all(b"}\n")
    }
}

impl<W: Write> Writer for Lines<W> {
    fn row(&mut self, cells: &Cells) -> Result<(), Error> {
        self.line(cells).map_err(Error::Output)
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        self.out.flush().map_err(Error::Output)
    }
}
