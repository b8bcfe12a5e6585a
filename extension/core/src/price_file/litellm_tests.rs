use super::*;
use crate::price_file::{self, PriceFileError};
use serde_json::json;

fn listed(list: Value) -> (Vec<String>, Vec<String>) {
    let file = price_file::read(&list, None).unwrap_or_else(|error| panic!("{error:?}"));
    let prices = file.prices.into_iter().map(|price| {
        format!(
            "{}/{} {} {} >{} {}",
            price.provider,
            price.model,
            price.component,
            price.service_tier,
            price.context_above,
            price.price_per_million
        )
    });
    let skipped = file.skipped.into_iter().map(|skip| {
        format!("{}/{} {} {}", skip.provider, skip.model, skip.component.unwrap_or_default(), skip.reason)
    });
    (prices.collect(), skipped.collect())
}

#[test]
fn keys_carry_component_tier_and_step() {
    let key =
        |component, service_tier, context_above| Some(PriceKey { component, service_tier, context_above });
    assert_eq!(parse_key("input_cost_per_token"), key("input", "standard", 0));
    assert_eq!(parse_key("input_cost_per_token_above_200k_tokens"), key("input", "standard", 200_000));
    assert_eq!(
        parse_key("output_cost_per_token_above_128k_tokens_priority"),
        key("output", "priority", 128_000)
    );
    assert_eq!(parse_key("output_cost_per_token_batches"), key("output", "batch", 0));
    assert_eq!(parse_key("cache_read_input_token_cost_flex"), key("cache_read", "flex", 0));
    assert_eq!(parse_key("cache_creation_input_token_cost_above_1hr"), key("cache_write_1h", "standard", 0));
    assert_eq!(
        parse_key("cache_creation_input_token_cost_above_1hr_above_200k_tokens"),
        key("cache_write_1h", "standard", 200_000)
    );
    for unknown in [
        "input_cost_per_second",
        "input_cost_per_token_above_many_tokens",
        "input_cost_per_token_cache_hit",
        "output_cost_per_token_fast",
    ] {
        assert_eq!(parse_key(unknown), None, "{unknown}");
    }
}

#[test]
fn an_entry_becomes_prices_under_the_providers_one_name() {
    let (prices, skipped) = listed(json!({
        "gemini/gemini-x": {"litellm_provider": "gemini", "input_cost_per_token": 1.25e-6,
            "input_cost_per_token_above_200k_tokens": 2.5e-6, "output_cost_per_token": 1e-5,
            "input_cost_per_image": 0.1, "max_tokens": 8192, "output_cost_per_token_batches": null},
        "sample_spec": {"litellm_provider": "one of ...", "input_cost_per_token": 0.0},
        "whisper": {"litellm_provider": "openai", "input_cost_per_second": 0.0001},
        "bare": {"mode": "chat"},
    }));
    assert_eq!(
        prices,
        [
            "google/gemini-x input standard >0 1.25",
            "google/gemini-x input standard >200000 2.5",
            "google/gemini-x output standard >0 10",
        ]
    );
    assert_eq!(
        skipped,
        [
            "/bare  names no provider",
            "/sample_spec  documentation of the format, not a model",
            "google/gemini-x input_cost_per_image is not priced per token",
            "openai/whisper  has no price per token",
            "openai/whisper input_cost_per_second is not priced per token",
        ]
    );
}

#[test]
fn the_key_that_names_its_provider_wins() {
    let (prices, skipped) = listed(json!({
        "deepseek-chat": {"litellm_provider": "deepseek", "input_cost_per_token": 1.4e-7},
        "deepseek/deepseek-chat": {"litellm_provider": "deepseek", "input_cost_per_token": 2.7e-7,
            "cache_read_input_token_cost": 7e-8},
        "gpt-4": {"litellm_provider": "openai", "input_cost_per_token": 3e-5},
        "openai/gpt-4": {"litellm_provider": "openai", "input_cost_per_token": 3e-5},
    }));
    assert_eq!(
        prices,
        [
            "deepseek/deepseek-chat cache_read standard >0 0.07",
            "deepseek/deepseek-chat input standard >0 0.27",
            "openai/gpt-4 input standard >0 30",
        ]
    );
    assert_eq!(
        skipped,
        ["deepseek/deepseek-chat  entry \"deepseek/deepseek-chat\" prices the same model and was taken",]
    );
}

#[test]
fn a_broken_entry_is_named() {
    let read = |list: Value| price_file::read(&list, None);
    let entry = |price: Value| {
        json!({"good": {"litellm_provider": "a", "input_cost_per_token": 1},
                                      "bad": {"litellm_provider": "a", "output_cost_per_token": price}})
    };
    for (price, problem) in [
        (json!(-1), "a price cannot be negative"),
        (json!("free"), "a price must be a number"),
        (json!({"x": 1}), "a price must be a number"),
    ] {
        let expected = PriceFileError::BrokenEntry {
            entry: "bad".into(),
            key: "output_cost_per_token".into(),
            value: price.to_string(),
            problem,
        };
        assert_eq!(read(entry(price)), Err(expected));
    }
    assert_eq!(read(json!([])), Err(PriceFileError::UnknownFormat));
    assert_eq!(read(json!({"a": 1})), Err(PriceFileError::UnknownFormat));
    assert_eq!(
        price_file::read(&json!({}), Some("csv")),
        Err(PriceFileError::UnknownFormatName("csv".into()))
    );
}
