//! Tables and lists of name and value, drawn by comfy-table.

use comfy_table::{
    Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};
use serde_json::Value;

use super::record::Record;
use super::text;

/// A rule below the header and nothing else.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// A narrow terminal breaks the text of a column, but not below this: a date still fits.
const WIDTH_MIN: u16 = 12;

/// A table for people: cells as text, some with a meaning that has a colour.
#[derive(Default)]
pub struct Grid {
    header: Vec<String>,
    lines: Vec<Vec<Entry>>,
}

pub struct Entry {
    text: String,
    number: bool,
    tone: Option<Tone>,
    /// Its column is never broken into several lines.
    solid: bool,
}

/// Good, take care, stop: green, yellow, red.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Good,
    Care,
    Stop,
}

impl Tone {
    /// Of a verdict's level: `ok`, `warning`, `critical`, `exceeded`.
    pub fn of_level(level: &str) -> Option<Self> {
        match level {
            "ok" => Some(Self::Good),
            "warning" => Some(Self::Care),
            "critical" | "exceeded" => Some(Self::Stop),
            _ => None,
        }
    }

    fn colour(self) -> Color {
        match self {
            Self::Good => Color::Green,
            Self::Care => Color::Yellow,
            Self::Stop => Color::Red,
        }
    }
}

impl Entry {
    /// Text that is shown as it is; control characters are escaped.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self { text: text::printable(text.as_ref()), number: false, tone: None, solid: false }
    }

    /// A value of a column, with the tone that its column gives it.
    pub fn of(column: &str, value: &Value) -> Self {
        let tone = match (column, value) {
            ("level", Value::String(level)) => Tone::of_level(level),
            ("allowed", Value::Bool(allowed)) => Some(if *allowed { Tone::Good } else { Tone::Stop }),
            _ => None,
        };
        let number = value.is_number() || (column == "cap" && value.is_null());
        Self { text: text::value(column, value), number, tone, solid: tone.is_some() }
    }

    pub fn toned(self, tone: Option<Tone>) -> Self {
        Self { tone, ..self }
    }

    /// Keeps the column in one piece, however narrow the terminal is.
    pub fn solid(self) -> Self {
        Self { solid: true, ..self }
    }

    /// Moves it to the right, as a number.
    pub fn right(self) -> Self {
        Self { number: true, ..self }
    }
}

impl Grid {
    pub fn new(header: &[&str]) -> Self {
        Self { header: header.iter().map(|name| (*name).to_owned()).collect(), lines: Vec::new() }
    }

    /// A line for each record, all with the columns of the first.
    pub fn of_records(records: &[Record]) -> Self {
        let header =
            records.first().map(|first| first.columns().map(str::to_owned).collect()).unwrap_or_default();
        let line =
            |record: &Record| record.values().map(|(column, value)| Entry::of(column, value)).collect();
        Self { header, lines: records.iter().map(line).collect() }
    }

    /// The same without the columns that hold nothing in any record. `cap` is kept: there nothing means unlimited.
    pub fn of_filled(records: &[Record]) -> Self {
        let filled =
            |column: &str| column == "cap" || records.iter().any(|record| !record.get(column).is_null());
        Self::of_records(&records.iter().map(|record| record.clone().only(filled)).collect::<Vec<_>>())
    }

    /// A line for each column: its name and its value.
    pub fn of_record(record: &Record) -> Self {
        let mut grid = Self::default();
        for (column, value) in record.values() {
            grid.push(vec![Entry::text(column), Entry { number: false, ..Entry::of(column, value) }]);
        }
        grid
    }

    pub fn push(&mut self, line: Vec<Entry>) {
        self.lines.push(line);
    }

    /// Ends every line with a newline; a table without lines says so.
    pub fn render(&self, colour: bool) -> String {
        let Some(first) = self.lines.first() else {
            return "(none)\n".to_owned();
        };
        let mut table = Table::new();
        table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
        if colour {
            table.enforce_styling();
        }
        if !self.header.is_empty() {
            let aligned = |(name, below): (&String, &Entry)| align(Cell::new(name), below.number);
            table.set_header(self.header.iter().zip(first).map(aligned));
        }
        for line in &self.lines {
            table.add_row(line.iter().map(|entry| entry.cell(colour)));
        }
        let widths = table.column_max_content_widths();
        for ((column, width), below) in table.column_iter_mut().zip(widths).zip(first) {
            column.set_padding((0, 1)); // and one for the rule's junction
            let least = if below.solid { width } else { width.min(WIDTH_MIN) };
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least + 1)));
        }
        let drawn: Vec<String> = table.lines().map(|line| line.trim_end().to_owned() + "\n").collect();
        drawn.concat()
    }
}

impl Entry {
    #[cfg(test)]
    pub fn shown(&self) -> &str {
        &self.text
    }

    fn cell(&self, colour: bool) -> Cell {
        let cell = align(Cell::new(&self.text), self.number);
        match self.tone.filter(|_| colour) {
            Some(tone) => cell.fg(tone.colour()),
            None => cell,
        }
    }
}

fn align(cell: Cell, right: bool) -> Cell {
    cell.set_alignment(if right { CellAlignment::Right } else { CellAlignment::Left })
}
