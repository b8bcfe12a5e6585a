//! JSON Lines: an object a line. Numbers are JSON numbers with every digit.

use std::io::{BufWriter, Write};

use super::{Cells, Column, Kind, Writer};
use crate::error::Error;

pub struct Lines<W: Write> {
    /// What stands before each value, and its kind.
    keys: Vec<(String, Kind)>,
    out: BufWriter<W>,
}

impl<W: Write> Lines<W> {
    pub fn new(columns: &[Column], out: W) -> Self {
        let key = |(index, column): (usize, &Column)| {
            let before = if index == 0 { '{' } else { ',' };
            (format!("{before}{}:", serde_json::Value::from(column.name.as_str())), column.kind)
        };
        Self { keys: columns.iter().enumerate().map(key).collect(), out: BufWriter::with_capacity(1 << 16, out) }
    }
}

impl<W: Write> Writer for Lines<W> {
    fn row(&mut self, cells: &Cells) -> Result<(), Error> {
        for ((key, kind), cell) in self.keys.iter().zip(cells) {
            self.out.write_all(key.as_bytes()).map_err(Error::Output)?;
            match (cell, kind) {
                (None, _) => self.out.write_all(b"null").map_err(Error::Output)?,
                (Some(text), Kind::Text | Kind::Time) => {
                    serde_json::to_writer(&mut self.out, text).map_err(|error| Error::Output(error.into()))?;
                }
                (Some(text), Kind::Whole | Kind::Exact | Kind::Flag | Kind::Json) => {
                    self.out.write_all(text.as_bytes()).map_err(Error::Output)?;
                }
            }
        }
        self.out.write_all(b"}\n").map_err(Error::Output)
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        self.out.flush().map_err(Error::Output)
    }
}
