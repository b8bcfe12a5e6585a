//! Rows that are passed on one by one as they come, so that any number of them takes the memory of a few.

mod csv;
mod jsonl;
mod parquet;
mod source;

use std::io::Write;

use crate::error::Error;
pub use source::{Source, each};

/// What a column holds, as the server's type has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A whole number of up to 64 bits.
    Whole,
    /// A decimal number of any length: money.
    Exact,
    Flag,
    /// A moment in UTC with its microseconds, `2026-11-01T00:00:00.000000Z`.
    Time,
    Json,
}

/// A column of a [`Source`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// A row: each column as the text of its kind; `None` is NULL.
pub type Cells<'a> = [Option<&'a str>];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Jsonl,
    Parquet,
}

/// Writes rows in one format.
pub trait Writer {
    /// # Errors
    /// What cannot be written, or has no exact place in the format.
    fn row(&mut self, cells: &Cells) -> Result<(), Error>;

    /// Writes what is left. Without it a file is not whole.
    ///
    /// # Errors
    /// What cannot be written.
    fn finish(self: Box<Self>) -> Result<(), Error>;
}

/// A writer of rows with these columns.
///
/// # Errors
/// What cannot be written.
pub fn writer<'a>(
    format: Format,
    columns: &[Column],
    out: impl Write + Send + 'a,
) -> Result<Box<dyn Writer + 'a>, Error> {
    Ok(match format {
        Format::Csv => Box::new(csv::Sheet::new(columns, out)?),
        Format::Jsonl => Box::new(jsonl::Lines::new(columns, out)),
        Format::Parquet => Box::new(parquet::Table::new(columns, out)?),
    })
}
