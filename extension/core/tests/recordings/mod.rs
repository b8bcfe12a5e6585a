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
    Some(text.lines().map(|line| with_compactions(serde_json::from_str(line).unwrap())).collect())
}

/// What is expected is the answer's own count; what it billed to summarise the conversation, it tells in a step apart.
fn with_compactions(mut record: Value) -> Value {
    let steps = record["usage_native"]["iterations"].as_array().cloned().unwrap_or_default();
    for step in steps.iter().filter(|step| step["type"] == "compaction") {
        let said = |key: &str| step[key].as_i64().unwrap_or_default();
        let (read, written) = (said("cache_read_input_tokens"), said("cache_creation_input_tokens"));
        for (name, more) in [
            ("input", said("input_tokens") + read + written),
            ("output", said("output_tokens")),
            ("cache_read", read),
            ("cache_write", written),
        ] {
            let own = record["expected"][name].as_i64().unwrap_or_default();
            record["expected"][name] = json!(own + more);
        }
    }
    record
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
