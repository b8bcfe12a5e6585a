//! What every verb answers with, and the one way it is shown: tables for people, JSON for programs.

pub mod file;
pub mod fit;
pub mod gauge;
pub mod grid;
pub mod noted;
pub mod number;
pub mod progress;
mod record;
mod sheet;
pub mod stages;
pub mod text;

use std::io::{ErrorKind, IsTerminal, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::cli::{ColorChoice, Global};
use crate::error::Error;
use grid::Grid;
pub use record::Record;
pub use sheet::{guarded, sheet, unwritten};

/// One part of an answer. Programs get `data`, people get `title` and `grid`; a part may be for one of them only.
pub struct Section {
    key: &'static str,
    data: Option<Data>,
    title: String,
    grid: Option<Grid>,
    below: String,
}

enum Data {
    One(Record),
    Many(Vec<Record>),
}

impl Section {
    /// A single thing: an object, or lines of name and value. `key` names it when the report has several parts.
    pub fn one(key: &'static str, record: Record) -> Self {
        let grid = Some(Grid::of_record(&record));
        Self { key, data: Some(Data::One(record)), title: String::new(), grid, below: String::new() }
    }

    /// A list: an array, or a table with a line for each.
    pub fn many(key: &'static str, records: Vec<Record>) -> Self {
        let grid = Some(Grid::of_records(&records));
        Self { key, data: Some(Data::Many(records)), title: String::new(), grid, below: String::new() }
    }

    /// A table for people only.
    pub fn table(grid: Grid) -> Self {
        Self { grid: Some(grid), ..Self::note("") }
    }

    /// Words for people only.
    pub fn note(title: impl Into<String>) -> Self {
        Self { key: "", data: None, title: title.into(), grid: None, below: String::new() }
    }

    /// Shows people this table instead of all the columns.
    pub fn with_grid(self, grid: Grid) -> Self {
        Self { grid: Some(grid), ..self }
    }

    /// Shows people nothing of it.
    pub fn for_programs(self) -> Self {
        Self { grid: None, ..self }
    }

    /// Words below the table, for people only.
    pub fn with_note(self, below: impl Into<String>) -> Self {
        Self { below: below.into(), ..self }
    }

    pub fn with_title(self, title: impl Into<String>) -> Self {
        Self { title: title.into(), ..self }
    }
}

/// Shows the parts on standard output. A reader that went away (`| head -1`) is no error.
///
/// # Errors
/// Standard output that cannot be written to, such as a full disk.
pub fn print(global: &Global, sections: &[Section]) -> Result<(), Error> {
    let text =
        if global.json { json(sections)? } else { tables(sections, coloured(global.color), columns()) };
    write(text.as_bytes())
}

/// Writes bytes to standard output as they are.
///
/// # Errors
/// As [`print`].
pub fn write(bytes: &[u8]) -> Result<(), Error> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::Output(error)),
        _ => Ok(()),
    }
}

fn json(sections: &[Section]) -> Result<String, Error> {
    let parts: Vec<(&str, &Data)> = sections.iter().filter_map(|s| Some((s.key, s.data.as_ref()?))).collect();
    let text = match parts.as_slice() {
        [(_, data)] => serde_json::to_string_pretty(data)?,
        several => serde_json::to_string_pretty(&Object(several))?,
    };
    Ok(text + "\n")
}

/// Parts by key, in the order of the report.
struct Object<'a>(&'a [(&'a str, &'a Data)]);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, data) in self.0 {
            map.serialize_entry(key, data)?;
        }
        map.end()
    }
}

impl Serialize for Data {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(record) => record.serialize(serializer),
            Self::Many(records) => records.serialize(serializer),
        }
    }
}

/// How wide the terminal is that standard output goes to.
fn columns() -> Option<usize> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    crossterm::terminal::size().ok().map(|(columns, _)| usize::from(columns)).filter(|columns| *columns > 0)
}

/// The parts as people see them, on a terminal of so many columns; all there is, where nobody knows.
pub fn tables(sections: &[Section], colour: bool, columns: Option<usize>) -> String {
    let mut blocks = Vec::new();
    for section in sections.iter().filter(|s| s.grid.is_some() || !s.title.is_empty()) {
        let mut block = String::new();
        if !section.title.is_empty() {
            block.push_str(&text::printable_lines(&section.title));
            block.push('\n');
        }
        if let Some(grid) = &section.grid {
            block.push_str(&grid.render(colour, columns));
        }
        if !section.below.is_empty() {
            block.push_str(&text::printable_lines(&section.below));
            block.push('\n');
        }
        blocks.push(block);
    }
    blocks.join("\n")
}

/// https://no-color.org: any value but the empty one switches colour off.
fn coloured(choice: ColorChoice) -> bool {
    let set = |variable: &str| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            std::io::stdout().is_terminal()
                && !set("NO_COLOR")
                && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Record, Section, json, tables};

    fn record(text: &str) -> Record {
        serde_json::from_str(text).unwrap_or_default()
    }

    #[test]
    fn json_keeps_every_digit_and_the_order_of_columns() {
        let cost = "123456789012345678901234567890.000000000000000001";
        let shown = json(&[Section::one("x", record(&format!("{{\"z\": {cost}, \"a\": 0.10}}")))]);
        assert_eq!(shown.unwrap_or_default(), format!("{{\n  \"z\": {cost},\n  \"a\": 0.10\n}}\n"));
    }

    #[test]
    fn several_parts_are_named_and_notes_are_for_people() {
        let sections = [
            Section::note("hello"),
            Section::one("first", record("{\"a\": 1}")),
            Section::many("rows", Vec::new()).for_programs(),
        ];
        let shown = json(&sections).unwrap_or_default();
        assert_eq!(shown.split_whitespace().collect::<String>(), "{\"first\":{\"a\":1},\"rows\":[]}");
        assert_eq!(tables(&sections, false, None), "hello\n\na  1\n");
    }
}
