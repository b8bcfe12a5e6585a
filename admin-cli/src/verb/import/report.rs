//! What an import did, from the rows of `meter_import_prices`.

use std::collections::BTreeMap;

use crate::cli::ImportArgs;
use crate::output::grid::{Entry, Grid};
use crate::output::{Record, Section, number, text};

/// Added or changed prices, and names of skipped entries for each reason, that are shown without `--verbose`.
const CHANGED_MAX: usize = 20;
const EXAMPLES_MAX: usize = 3;

/// `address`: where the list was fetched from, if it was.
pub fn sections(args: &ImportArgs, address: Option<&str>, entries: u64, rows: Vec<Record>) -> Vec<Section> {
    let count = |change: &str| rows.iter().filter(|row| row.text("change") == change).count();
    let summary = address.map_or_else(Record::default, |address| fetched(address, true));
    let summary = summary
        .with("dry_run", args.dry_run)
        .with("entries", entries)
        .with("added", count("added"))
        .with("changed", count("changed"))
        .with("unchanged", count("unchanged"))
        .with("ended", count("ended"))
        .with("withdrawn", count("withdrawn"))
        .with("skipped", count("skipped"));
    let mut sections = vec![Section::one("summary", summary)];
    if args.only_changed {
        sections.extend(prices(&rows, "added", "Added", args.verbose));
    }
    sections.extend(prices(&rows, "changed", "Changed", args.verbose));
    sections.extend(by_reason(&rows, "changed", "Refused without --force:", args.verbose));
    sections.extend(by_reason(&rows, "ended", "Ended, no price from here on:", args.verbose));
    sections.extend(by_reason(&rows, "withdrawn", "Withdrawn, before they have held:", args.verbose));
    if !args.only_changed {
        sections.extend(by_reason(&rows, "skipped", "Skipped:", args.verbose));
    }
    if args.dry_run {
        sections.push(Section::note("Dry run: nothing was written."));
    }
    let is_shown =
        |row: &Record| !args.only_changed || !matches!(row.text("change").as_str(), "unchanged" | "skipped");
    let rows = rows.into_iter().filter(is_shown).collect();
    sections.push(Section::many("rows", rows).for_programs());
    sections
}

/// The list is the one that was imported last.
pub fn unchanged(address: &str, imported_at: &str) -> Vec<Section> {
    let summary = fetched(address, false).with("imported_at", imported_at);
    vec![
        Section::one("summary", summary),
        Section::note(
            "The list has not changed since then: nothing was imported. --refetch imports it all the same, where its prices were changed since.",
        ),
        Section::many("rows", Vec::new()).for_programs(),
    ]
}

fn fetched(address: &str, modified: bool) -> Record {
    Record::default().with("list", address).with("modified", modified)
}

/// The prices of one kind of change, old and new.
fn prices(rows: &[Record], change: &str, title: &str, verbose: bool) -> Option<Section> {
    let first = rows.iter().map(|row| row.text("effective_from")).filter(|from| !from.is_empty()).min();
    let changed: Vec<&Record> = rows.iter().filter(|row| row.text("change") == change).collect();
    let shown = if verbose { changed.len() } else { changed.len().min(CHANGED_MAX) };
    let mut grid = Grid::new(&["provider", "model", "price", "old", "new"]);
    for row in &changed[..shown] {
        let price = |column| Entry::text(number::for_people(&row.text(column))).right();
        let from =
            Some(row.text("effective_from")).filter(|from| !from.is_empty() && Some(from) != first.as_ref());
        let from = from.map(|from| format!(", from {from}")).unwrap_or_default();
        let mut line = vec![Entry::text(row.text("provider")), Entry::text(row.text("model"))];
        line.extend([Entry::text(component(row) + &from), price("old_price"), price("new_price")]);
        grid.push(line);
    }
    let more = if shown < changed.len() {
        format!(", the first {shown} (--verbose shows all)")
    } else {
        String::new()
    };
    let title = format!("{title} prices, USD per million{more}:");
    (!changed.is_empty()).then(|| Section::note(title).with_grid(grid))
}

/// The rows of one kind that have a reason, counted for each.
fn by_reason(rows: &[Record], change: &str, title: &str, verbose: bool) -> Option<Section> {
    let mut by_reason: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.text("change") == change && !row.get("reason").is_null()) {
        by_reason.entry(row.text("reason")).or_default().push(entry_name(row));
    }
    let mut reasons: Vec<(String, Vec<String>)> = by_reason.into_iter().collect();
    reasons.sort_by_key(|(_, names)| std::cmp::Reverse(names.len()));

    let mut grid = Grid::new(&["count", "reason", if verbose { "entries" } else { "for example" }]);
    for (reason, names) in &reasons {
        let shown = if verbose { names.len() } else { names.len().min(EXAMPLES_MAX) };
        let more = if shown < names.len() { ", …" } else { "" };
        let count = Entry::text(number::for_people(&names.len().to_string())).right();
        grid.push(vec![count, Entry::text(reason), Entry::text(names[..shown].join(", ") + more)]);
    }
    (!reasons.is_empty()).then(|| Section::note(title).with_grid(grid))
}

/// `input`, `input (batch)`, `input (above 200,000 tokens)`.
fn component(row: &Record) -> String {
    let mut conditions = Vec::new();
    let tier = row.text("service_tier");
    if !tier.is_empty() && tier != "standard" {
        conditions.push(tier);
    }
    let above = row.text("context_above");
    if !above.is_empty() && above != "0" {
        conditions.push(format!("above {} tokens", number::for_people(&above)));
    }
    let daily = row.text("daily");
    if !daily.is_empty() {
        conditions.push(format!("at {daily}"));
    }
    let component = text::value("component", row.get("component"));
    if conditions.is_empty() { component } else { format!("{component} ({})", conditions.join(", ")) }
}

/// An entry that was skipped as a whole has no component, and one that is not understood may have no provider.
fn entry_name(row: &Record) -> String {
    let present = |column| Some(row.text(column)).filter(|text| !text.is_empty());
    let name: Vec<String> = [present("provider"), present("model")].into_iter().flatten().collect();
    let component =
        if row.get("component").is_null() { String::new() } else { format!(" {}", component(row)) };
    name.join("/") + &component
}

#[cfg(test)]
mod tests {
    use super::{component, entry_name};
    use crate::output::Record;

    fn row(text: &str) -> Record {
        serde_json::from_str(text).unwrap_or_default()
    }

    #[test]
    fn prices_and_entries_are_named() {
        let price = row(
            r#"{"provider": "p", "model": "m", "component": "input", "service_tier": "batch", "context_above": 200000}"#,
        );
        assert_eq!(component(&price), "input (batch, above 200,000 tokens)");
        let plain = row(
            r#"{"provider": "p", "model": "m", "component": "input", "service_tier": "standard", "context_above": 0}"#,
        );
        assert_eq!(component(&plain), "input");
        assert_eq!(entry_name(&plain), "p/m input");
        assert_eq!(entry_name(&row(r#"{"provider": null, "model": "m", "component": null}"#)), "m");
    }
}
