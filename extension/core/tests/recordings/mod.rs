//! Recorded answers of many providers, with counts worked out independently. They are not part of the project: the
//! folder `shared/data` beside the repository holds them, and without it a test that needs them says so and passes.

// not every test needs all of this
#![allow(dead_code, clippy::unwrap_used)]

use serde_json::{Value, json};
use std::path::Path;

pub fn records() -> Option<Vec<Value>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/responses.jsonl");
    if !path.exists() {
        println!("skipped: no recorded answers in ../shared/data");
        return None;
    }
    let text = std::fs::read_to_string(path).unwrap();
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// The answer as it came: streams are raw text. Where only the headers report, they come with it.
pub fn answer(record: &Value) -> String {
    let body = &record["body"];
    match body {
        Value::String(raw) => raw.clone(),
        body if record["note"] == "from response headers only" => {
            json!({"headers": record["headers"], "body": body}).to_string()
        }
        body => body.to_string(),
    }
}
