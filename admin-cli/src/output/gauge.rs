//! Bars that show how much of a limit is used, and the tables that hold them.

use serde_json::Value;

use super::grid::{Entry, Grid, Tone};
use super::record::Record;
use super::text;

/// Cells of a bar.
const CELLS: u128 = 20;

/// A bar for a percentage that is given by its digits. Anything used fills a cell, and only the whole cap
/// fills all of them; without a cap there is nothing to fill.
pub fn bar(percent: Option<&str>) -> String {
    let filled = percent.map_or(0, filled_cells);
    format!("[{}{}]", "█".repeat(filled), "░".repeat(CELLS as usize - filled))
}

fn filled_cells(percent: &str) -> usize {
    if percent.starts_with('-') {
        return 0;
    }
    let (whole, fraction) = percent.split_once('.').unwrap_or((percent, ""));
    // a number too long to parse is far beyond the cap
    let whole = whole.parse::<u128>().unwrap_or(100).min(100);
    let something = whole > 0 || fraction.bytes().any(|byte| byte != b'0');
    ((whole * CELLS / 100) as usize).max(usize::from(something))
}

/// The rows of `meter_status` as gauges. What a limit is restricted to is shown when one is.
pub fn limits(rows: &[Record]) -> Grid {
    let restricted = rows.iter().any(|row| !only_for(row).is_empty());
    let mut header = vec!["limit", "of", "period", "used", "", "", "remaining", "level", "resets at"];
    header.extend(restricted.then_some("only for"));
    let mut grid = Grid::new(&header);
    for row in rows {
        let mut line = vec![
            Entry::text(row.text("limit_name")),
            owner(row),
            Entry::text(row.text("period")),
            bar_entry(row).solid(),
            Entry::text(percent_text(row)).right().solid(),
            used(row),
            Entry::text(remaining_share(row)).right().solid(),
            Entry::of("level", row.get("level")),
            resets_at(row),
        ];
        line.extend(restricted.then(|| Entry::text(only_for(row))));
        grid.push(line);
    }
    grid.without_if_narrow(&[4, 6]) // the percentage, and what remains: the bar and the amounts say as much
}

/// A verdict, line by line.
pub fn verdict(row: &Record) -> Grid {
    let mut grid = Grid::default();
    let mut add = |name: &str, entry: Entry| grid.push(vec![Entry::text(name), entry]);
    for column in ["allowed", "reason"] {
        add(column, Entry::of(column, row.get(column)));
    }
    if !row.get("limit_name").is_null() {
        add("limit", Entry::text(format!("{}, per {}", row.text("limit_name"), row.text("period"))));
        add("used", used(row));
        add("gauge", Entry::text(format!("{} {}", bar_of(row), percent_text(row))).toned(tone(row)));
        add("level", Entry::of("level", row.get("level")));
        add("remaining", Entry::text(remaining(row)));
        add("resets at", resets_at(row));
    }
    for column in ["tokens", "cost", "charged_cost", "usage_id", "hold_id"] {
        if !row.get(column).is_null() {
            let unit = if column.ends_with("cost") { " USD" } else { "" };
            add(column, Entry::text(shown(row, column) + unit));
        }
    }
    grid
}

/// An event of a batch that was refused, in one line.
pub fn refusal(row: &Record) -> String {
    let limit = match row.get("limit_name") {
        Value::Null => String::new(),
        _ => format!(", {} has {}", row.text("limit_name"), amounts(row)),
    };
    let asked = format!("{} tokens", shown(row, "tokens"));
    format!("event {} of {}: {}, {asked}{limit}", row.text("event"), row.text("account"), row.text("reason"))
}

fn shown(row: &Record, column: &str) -> String {
    text::value(column, row.get(column))
}

fn tone(row: &Record) -> Option<Tone> {
    Tone::of_level(&row.text("level"))
}

fn bar_of(row: &Record) -> String {
    let percent = row.text("percent");
    bar(Some(percent.as_str()).filter(|digits| !digits.is_empty()))
}

fn bar_entry(row: &Record) -> Entry {
    Entry::text(bar_of(row)).toned(tone(row))
}

