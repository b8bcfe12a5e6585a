use super::super::tests::{listed, problem};
use super::key::{name, parse};
use super::*;
use serde_json::json;

#[test]
fn keys_carry_component_tier_and_step() {
    for (text, component, service_tier, context_above, per) in [
        ("input_cost_per_token", "input", "standard", 0, Per::One),
        ("input_cost_per_token_above_200k_tokens", "input", "standard", 200_000, Per::One),
        ("output_cost_per_token_above_128k_tokens_priority", "output", "priority", 128_000, Per::One),
        ("output_cost_per_token_batches", "output", "batch", 0, Per::One),
        ("cache_read_input_token_cost_flex", "cache_read", "flex", 0, Per::One),
        ("cache_creation_input_token_cost_above_1hr", "cache_write_1h", "standard", 0, Per::One),
        (
            "cache_creation_input_token_cost_above_1hr_above_200k_tokens",
            "cache_write_1h",
            "standard",
            200_000,
            Per::One,
        ),
        ("output_cost_per_image", "image_generated", "standard", 0, Per::One),
        ("output_cost_per_image_token", "image_output", "standard", 0, Per::One),
        ("input_cost_per_second", "second", "standard", 0, Per::One),
        ("file_search_cost_per_1k_calls", "file_search", "standard", 0, Per::Thousand),
    ] {
        assert_eq!(parse(text), Some((PriceKey::new(component, service_tier, context_above), per)), "{text}");
        let thousands = (context_above > 0).then_some(context_above / 1000);
        assert_eq!(name(component, service_tier, thousands), Some((text.to_owned(), per)), "{text}");
    }
    for unknown in [
        "input_cost_per_token_above_many_tokens",
        "input_cost_per_token_cache_hit",
        "output_cost_per_token_fast",
        "output_cost_per_image_premium_image",
    ] {
        assert_eq!(parse(unknown), None, "{unknown}");
    }
}

#[test]
fn an_entry_becomes_prices_under_the_providers_one_name() {
    let (prices, skipped) = listed(json!({
        "gemini/gemini-x": {"litellm_provider": "gemini", "input_cost_per_token": 1.25e-6,
            "input_cost_per_token_above_200k_tokens": 2.5e-6, "output_cost_per_token": 1e-5,
            "input_cost_per_image": 0.1, "output_cost_per_token_fast": 1e-5, "max_tokens": 8192, "output_cost_per_token_batches": null},
        "sample_spec": {"litellm_provider": "one of ...", "input_cost_per_token": 0.0},
        "whisper": {"litellm_provider": "openai", "input_cost_per_second": 0.0001},
        "none": {"litellm_provider": "openai", "mode": "chat"},
        "bare": {"mode": "chat"},
    }));
    assert_eq!(
        prices,
        [
            "google/gemini-x image standard >0 100000",
            "google/gemini-x input standard >0 1.25",
            "google/gemini-x input standard >200000 2.5",
            "google/gemini-x output standard >0 10",
            "openai/whisper second standard >0 100",
        ]
    );
    assert_eq!(
        skipped,
        [
            "/bare  names no provider",
            "/sample_spec  documentation of the format, not a model",
            "google/gemini-x output_cost_per_token_fast is a price key that is not known",
            "openai/none  has no price that is known",
        ]
    );
}

