//! A price file as text. Only its JSON, or that it is CSV, is looked at here; what it means is for the server to say.

use std::fmt;
use std::io::Read;

use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::error::Error;

/// Reads a file, or standard input for `-`.
pub fn read(path: &str) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match path {
        "-" => std::io::stdin().lock().read_to_end(&mut bytes),
        _ => std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)),
    }?;
    Ok(bytes)
}

/// The bytes as text. `shown` is the list's name in messages, here and below.
///
/// # Errors
/// Bytes that are not UTF-8.
pub fn as_text(shown: &str, bytes: Vec<u8>) -> Result<String, Error> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        not_prices(shown, format!("it is not UTF-8 at byte {}", at + 1))
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// How many entries the file has, and the file as the server takes it: JSON as it is, CSV as a JSON string.
///
/// # Errors
/// Where the text stops being JSON, and a file without entries.
pub fn as_json(shown: &str, text: String, format: Option<&str>) -> Result<(u64, String), Error> {
    if !is_csv(&text, format) {
        return Ok((count_entries(shown, &text)?, text));
    }
    // a broken line is counted too: the server tells which it is
    let lines = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes()).into_records().count();
    if lines == 0 {
        return Err(not_prices(shown, "it has no line of prices".to_owned()));
    }
    Ok((u64::try_from(lines).unwrap_or(u64::MAX), serde_json::to_string(&text)?))
}

/// By its format, or by a first line that names the columns which every such file has.
fn is_csv(text: &str, format: Option<&str>) -> bool {
    let header = text.lines().next().unwrap_or_default().to_ascii_lowercase();
    let named = !header.trim_start().starts_with(['{', '['])
        && header.contains("provider")
        && header.contains("price_per_million");
    format.map_or(named, |format| format == "csv")
}

/// How many entries an object or an array has at its top.
///
/// # Errors
/// The line and column where the text stops being JSON.
fn count_entries(shown: &str, text: &str) -> Result<u64, Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let count = deserializer.deserialize_any(EntryCounter);
    count
        .and_then(|count| deserializer.end().map(|()| count))
        .map_err(|error| not_prices(shown, error.to_string()))
}

fn not_prices(shown: &str, reason: String) -> Error {
    Error::PriceFile { path: shown.to_owned(), reason }
}

struct EntryCounter;

impl<'de> Visitor<'de> for EntryCounter {
    type Value = u64;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object or an array of prices")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<u64, A::Error> {
        let mut count = 0;
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            count += 1;
        }
        if count == 0 { Err(A::Error::custom("it is empty")) } else { Ok(count) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<u64, A::Error> {
        let mut count = 0;
        while seq.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        if count == 0 { Err(A::Error::custom("it is empty")) } else { Ok(count) }
    }
}

#[cfg(test)]
mod tests {
    use super::{as_json, count_entries};

    fn told(text: &str) -> String {
        count_entries("p.json", text).map_or_else(|error| error.to_string(), |count| count.to_string())
    }

    #[test]
    fn entries_are_counted_at_the_top() {
        assert_eq!(told("{\"a\": {\"x\": [1, 2]}, \"b\": 5.0000000000000004e-08}"), "2");
        assert_eq!(told("[1, 2, 3]"), "3");
    }

    #[test]
    fn what_is_not_json_is_told_by_place() {
        assert!(
            told("{\"a\": 1,\n \"b\": }").contains("line 2 column 7"),
            "{}",
            told("{\"a\": 1,\n \"b\": }")
        );
        assert!(told("{\"a\": 1} x").contains("line 1 column 10"));
        assert!(told("17").contains("an object or an array"));
        assert!(told("{}").contains("empty"));
        assert!(told("").contains("line 1"));
        assert!(told(&"[".repeat(100_000)).contains("EOF"));
    }

    #[test]
    fn csv_goes_to_the_server_as_a_text() {
        let told = |text: &str, format| {
            as_json("p", text.to_owned(), format)
                .map_or_else(|error| error.to_string(), |(count, json)| format!("{count} {json}"))
        };
        let csv = "provider,model,component,price_per_million\na,m,input,1\n";
        let sent = "1 \"provider,model,component,price_per_million\\na,m,input,1\\n\"";
        assert_eq!(told(csv, None), sent);
        assert_eq!(told(csv, Some("csv")), sent);
        assert!(told(csv, Some("litellm")).contains("line 1"));
        assert!(told("provider,price_per_million\n", None).contains("no line of prices"));
        assert_eq!(
            told("{\"provider\": \"price_per_million\"}", None),
            "1 {\"provider\": \"price_per_million\"}"
        );
    }
}
