//! Tables and lists of name and value, drawn by comfy-table.

use comfy_table::{
    Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};
use serde_json::Value;

use super::fit::{self, Fit, Need};
use super::record::Record;
use super::text;

/// A rule below the header and nothing else.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Between two columns: a blank, and one for the rule's junction. Behind the last one is a blank too.
const GAP: usize = 2;

/// A table for people: cells as text, some with a meaning that has a colour.
#[derive(Default)]
pub struct Grid {
    header: Vec<String>,
    lines: Vec<Vec<Entry>>,
    /// Columns that a narrow terminal does without, the first one first.
    lesser: Vec<usize>,
    /// A cell that is too long is shortened; else it goes on in the next line.
    shortens: bool,
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
        Self {
            header: header.iter().map(|name| (*name).to_owned()).collect(),
            lines: Vec::new(),
            ..Self::default()
        }
    }

    /// A line for each record, all with the columns of the first.
    pub fn of_records(records: &[Record]) -> Self {
        let header =
            records.first().map(|first| first.columns().map(str::to_owned).collect()).unwrap_or_default();
        let line =
            |record: &Record| record.values().map(|(column, value)| Entry::of(column, value)).collect();
        Self { header, lines: records.iter().map(line).collect(), ..Self::default() }
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

    /// What a narrow terminal does without, in this order; what does not fit then is shortened, so that each line of the table is one of
    /// the terminal.
    pub fn narrowing(self, lesser: &[&str]) -> Self {
        let place = |name: &&str| self.header.iter().position(|column| column == name);
        Self { lesser: lesser.iter().filter_map(place).collect(), shortens: true, ..self }
    }

    /// The same by their places, without shortening anything.
    pub fn without_if_narrow(self, columns: &[usize]) -> Self {
        Self { lesser: columns.to_vec(), ..self }
    }

    /// Ends every line with a newline; a table without lines says so. `columns`: how wide the terminal is.
    pub fn render(&self, colour: bool, columns: Option<usize>) -> String {
        if self.lines.is_empty() {
            return "(none)\n".to_owned();
        }
        let Some(columns) = columns else { return self.draw(colour, None) };
        let fitting = fit::fit(&self.needs(), &self.lesser, GAP, columns.saturating_sub(1));
        match fitting {
            Some(fitting) => self.draw(colour, Some(&fitting)) + &self.left_out(&fitting),
            // as psql does: each line as a list of names and values
            None if !self.header.is_empty() => self.expanded(colour, columns),
            None => self.draw(colour, None),
        }
    }

    fn needs(&self) -> Vec<Need> {
        let widest = self.lines.iter().map(Vec::len).max().unwrap_or_default();
        let of_column = |column: usize| {
            let entries: Vec<&Entry> = self.lines.iter().filter_map(|line| line.get(column)).collect();
            let cells: Vec<&str> = entries.iter().map(|entry| entry.text.as_str()).collect();
            let moment = self.shortens && self.header.get(column).is_some_and(|name| name == "at");
            let need = if moment || entries.iter().any(|entry| entry.number || entry.solid) {
                Need::solid(&cells)
            } else if self.shortens {
                Need::names(&cells)
            } else if !self.header.is_empty() && !cells.iter().any(|cell| cell.contains(' ')) {
                Need::long_names(&cells)
            } else {
                Need::words(&cells)
            };
            need.at_least(self.header.get(column).map_or("", String::as_str))
        };
        (0..widest).map(of_column).collect()
    }

    /// Names the columns that are not there.
    fn left_out(&self, fitting: &Fit) -> String {
        let gone = (0..self.header.len()).filter(|column| !fitting.kept.contains(column));
        let names: Vec<&str> =
            gone.map(|column| self.header[column].as_str()).filter(|name| !name.is_empty()).collect();
        if names.is_empty() { String::new() } else { format!("Too narrow for: {}.\n", names.join(", ")) }
    }

    fn expanded(&self, colour: bool, columns: usize) -> String {
        let blocks: Vec<String> = self
            .lines
            .iter()
            .map(|line| {
                let mut block = Self::default();
                for (name, entry) in self.header.iter().zip(line) {
                    let entry =
                        Entry { number: false, solid: false, text: entry.text.clone(), tone: entry.tone };
                    block.push(vec![Entry::text(name), entry]);
                }
                block.render(colour, Some(columns))
            })
            .collect();
        blocks.join("\n")
    }

    fn draw(&self, colour: bool, fitting: Option<&Fit>) -> String {
        let count = self.lines.iter().map(Vec::len).max().unwrap_or_default();
        let kept = fitting.map_or_else(|| (0..count).collect(), |fitting| fitting.kept.clone());
        let mut table = Table::new();
        table.load_style(STYLE).set_content_arrangement(ContentArrangement::Disabled);
        if colour {
            table.enforce_styling();
        }
        if !self.header.is_empty() {
            let right = |column: usize| self.lines[0].get(column).is_some_and(|entry| entry.number);
            table
                .set_header(kept.iter().map(|&column| align(Cell::new(&self.header[column]), right(column))));
        }
        for line in &self.lines {
            let cells = kept.iter().enumerate().filter_map(|(place, &column)| {
                let width = fitting.map_or(usize::MAX, |fitting| fitting.widths[place]);
                line.get(column).map(|entry| entry.cell(colour, width, self.shortens))
            });
            table.add_row(cells);
        }
        for (place, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, 1)); // and one for the rule's junction
            if let Some(width) = fitting.and_then(|fitting| fitting.widths.get(place)) {
                let width = u16::try_from(width + 1).unwrap_or(u16::MAX);
                column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
            }
        }
        if fitting.is_some() {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(u16::MAX);
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

    /// At most so wide: a name is shortened, and so is each word that would be broken.
    fn cell(&self, colour: bool, width: usize, shortens: bool) -> Cell {
        let text = if fit::width(&self.text) <= width {
            self.text.clone()
        } else if shortens {
            fit::shortened(&self.text, width)
        } else {
            let words: Vec<String> = self.text.split(' ').map(|word| fit::shortened(word, width)).collect();
            words.join(" ")
        };
        let cell = align(Cell::new(text), self.number);
        match self.tone.filter(|_| colour) {
            Some(tone) => cell.fg(tone.colour()),
            None => cell,
        }
    }
}

fn align(cell: Cell, right: bool) -> Cell {
    cell.set_alignment(if right { CellAlignment::Right } else { CellAlignment::Left })
}
