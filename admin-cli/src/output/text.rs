//! Values and messages as text that a terminal cannot be tricked with.

use serde_json::Value;

use super::number;

/// A value of a column, for people. Ids keep their digits as they are.
pub fn value(column: &str, value: &Value) -> String {
    match value {
        Value::Null if column == "cap" => "unlimited".to_owned(),
        Value::Null => "-".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) if column.ends_with("_id") => number.to_string(),
        Value::Number(number) if column.starts_with("average_") => {
            number::for_people(&number::average(&number.to_string()))
        }
        Value::Number(number) => number::for_people(&number.to_string()),
        Value::String(text) => printable(&time(text)),
        Value::Array(items) if items.is_empty() => "-".to_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| self::value(column, item)).collect();
            items.join(", ")
        }
        Value::Object(_) => printable(&value.to_string()),
    }
}

/// `2026-05-01T00:00:00.123+00:00` as psql shows it, without the fraction: `2026-05-01 00:00:00+00`.
/// Other text as it is.
pub fn time(text: &str) -> String {
    let shape = |index: usize, byte: u8| match index {
        4 | 7 => byte == b'-',
        10 => byte == b'T',
        13 | 16 => byte == b':',
        _ => byte.is_ascii_digit(),
    };
    let bytes = text.as_bytes();
    if bytes.len() < 19 || !bytes[..19].iter().enumerate().all(|(index, byte)| shape(index, *byte)) {
        return text.to_owned();
    }
    let zone = text[19..].trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let zone = zone.strip_suffix(":00").unwrap_or(zone);
    format!("{} {}{zone}", &text[..10], &text[11..19])
}

/// Ids may hold anything. Control characters and those that turn the writing direction are shown as escapes.
pub fn printable(text: &str) -> String {
    escape(text, |_| false)
}

/// The same for a message of several lines.
pub fn printable_lines(text: &str) -> String {
    escape(text, |char| char == '\n')
}

fn escape(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        if !keep(char) && (char.is_control() || turns_direction(char)) {
            shown.extend(char.escape_default());
        } else {
            shown.push(char);
        }
    }
    shown
}

fn turns_direction(char: char) -> bool {
    matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{printable, printable_lines, time, value};

    #[test]
    fn values_by_kind() {
        assert_eq!(value("cap", &json!(null)), "unlimited");
        assert_eq!(value("plan", &json!(null)), "-");
        assert_eq!(value("usage_id", &json!(1234567)), "1234567");
        assert_eq!(value("used", &json!(1234567)), "1,234,567");
        assert_eq!(value("average_cost", &json!(1234.56789)), "1,234.57");
        assert_eq!(value("thresholds", &json!([80, 95])), "80, 95");
        assert_eq!(value("metadata", &json!({"a": 1})), "{\"a\":1}");
    }

    #[test]
    fn times_lose_the_t_and_the_fraction() {
        assert_eq!(time("2026-05-01T00:00:00.123456+05:30"), "2026-05-01 00:00:00+05:30");
        assert_eq!(time("2026-05-01T00:00:00+00:00"), "2026-05-01 00:00:00+00");
        assert_eq!(time("user_2abc"), "user_2abc");
        assert_eq!(time("infinity"), "infinity");
    }

    #[test]
    fn a_terminal_is_not_tricked() {
        assert_eq!(printable("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\\n");
        assert_eq!(printable("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(printable("שלום 🎉"), "שלום 🎉");
        assert_eq!(printable_lines("a\n\u{7}b"), "a\n\\u{7}b");
    }
}
