//! What lists have come to price beside plain tokens: tiers, modes, factors, steps. What is not read is told.

use super::tests::{listed, problem};
use serde_json::json;

fn check(list: serde_json::Value, prices: &[&str], skipped: &[&str]) {
    let told = listed(list);
    assert_eq!(told.0, prices);
    assert_eq!(told.1, skipped);
}

#[test]
fn litellm_names_regions_tools_and_tiers() {
    check(
        json!({"vertex_ai/m": {"litellm_provider": "vertex_ai", "input_cost_per_token": 1e-6,
            "input_cost_per_token_priority_above_200k_tokens": 4e-6,
            "input_cost_per_token_above_272k_tokens_ultrafast": 9e-6,
            "cache_creation_input_token_cost_above_1hr": 2e-6,
            "regional_endpoint_uplift_multiplier": 1.1, "regional_processing_uplift_multiplier_eu": 1.1,
            "lunar_uplift_multiplier": 2,
            "google_maps_grounding_cost_per_query": 0.014, "google_maps_cost_per_query": 0.025,
            "input_cost_per_text_message": 0.01, "output_cost_per_second_1080p": 0.2,
            "off_peak_pricing": {"input_cost_per_token": 5e-7, "windows": []},
            "provider_specific_entry": {"fast": 2, "realtime_ga_only": 1, "free_input_images": 5}}}),
        &[
            "google-vertex/m cache_write_1h standard >0 2",
            "google-vertex/m factor:endpoint:regional standard >0 1.1",
            "google-vertex/m factor:geo:eu standard >0 1.1",
            "google-vertex/m factor:speed:fast standard >0 2",
            "google-vertex/m google_maps standard >0 25000",
            "google-vertex/m input priority >200000 4",
            "google-vertex/m input standard >0 1",
            "google-vertex/m input ultrafast >272000 9",
            "google-vertex/m text_message standard >0 10000",
        ],
        &[
            "google-vertex/m google_maps_grounding_cost_per_query another key of the entry prices the same and was taken",
            "google-vertex/m lunar_uplift_multiplier is no factor that is known",
            "google-vertex/m off_peak_pricing depends on the day of the week, which no price here does",
            "google-vertex/m output_cost_per_second_1080p is a price key that is not known",
            "google-vertex/m provider_specific_entry.free_input_images is no factor that is known",
            "google-vertex/m provider_specific_entry.realtime_ga_only is no factor that is known",
        ],
    );
}

#[test]
fn genai_prices_speeds_are_factors_and_a_tier_has_one_name() {
    check(
        json!([{"id": "anthropic", "models": [
            {"id": "even", "prices": {"input_mtok": 5, "cache_write_1h_mtok": 10, "output_mtok": 25, "web_searches_kcount": 10},
             "price_variants": [
                {"when": {"speed": "fast"}, "prices": {"input_mtok": 10, "cache_write_1h_mtok": 20, "output_mtok": 50}},
                {"when": {"service_tier": "default"}, "prices": {}},
                {"when": {"service_tier": "fast"}, "prices": {"input_mtok": 7}}]},
            {"id": "uneven", "prices": {"input_mtok": 5, "output_mtok": 25},
             "price_variants": [
                {"when": {"speed": "fast"}, "prices": {"input_mtok": 10, "output_mtok": 60}},
                {"when": {"route": "eu"}, "prices": {"input_mtok": 6}}]}]}]),
        &[
            "anthropic/even cache_write_1h standard >0 10",
            "anthropic/even factor:speed:fast standard >0 2",
            "anthropic/even input priority >0 7",
            "anthropic/even input standard >0 5",
            "anthropic/even output standard >0 25",
            "anthropic/even web_search standard >0 10000",
            "anthropic/uneven input standard >0 5",
            "anthropic/uneven output standard >0 25",
        ],
        &[
            "anthropic/uneven price_variants speed:fast is no factor: not every price is dearer by the same",
            "anthropic/uneven price_variants {\"route\":\"eu\"} depends on what is not known here",
        ],
    );
}

#[test]
fn openrouter_overrides_are_steps_and_hours() {
    check(
        json!({"data": [{"id": "a/m", "pricing": {"prompt": "0.000002", "completion": "0.00001", "input_cache_write_1h": "0.000004",
            "audio_output": "0.00002", "overrides": [
                {"min_prompt_tokens": 200001, "prompt": "0.000004", "completion": "0.000015"},
                {"utc_start": 1630, "utc_end": 30, "prompt": "0.000001"},
                {"utc_days": ["sunday"], "prompt": "0.0000005"},
                {"min_prompt_tokens": 400001, "spice": "1"}]}}]}),
        &[
            "openrouter/a/m audio_output standard >0 20",
            "openrouter/a/m cache_write_1h standard >0 4",
            "openrouter/a/m input standard >0 2",
            "openrouter/a/m input standard >0 1 at 16:30-00:30",
            "openrouter/a/m input standard >200000 4",
            "openrouter/a/m output standard >0 10",
            "openrouter/a/m output standard >200000 15",
        ],
        &[
            "openrouter/a/m overrides[2] depends on what no price here does",
            "openrouter/a/m overrides[3].spice is a price key that is not known",
        ],
    );
    let broken =
        json!({"data": [{"id": "a", "pricing": {"overrides": [{"min_prompt_tokens": 9, "prompt": "-2"}]}}]});
    assert_eq!(problem(&broken), "a overrides[0].prompt \"-2\": a price cannot be negative");
}

#[test]
fn models_dev_modes_are_tiers_or_factors() {
    let mode = |body: serde_json::Value, input: i64| json!({"cost": {"input": input, "output": input * 5}, "provider": {"body": body}});
    check(
        json!({"acme": {"models": {"m": {"cost": {"input": 5, "output": 25, "cache_write": 6}, "experimental": {"modes": {
            "fast": mode(json!({"service_tier": "priority"}), 12),
            "quick": mode(json!({"speed": "fast"}), 10),
            "deep": mode(json!({"effort": "high"}), 7),
            "plain": {"provider": {"body": {"x": 1}}}}}}}}}),
        &[
            "acme/m cache_write standard >0 6",
            "acme/m factor:speed:fast standard >0 2",
            "acme/m input priority >0 12",
            "acme/m input standard >0 5",
            "acme/m output priority >0 60",
            "acme/m output standard >0 25",
        ],
        &["acme/m experimental.modes.deep.cost is for a mode that no answer tells"],
    );
}
