//! What is told of a batch: each refused event as it comes, and the sums at the end; as JSON one object that is written bit by bit.

use super::chunk::Chunk;
use crate::cli::Global;
use crate::error::Error;
use crate::output::grid::{Entry, Grid};
use crate::output::{self, Record, Section, gauge, text};

/// Columns of a refused event that are those of its chunk.
const OF_THE_CHUNK: [&str; 6] = ["allowed", "refused", "all_tokens", "all_cost", "unpriced", "event"];

#[derive(Default)]
pub struct Sums {
    pub events: u64,
    allowed: u64,
    pub refused: u64,
    unpriced: u64,
    without_key: u64,
    /// As the server has added them up.
    tokens: Option<String>,
    cost: Option<String>,
    /// The last event that is done.
    pub last: Option<u64>,
}

impl Sums {
    pub fn tokens(&self) -> String {
        self.tokens.clone().unwrap_or_else(|| "0".to_owned())
    }

    pub fn cost(&self) -> String {
        self.cost.clone().unwrap_or_else(|| "0".to_owned())
    }

    pub fn add(&mut self, chunk: &Chunk, row: Option<&Record>) {
        let Some(row) = row else { return };
        let count = |column: &str| row.text(column).parse::<u64>().unwrap_or_default();
        self.events += chunk.len();
        self.allowed += count("allowed");
        self.refused += count("refused");
        self.unpriced += count("unpriced");
        self.without_key += chunk.without_key;
        (self.tokens, self.cost) = (Some(row.text("all_tokens")), Some(row.text("all_cost")));
        self.last = chunk.last();
    }

    fn record(&self) -> Result<Record, Error> {
        Ok(Record::default()
            .with("events", self.events)
            .with("allowed", self.allowed)
            .with("refused", self.refused)
            .with("tokens", serde_json::from_str::<serde_json::Value>(&self.tokens())?)
            .with("cost", serde_json::from_str::<serde_json::Value>(&self.cost())?)
            .with("unpriced", self.unpriced)
            .with("without_key", self.without_key)
            .with("last_event", self.last))
    }
}

pub struct Told {
    json: bool,
    any: bool,
}

impl Told {
    pub fn new(json: bool) -> Self {
        Self { json, any: false }
    }

    pub fn refused(&mut self, number: u64, row: Record) -> Result<(), Error> {
        let event = Record::default().with("event", number);
        let event = row
            .only(|column| !OF_THE_CHUNK.contains(&column))
            .values()
            .fold(event, |event, (column, value)| event.with(column, value.clone()));
        let line = match (self.json, self.any) {
            (true, false) => format!("{}{}", BEGIN, serde_json::to_string(&event)?),
            (true, true) => format!(",\n    {}", serde_json::to_string(&event)?),
            (false, _) => text::printable(&gauge::refusal(&event)) + "\n",
        };
        self.any = true;
        output::write(line.as_bytes())
    }

    pub fn end(&self, global: &Global, sums: &Sums) -> Result<(), Error> {
        let sums = sums.record()?;
        if self.json {
            let begin = if self.any { "\n  ]," } else { "{\n  \"refused_events\": []," };
            let fields = serde_json::to_string_pretty(&sums)?;
            let fields = fields.strip_prefix('{').unwrap_or_default();
            return output::write(format!("{begin}{fields}\n").as_bytes());
        }
        let above = if self.any { "\n" } else { "" };
        output::write(above.as_bytes())?;
        output::print(
            global,
            &[Section::one("batch", sums.clone()).with_grid(lines(&sums)).with_note(note(&sums))],
        )
    }
}

const BEGIN: &str = "{\n  \"refused_events\": [\n    ";

fn lines(sums: &Record) -> Grid {
    let mut lines = Grid::default();
    for column in ["events", "allowed", "refused", "tokens", "cost"] {
        let unit = if column == "cost" { " USD" } else { "" };
        lines.push(vec![Entry::text(column), Entry::text(text::value(column, sums.get(column)) + unit)]);
    }
    lines
}

fn note(sums: &Record) -> String {
    let mut told = Vec::new();
    if sums.text("unpriced") != "0" {
        told.push(format!("The cost of {} is not known, and in no sum.", events(sums, "unpriced")));
    }
    if sums.text("without_key") != "0" {
        told.push(format!(
            "A second run would charge {} again, which have no idempotency_key: --key-prefix gives them one.",
            events(sums, "without_key")
        ));
    }
    told.join("\n")
}

fn events(sums: &Record, column: &str) -> String {
    let count = text::value(column, sums.get(column));
    if count == "1" { "1 event".to_owned() } else { format!("{count} events") }
}
