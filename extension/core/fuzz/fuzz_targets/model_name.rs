//! Any model's name.

#![no_main]

#[path = "../../tests/invariants/mod.rs"]
mod invariants;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|model: &str| {
    for provider in [None, Some("openai"), Some("bedrock")] {
        invariants::model_name(provider, model);
    }
});
