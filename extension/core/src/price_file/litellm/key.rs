//! The names of LiteLLM's prices: `{base}[_above_1hr][_above_{N}k_tokens][_{tier}]`, read and written by the same tables; the
//! tier may stand before the step too.
//!
//! "Above N" is a cliff: total input above N reprices every token. "Above 1hr" is a cache that lives longer.

use super::super::number::Per;
use super::super::sheet::PriceKey;
use crate::price::component::{
    AUDIO_INPUT, AUDIO_OUTPUT, CACHE_READ, CACHE_WRITE, INPUT, OUTPUT, REASONING, STANDARD_TIER,
};

/// Bases, the component that each prices, and for how many units. What is generated has a name of its own.
const BASES: [(&str, &str, Per); 44] = [
    ("input_cost_per_token", INPUT, Per::One),
    ("output_cost_per_token", OUTPUT, Per::One),
    ("cache_read_input_token_cost", CACHE_READ, Per::One),
    ("cache_creation_input_token_cost", CACHE_WRITE, Per::One),
    ("output_cost_per_reasoning_token", REASONING, Per::One),
    ("input_cost_per_audio_token", AUDIO_INPUT, Per::One),
    ("output_cost_per_audio_token", AUDIO_OUTPUT, Per::One),
    ("cache_read_input_audio_token_cost", "cache_read_audio", Per::One),
    ("cache_creation_input_audio_token_cost", "cache_write_audio", Per::One),
    ("cache_read_input_image_token_cost", "cache_read_image", Per::One),
    ("input_cost_per_image_token", "image_input", Per::One),
    ("output_cost_per_image_token", "image_output", Per::One),
    ("input_cost_per_video_token", "video_input", Per::One),
    ("output_cost_per_video_token", "video_output", Per::One),
    ("citation_cost_per_token", "citation", Per::One),
    ("computer_use_input_cost_per_1k_tokens", "computer_use_input", Per::Thousand),
    ("computer_use_output_cost_per_1k_tokens", "computer_use_output", Per::Thousand),
    ("input_cost_per_request", "request", Per::One),
    ("input_cost_per_query", "search", Per::One),
    ("input_cost_per_image", "image", Per::One),
    ("output_cost_per_image", "image_generated", Per::One),
    ("input_cost_per_pixel", "pixel", Per::One),
    ("output_cost_per_pixel", "pixel_generated", Per::One),
    ("input_cost_per_character", "character", Per::One),
    ("output_cost_per_character", "character_generated", Per::One),
    ("input_cost_per_second", "second", Per::One),
    ("output_cost_per_second", "second_generated", Per::One),
    ("input_cost_per_audio_per_second", "audio_second", Per::One),
    ("output_cost_per_audio_per_second", "audio_second_generated", Per::One),
    ("input_cost_per_video_per_second", "video_second", Per::One),
    ("output_cost_per_video_per_second", "video_second_generated", Per::One),
    ("output_cost_per_video_per_second_1024p", "video_second_generated_1024p", Per::One),
    ("ocr_cost_per_page", "page", Per::One),
    ("annotation_cost_per_page", "annotated_page", Per::One),
    ("ocr_cost_per_credit", "ocr_credit", Per::One),
    ("web_search_preview_cost_per_query", "web_search_preview", Per::One),
    ("google_search_cost_per_query", "google_search", Per::One),
    ("google_maps_cost_per_query", "google_maps", Per::One),
    ("input_cost_per_text_message", "text_message", Per::One),
    ("web_search_cost_per_request", "web_search", Per::One),
    ("code_interpreter_cost_per_session", "code_interpreter_session", Per::One),
    ("file_search_cost_per_1k_calls", "file_search", Per::Thousand),
    ("file_search_cost_per_gb_per_day", "file_search_gb_day", Per::One),
    ("vector_store_cost_per_gb_per_day", "vector_store_gb_day", Per::One),
];

