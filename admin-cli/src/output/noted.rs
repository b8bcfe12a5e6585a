//! What a sum does not have: calls of unknown cost, calls taken back, calls that were refused.

use super::number;
use super::record::Record;

/// A sentence for each, in the words of the page of `report`; empty where the sums have everything.
pub fn noted(rows: &[Record]) -> String {
    let count = |column: &str| sum(rows, column);
    let mut told = Vec::new();
    let unpriced = count("unpriced_requests");
    if unpriced > 0 {
        told.push(format!("The cost of {} is not known, and in no sum.", calls(unpriced)));
    }
    let refunds = count("refunds");
    if refunds > 0 {
        told.push(format!(
            "{} taken back {} in no sum.",
            calls(refunds),
            if refunds == 1 { "is" } else { "are" }
        ));
    }
    let denied = count("denied_requests");
    if denied > 0 {
        told.push(format!("{} {} refused.", calls(denied), if denied == 1 { "was" } else { "were" }));
    }
    told.join(" ")
}

/// Whether a column of counts is 0, or nothing, in each row.
pub fn is_none(rows: &[Record], column: &str) -> bool {
    sum(rows, column) == 0
}

fn sum(rows: &[Record], column: &str) -> u128 {
    rows.iter().filter_map(|row| row.text(column).parse::<u128>().ok()).sum()
}

fn calls(count: u128) -> String {
    number::for_people(&count.to_string()) + if count == 1 { " call" } else { " calls" }
}

#[cfg(test)]
mod tests {
    use super::noted;
    use crate::output::Record;

    #[test]
    fn what_is_in_no_sum_is_said() {
        let rows: Vec<Record> = [
            r#"{"unpriced_requests": 1233, "refunds": 0, "denied_requests": null}"#,
            r#"{"unpriced_requests": 1, "refunds": 1, "denied_requests": 2}"#,
        ]
        .iter()
        .map(|row| serde_json::from_str(row).unwrap_or_default())
        .collect();
        assert_eq!(
            noted(&rows),
            "The cost of 1,234 calls is not known, and in no sum. 1 call taken back is in no sum. 2 calls were refused."
        );
        assert_eq!(noted(&rows[..0]), "");
    }
}
