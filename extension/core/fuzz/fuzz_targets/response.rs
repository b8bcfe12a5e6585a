//! Any text, read as an answer without a hint and with one.

#![no_main]

#[path = "../../tests/invariants/mod.rs"]
mod invariants;

use libfuzzer_sys::fuzz_target;

const PROVIDERS: [Option<&str>; 6] =
    [None, Some("openai"), Some("anthropic"), Some("google"), Some("xai"), Some("mistral")];

fuzz_target!(|text: &str| {
    for provider in PROVIDERS {
        invariants::response(text, provider);
    }
});