fn percent_text(row: &Record) -> String {
    if row.get("percent").is_null() { String::new() } else { shown(row, "percent") + " %" }
}

fn unit(row: &Record) -> String {
    let unit = row.text("unit");
    if unit.ends_with("cost") { "USD".to_owned() } else { unit.replace('_', " ") }
}

/// `1,500 / 40,000 tokens`, with what is reserved by calls in flight when there is any.
fn used(row: &Record) -> Entry {
    Entry::text(amounts(row))
}

fn amounts(row: &Record) -> String {
    let reserved = shown(row, "reserved");
    let reserved = if ["0", "-"].contains(&reserved.as_str()) {
        String::new()
    } else {
        format!(" + {reserved} reserved")
    };
    format!("{}{reserved} / {} {}", shown(row, "used"), shown(row, "cap"), unit(row))
}

fn remaining(row: &Record) -> String {
    match row.get("remaining") {
        Value::Null => "unlimited".to_owned(),
        _ => format!("{} {}", shown(row, "remaining"), unit(row)),
    }
}

/// `954,770 (95.48 %)`; a cap of nothing has no share.
fn remaining_share(row: &Record) -> String {
    let share = row.get("percent_left");
    match (row.get("remaining"), row.text("cap").as_str()) {
        (Value::Null, _) => "-".to_owned(),
        (_, "0") => shown(row, "remaining"),
        _ if share.is_null() => shown(row, "remaining"),
        _ => format!("{} ({} %)", shown(row, "remaining"), shown(row, "percent_left")),
    }
}

fn resets_at(row: &Record) -> Entry {
    let never = row.get("resets_at").is_null();
    Entry::text(if never { "never".to_owned() } else { shown(row, "resets_at") })
}

/// Whose limit it is: the account's own, its plan's, or that of a parent or a pool.
fn owner(row: &Record) -> Entry {
    let payer_is = row.text("payer_is");
    if ["parent", "pool"].contains(&payer_is.as_str()) {
        return Entry::text(format!("{payer_is} {}", shown(row, "payer")));
    }
    let plan = row.get("plan");
    Entry::text(if plan.is_null() { "account".to_owned() } else { format!("plan {}", shown(row, "plan")) })
}

/// What the limit is restricted to, and whether it refuses at all.
fn only_for(row: &Record) -> String {
    let restricted =
        ["provider", "model", "operation"].into_iter().filter(|column| !row.get(column).is_null());
    let mut words: Vec<String> = restricted.map(|column| format!("{column} {}", row.text(column))).collect();
    if row.text("key_source") == "own" {
        words.push("own keys".to_owned());
    }
    if !row.is_true("hard") {
        words.push("soft".to_owned());
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::{bar, only_for, used};
    use crate::output::record::Record;

    fn filled(percent: &str) -> usize {
        bar(Some(percent)).chars().filter(|char| *char == '█').count()
    }

    #[test]
    fn bars_are_honest_at_both_ends() {
        let cases = [("0", 0), ("0.00", 0), ("0.01", 1), ("4.99", 1), ("50", 10), ("99.99", 19), ("100", 20)];
        for (percent, cells) in cases {
            assert_eq!(filled(percent), cells, "{percent}");
        }
        assert_eq!(filled("1234.5"), 20);
        assert_eq!(filled(&"9".repeat(60)), 20);
        assert_eq!(filled("-3"), 0);
        assert_eq!(bar(None), "[░░░░░░░░░░░░░░░░░░░░]");
    }

    fn row(text: &str) -> Record {
        serde_json::from_str(text).unwrap_or_default()
    }

    #[test]
    fn what_a_limit_says_of_itself() {
        let limit =
            row(r#"{"used": 1500, "reserved": 0, "cap": 40000, "unit": "input_tokens", "hard": true}"#);
        assert_eq!((used(&limit).shown(), only_for(&limit)), ("1,500 / 40,000 input tokens", String::new()));
        let limit =
            row(r#"{"used": 1.50, "reserved": 2, "cap": null, "unit": "cost", "hard": false, "model": "m"}"#);
        assert_eq!(
            (used(&limit).shown(), only_for(&limit).as_str()),
            ("1.5 + 2 reserved / unlimited USD", "model m, soft")
        );
    }
}
