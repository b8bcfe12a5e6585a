//! Any text, counted by the rule and by both encodings.

#![no_main]

#[path = "../../tests/invariants/mod.rs"]
mod invariants;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for model in [None, Some("gpt-4o"), Some("gpt-4"), Some(text)] {
        invariants::estimate(text, model);
    }
});
