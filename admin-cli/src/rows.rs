//! Rows that are written one by one as they come, so that any number of them takes the memory of a few.

mod csv;
mod decimal;
mod jsonl;
mod parquet;

use std::io::Write;

use crate::error::Error;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A whole number of up to 64 bits.
    Whole,
    /// A decimal number of any length: money.
    Exact,
    Flag,
    /// A moment in UTC, to the microsecond.
    Time,
    /// JSON, or an array of the server's.
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
}

impl Column {
    /// The column as the text that writers take: every digit of a number, a time as `2026-11-01T08:00:00.000000Z`.
    pub fn sql(&self) -> String {
        let name = self.name;
        match self.kind {
            Kind::Time => {
                format!("to_char(\"{name}\" AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
            }
            Kind::Json => format!("to_jsonb(\"{name}\")::text"),
            Kind::Text | Kind::Whole | Kind::Exact | Kind::Flag => format!("\"{name}\"::text"),
        }
    }
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
    columns: &'static [Column],
    out: impl Write + Send + 'a,
) -> Result<Box<dyn Writer + 'a>, Error> {
    Ok(match format {
        Format::Csv => Box::new(csv::Sheet::new(columns, out)?),
        Format::Jsonl => Box::new(jsonl::Lines::new(columns, out)),
        Format::Parquet => Box::new(parquet::Table::new(columns, out)?),
    })
}