/// Other names of a price, which yield to the name that they stand for.
const ALIASES: [(&str, &str); 4] = [
    ("google_maps_grounding_cost_per_query", "google_maps_cost_per_query"),
    ("input_cost_per_token_cache_hit", "cache_read_input_token_cost"),
    ("input_cost_per_token_batch_requests", "input_cost_per_token_batches"),
    ("cache_read_input_token_cost_per_audio_token", "cache_read_input_audio_token_cost"),
];

const TIERS: [(&str, &str); 7] = [
    ("", STANDARD_TIER),
    ("_batches", "batch"),
    ("_flex", "flex"),
    ("_priority", "priority"),
    ("_ultrafast", "ultrafast"),
    ("_balanced", "balanced"),
    ("_decisions", "decisions"),
];

/// Caches that live longer: the name's part, and the end of their component.
const LIVES: [(&str, &str); 2] = [("_above_1hr", "_1h"), ("_above_12hr", "_12h")];

pub const UNKNOWN: &str = "is a price key that is not known";

/// What a key prices, and for how many units.
pub fn parse(name: &str) -> Option<(PriceKey, Per)> {
    BASES.iter().find_map(|(base, component, per)| {
        let rest = name.strip_prefix(base)?;
        let life = LIVES.iter().find_map(|(life, end)| Some((rest.strip_prefix(life)?, *end)));
        let (rest, end) = life.unwrap_or((rest, ""));
        let (context_above, tier) = match rest.split_once("_above_") {
            Some((before, rest)) => {
                let (thousands, after) = rest.split_once("k_tokens")?;
                let tier =
                    if before.is_empty() { after } else { Some(before).filter(|_| after.is_empty())? };
                (thousands.parse::<u32>().ok().map(|thousands| i64::from(thousands) * 1000)?, tier)
            }
            None => (0, rest),
        };
        let (_, service_tier) = TIERS.iter().find(|(name, _)| *name == tier)?;
        Some((PriceKey::new(&format!("{component}{end}"), service_tier, context_above), *per))
    })
}

/// The name that `name` is another name of.
pub fn alias_of(name: &str) -> Option<&'static str> {
    ALIASES.iter().find_map(|(alias, stands_for)| (*alias == name).then_some(*stands_for))
}

/// The name of a price, without its step, and for how many units it is; `None` where LiteLLM has none.
pub fn name(component: &str, service_tier: &str, above_thousands: Option<i64>) -> Option<(String, Per)> {
    let base_of = |component: &str| BASES.iter().find(|(_, known, _)| *known == component);
    let plain = base_of(component).map(|(base, _, per)| (*base, "", *per));
    let (base, life, per) = plain.or_else(|| {
        LIVES.iter().find_map(|(life, end)| {
            base_of(component.strip_suffix(end)?).map(|(base, _, per)| (*base, *life, *per))
        })
    })?;
    let (tier, _) = TIERS.iter().find(|(_, known)| *known == service_tier)?;
    let step = above_thousands.map(|thousands| format!("_above_{thousands}k_tokens")).unwrap_or_default();
    Some((format!("{base}{life}{step}{tier}"), per))
}

/// Why a key that is about money is left out; `None`: it is not about money.
pub fn why_not(name: &str) -> Option<&'static str> {
    if name.contains("_dbu_cost") || name.contains("_db_cost") {
        Some("is in Databricks units, not in USD")
    } else if name.contains("_interval") {
        Some("depends on the length of the clip, which no price here does")
    } else if name == "off_peak_pricing" {
        Some("depends on the day of the week, which no price here does")
    } else if name.contains("multiplier") {
        Some("is no factor that is known")
    } else if name == "search_free_requests" {
        Some("is free up to an amount, which no price here is")
    } else if name == "web_search_billing_unit" {
        Some("says what a search is counted by: searches are counted as the answer tells them")
    } else if name.contains("cost") || name.contains("pric") {
        Some(UNKNOWN)
    } else {
        None
    }
}