#[test]
fn of_two_entries_the_dearer_counts() {
    let (prices, skipped) = listed(json!({
        "deepseek-chat": {"litellm_provider": "deepseek", "input_cost_per_token": 1.4e-7},
        "deepseek/deepseek-chat": {"litellm_provider": "deepseek", "input_cost_per_token": 2.7e-7,
            "cache_read_input_token_cost": 7e-8},
        "free/m": {"litellm_provider": "free", "input_cost_per_token": 0},
        "m": {"litellm_provider": "free", "input_cost_per_token": 2e-6},
        "gpt-4": {"litellm_provider": "openai", "input_cost_per_token": 3e-5},
        "openai/gpt-4": {"litellm_provider": "openai", "input_cost_per_token": 3e-5},
        "deepinfra/Qwen-3": {"litellm_provider": "deepinfra", "input_cost_per_token": 1e-7},
        "deepinfra/qwen-3": {"litellm_provider": "deepinfra", "input_cost_per_token": 4e-7},
    }));
    assert_eq!(
        prices,
        [
            "deepinfra/Qwen-3 input standard >0 0.4",
            "deepinfra/qwen-3 input standard >0 0.4",
            "deepseek/deepseek-chat cache_read standard >0 0.07",
            "deepseek/deepseek-chat input standard >0 0.27",
            "free/m input standard >0 2",
            "openai/gpt-4 input standard >0 30",
        ]
    );
    assert_eq!(
        skipped,
        [
            "deepinfra/deepinfra/Qwen-3  entry \"deepinfra/qwen-3\" prices the same model higher and was taken",
            "deepseek/deepseek-chat  entry \"deepseek/deepseek-chat\" prices the same model higher and was taken",
            "free/free/m  entry \"m\" prices the same model higher and was taken",
        ]
    );
}

#[test]
fn a_broken_entry_is_named() {
    let entry = |price: Value| {
        json!({"good": {"litellm_provider": "a", "input_cost_per_token": 1},
               "bad": {"litellm_provider": "a", "output_cost_per_token": price}})
    };
    for (price, expected) in [
        (json!(-1), "a price cannot be negative"),
        (json!("free"), "a price must be a number"),
        (json!({"x": 1}), "a price must be a number"),
    ] {
        let told = format!("bad output_cost_per_token {price}: {expected}");
        assert_eq!(problem(&entry(price)), told);
    }
}

#[test]
fn older_names_yield_and_ranges_become_steps() {
    let (prices, skipped) = listed(json!({
        "a/hit": {"litellm_provider": "a", "input_cost_per_token": 1e-6, "input_cost_per_token_cache_hit": 1e-7},
        "a/both": {"litellm_provider": "a", "cache_read_input_token_cost": 2e-7, "input_cost_per_token_cache_hit": 1e-7},
        "a/ranges": {"litellm_provider": "a", "tiered_pricing": [
            {"range": [0, 32000.0], "input_cost_per_token": 1e-6, "output_cost_per_reasoning_token": 4e-6},
            {"range": [32000.0, 128000], "input_cost_per_token": 2e-6, "spice": 1},
            {"max_results_range": [0, 25], "input_cost_per_query": 0.005}]},
        "a/search": {"litellm_provider": "a", "search_context_cost_per_query": {
            "search_context_size_low": 0.01, "search_context_size_medium": 0.02, "search_context_size_huge": 1}},
    }));
    assert_eq!(
        prices,
        [
            "a/both cache_read standard >0 0.2",
            "a/hit cache_read standard >0 0.1",
            "a/hit input standard >0 1",
            "a/ranges input standard >0 1",
            "a/ranges input standard >32000 2",
            "a/ranges reasoning standard >0 4",
            "a/search web_search standard >0 20000",
            "a/search web_search_low standard >0 10000",
        ]
    );
    assert_eq!(
        skipped,
        [
            "a/both input_cost_per_token_cache_hit another key of the entry prices the same and was taken",
            "a/ranges tiered_pricing[1].spice is a price key that is not known",
            "a/ranges tiered_pricing[2] is no range of tokens",
            "a/search search_context_cost_per_query.search_context_size_huge is a price key that is not known",
        ]
    );
}

