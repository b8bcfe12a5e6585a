//! What the tests of responses have in common: an answer read, and what was found in it as text or numbers.

use super::*;
use serde_json::Value;

pub fn read(body: &Value) -> Extracted {
    hinted(body, None)
}

pub fn hinted(body: &Value, provider: Option<&str>) -> Extracted {
    extract(&body.to_string(), provider).unwrap_or_else(|error| panic!("{error}: {body}"))
}

pub fn read_text(text: &str) -> Extracted {
    extract(text, None).unwrap_or_else(|error| panic!("{error}: {text}"))
}

pub fn counted(found: &Extracted) -> Option<[i64; 5]> {
    let counts = found.tokens()?;
    Some([counts.input, counts.output, counts.cache_read, counts.cache_write, counts.reasoning])
}

#[track_caller]
pub fn assert_reads(body: &Value, counts: Option<[i64; 5]>, model: Option<&str>, shape: &str) {
    let found = read(body);
    assert_eq!((counted(&found), found.model.as_deref(), found.shape), (counts, model, shape), "{body}");
}

pub fn units(found: &Extracted) -> String {
    let units = found.other_units.iter().map(|(unit, amount)| format!("{unit}={amount}"));
    units.collect::<Vec<_>>().join(" ")
}

pub fn money(text: &str) -> Option<Decimal> {
    text.parse().ok()
}
