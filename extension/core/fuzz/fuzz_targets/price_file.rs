//! Any text, read as a price file: its JSON in every format that it can be in, and the text itself as CSV.

#![no_main]

#[path = "../../tests/invariants/mod.rs"]
mod invariants;

use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const FORMATS: [Option<&str>; 5] =
    [None, Some("litellm"), Some("openrouter"), Some("genai-prices"), Some("models.dev")];

fuzz_target!(|text: &str| {
    if let Ok(list) = serde_json::from_str(text) {
        for format in FORMATS {
            invariants::price_file(&list, format);
        }
    }
    invariants::price_file(&Value::from(text), Some("csv"));
});