#[test]
fn aliases_factors_and_general_rules_are_read() {
    let (prices, skipped) = listed(json!({
        "opus": {"litellm_provider": "anthropic", "input_cost_per_token": 5e-6, "aliases": ["opus-latest", "opus-2"],
            "provider_specific_entry": {"us": 1.1, "fast": 2.0, "odd one": 3, "none": 0}},
        "opus-2": {"alias_of": "opus"},
        "lost": {"alias_of": "nobody"},
        "fallback_generalizations": {"rules": [
            {"name": "new-opus", "pattern": "^opus-[3-9]", "extends": "base", "model_info": {"mode": "chat"}},
            {"name": "base", "pattern": "^opus", "model_info": {"litellm_provider": "anthropic", "input_cost_per_token": 6e-6}},
            {"name": "ahead", "pattern": "a(?!b)", "extends": "base", "model_info": {}},
            {"name": "skill", "pattern": "x", "model_info": {"supports_vision": true}}]},
    }));
    let of = |model: &str| {
        [("factor:geo:us", "1.1"), ("factor:speed:fast", "2"), ("input", "5")]
            .map(|(component, price)| format!("anthropic/{model} {component} standard >0 {price}"))
    };
    let general = ["base", "new-opus"]
        .map(|rule| format!("anthropic/fallback_generalizations/{rule} input standard >0 6"));
    let expected: Vec<String> =
        general.into_iter().chain(of("opus")).chain(of("opus-2")).chain(of("opus-latest")).collect();
    assert_eq!(prices, expected);
    assert_eq!(
        skipped,
        [
            "/fallback_generalizations/ahead  its pattern is no expression that can be read here",
            "/lost  is an alias of an entry that is not there",
            "anthropic/opus provider_specific_entry.none is a factor of 0",
            "anthropic/opus provider_specific_entry.odd one is no factor that is known",
            "anthropic/opus-2 provider_specific_entry.none is a factor of 0",
            "anthropic/opus-2 provider_specific_entry.odd one is no factor that is known",
            "anthropic/opus-latest provider_specific_entry.none is a factor of 0",
            "anthropic/opus-latest provider_specific_entry.odd one is no factor that is known",
        ]
    );
}

#[test]
fn what_only_one_of_two_entries_prices_is_kept() {
    let (prices, _) = listed(json!({
        "gemini/x": {"litellm_provider": "gemini", "input_cost_per_token": 5e-7, "output_cost_per_token": 3e-6},
        "x": {"litellm_provider": "gemini", "input_cost_per_token": 5e-7, "output_cost_per_token": 3e-6,
            "output_cost_per_reasoning_token": 4e-6, "input_cost_per_token_priority": 1e-6, "google_search_cost_per_query": 0.014},
        // the dearer one's own cache is not sold at the price of the cheaper one's
        "gemini/y": {"litellm_provider": "gemini", "input_cost_per_token": 2e-6, "output_cost_per_token": 3e-6},
        "y": {"litellm_provider": "gemini", "input_cost_per_token": 1e-6, "output_cost_per_token": 3e-6,
            "cache_read_input_token_cost": 1e-7, "google_search_cost_per_query": 0.014},
    }));
    assert_eq!(
        prices,
        [
            "google/x google_search standard >0 14000",
            "google/x input priority >0 1",
            "google/x input standard >0 0.5",
            "google/x output standard >0 3",
            "google/x reasoning standard >0 4",
            "google/y google_search standard >0 14000",
            "google/y input standard >0 2",
            "google/y output standard >0 3",
        ]
    );
}

#[test]
fn a_transcription_is_billed_by_the_seconds_that_were_heard() {
    let (prices, _) = listed(json!({
        "soniox/stt": {"litellm_provider": "soniox", "mode": "audio_transcription", "input_cost_per_second": 0.0,
            "output_cost_per_second": 0.00002},
        "soniox/tts": {"litellm_provider": "soniox", "mode": "audio_speech", "input_cost_per_second": 0.0,
            "output_cost_per_second": 0.00002},
    }));
    let heard: Vec<_> = prices.iter().filter(|price| price.contains(" second ")).collect();
    assert_eq!(heard, ["soniox/stt second standard >0 20", "soniox/tts second standard >0 0"]);
}
