use super::*;
use serde_json::json;

/// The moment of every import here.
pub(super) fn now() -> DateTime<Utc> {
    crate::moment::parse("2026-06-01").unwrap_or_default()
}

/// A list's prices and what it skips, a line each.
pub(super) fn listed(list: Value) -> (Vec<String>, Vec<String>) {
    let file = read(&list, None, now()).unwrap_or_else(|error| panic!("{error:?}"));
    let prices = file.prices.iter().map(line);
    let skipped = file.skipped.into_iter().map(|skip| {
        format!("{}/{} {} {}", skip.provider, skip.model, skip.component.unwrap_or_default(), skip.reason)
    });
    (prices.collect(), skipped.collect())
}

fn line(price: &ListedPrice) -> String {
    let amount = price.price_per_million.map_or("ends".to_owned(), |price| price.to_string());
    let from = price.effective_from.map(|from| format!(" from {from:?}")).unwrap_or_default();
    let daily = price.daily.map(|daily| format!(" at {daily}")).unwrap_or_default();
    format!(
        "{}/{} {} {} >{} {amount}{daily}{from}",
        price.provider, price.model, price.component, price.service_tier, price.context_above
    )
}

/// What keeps a list from being imported.
pub(super) fn problem(list: &Value) -> String {
    match read(list, None, now()) {
        Err(PriceFileError::BrokenEntry { entry, key, value, problem }) => {
            format!("{entry} {key} {value}: {problem}")
        }
        Err(error) => error.to_string(),
        Ok(file) => format!("{file:?}"),
    }
}

#[test]
fn the_content_tells_the_format() {
    let format = |list: Value| read(&list, None, now()).map(|file| file.format);
    let csv = "provider,model,component,price_per_million\n";
    assert_eq!(
        format(json!({"m": {"litellm_provider": "a", "input_cost_per_token": 1}})),
        Ok(Format::LiteLlm)
    );
    assert_eq!(format(json!({"data": [{"id": "a/m", "pricing": {}}]})), Ok(Format::OpenRouter));
    assert_eq!(format(json!([{"id": "a", "models": []}])), Ok(Format::GenaiPrices));
    assert_eq!(format(json!({"a": {"id": "a", "models": {}}})), Ok(Format::ModelsDev));
    assert_eq!(format(json!(csv)), Ok(Format::Csv));
    for unknown in
        [json!([]), json!({}), json!({"a": 1}), json!([1, 2]), json!(17), json!(null), json!({"data": []})]
    {
        assert_eq!(format(unknown.clone()), Err(PriceFileError::UnknownFormat), "{unknown}");
    }
    assert_eq!(read(&json!({}), Some("csv"), now()), Err(PriceFileError::UnknownFormat));
    assert_eq!(
        read(&json!({}), Some("excel"), now()),
        Err(PriceFileError::UnknownFormatName("excel".into()))
    );
}

#[test]
fn openrouter_prices_are_texts_and_dynamic_ones_are_left_out() {
    let (prices, skipped) = listed(json!({"data": [
        {"id": "a/m", "pricing": {"prompt": "0.00000025", "completion": "0.0000015", "image": "0.00000025",
            "audio": "0.0000005", "internal_reasoning": "0", "input_cache_read": "0.000000025", "discount": 0}},
        {"id": "a/image", "pricing": {"prompt": "0", "completion": "0", "image": "0.001", "web_search": "0.01",
            "request": "0.005", "internal_reasoning": "0"}},
        {"id": "openrouter/auto", "pricing": {"prompt": "-1", "completion": "-1"}},
        {"id": "a/none"}]}));
    assert_eq!(
        prices,
        [
            "openrouter/a/image image standard >0 1000",
            "openrouter/a/image input standard >0 0",
            "openrouter/a/image output standard >0 0",
            "openrouter/a/image reasoning standard >0 0",
            "openrouter/a/image request standard >0 5000",
            "openrouter/a/image web_search standard >0 10000",
            "openrouter/a/m audio_input standard >0 0.5",
            "openrouter/a/m cache_read standard >0 0.025",
            "openrouter/a/m image_input standard >0 0.25",
            "openrouter/a/m input standard >0 0.25",
            "openrouter/a/m output standard >0 1.5",
        ]
    );
    assert_eq!(
        skipped,
        [
            "openrouter/a/m discount is a price key that is not known",
            "openrouter/a/m internal_reasoning is 0, which means that reasoning costs what output costs",
            "openrouter/a/none  has no price",
            "openrouter/openrouter/auto  has no price that is known",
            "openrouter/openrouter/auto completion is dynamic: the price of the model that the call is routed to",
            "openrouter/openrouter/auto prompt is dynamic: the price of the model that the call is routed to",
        ]
    );
    let broken = json!({"data": [{"id": "a", "pricing": {"prompt": "-2"}}]});
    assert_eq!(problem(&broken), "a prompt \"-2\": a price cannot be negative");
    let nameless = json!({"data": [{"id": "a", "pricing": {}}, {"pricing": {}}]});
    assert_eq!(problem(&nameless), "data[1] id null: a model must have an id");
}

#[test]
fn genai_prices_have_other_ways_to_ask() {
    let models = json!([
        {"id": "m", "prices": {"input_mtok": 2, "output_mtok": 8, "audio_hours": 0.36, "input_gpixels": 50},
         "price_variants": [
            {"when": {"processing": "batch"}, "prices": {"input_mtok": 1},
             "constraint": {"start_date": "2026-09-01"}},
            {"when": {"service_tier": "priority"}, "prices": {"input_mtok": 4}},
            {"when": {"service_tier": "priority"}, "prices": {"input_mtok": 5, "output_mtok": 16}},
            {"when": {"speed": "fast", "service_tier": "priority"}, "prices": {"input_mtok": 9}}]},
        {"id": "future", "prices": [
            {"constraint": {"start_date": "2026-09-01"}, "prices": {"input_mtok": 3}},
            {"constraint": {"start_time": "23:00:00+01:00", "end_time": "05:00:00+01:00"}, "prices": {"input_mtok": 1}}]}]);
    let (prices, skipped) = listed(json!([{"id": "openai", "models": models}]));
    assert_eq!(
        prices,
        [
            "openai/future input standard >0 3",
            "openai/future input standard >0 1 at 22:00-04:00",
            "openai/m audio_second standard >0 100",
            "openai/m input batch >0 1 from 2026-09-01T00:00:00Z",
            "openai/m input priority >0 4",
            "openai/m input standard >0 2",
            "openai/m output priority >0 16",
            "openai/m output standard >0 8",
            "openai/m pixel standard >0 0.05",
        ]
    );
    assert_eq!(
        skipped,
        [
            "openai/m price_variants {\"service_tier\":\"priority\",\"speed\":\"fast\"} depends on what is not known here"
        ]
    );
}

fn rules(file: &PriceFile) -> Vec<String> {
    let told = |rule: &ListedRule| {
        format!("{} {} -> {}/{} {}", rule.place, rule.provider, rule.to_provider, rule.to_model, rule.clause)
    };
    file.rules.iter().map(told).collect()
}

#[test]
fn openrouter_answers_with_a_models_slug_and_its_variant() {
    let model = |id: &str, slug: &str| json!({"id": id, "canonical_slug": slug, "pricing": {"prompt": "0"}});
    let list =
        json!({"data": [model("a/m", "a/m-0924"), model("a/m:free", "a/m-0924"), model("a/n", "a/n")]});
    let file = read(&list, None, now()).unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(
        rules(&file),
        [
            r#"0 openrouter -> openrouter/a/m {"equals":"a/m-0924"}"#,
            r#"1 openrouter -> openrouter/a/m:free {"equals":"a/m-0924:free"}"#,
        ]
    );
}

#[test]
fn genai_prices_tell_by_which_names_a_model_goes() {
    let openai = json!({"id": "openai", "models": [
        {"id": "gpt-4o", "match": {"or": [{"equals": "gpt-4o"}, {"starts_with": "gpt-4o-20"}]}, "prices": {"input_mtok": 1}},
        {"id": "plain", "match": {"equals": "plain"}, "prices": {"input_mtok": 1}},
        {"id": "odd", "match": {"sounds_like": "gpt"}, "prices": {"input_mtok": 1}}]});
    let azure = json!({"id": "azure", "fallback_model_providers": ["openai"], "models": []});
    let file = read(&json!([openai, azure]), None, now()).unwrap_or_else(|error| panic!("{error:?}"));
    let clause = r#"{"or":[{"equals":"gpt-4o"},{"starts_with":"gpt-4o-20"}]}"#;
    assert_eq!(
        rules(&file),
        [format!("1 openai -> openai/gpt-4o {clause}"), format!("1 azure -> openai/gpt-4o {clause}")]
    );
    assert_eq!(file.skipped[0].reason, "is a rule that is not known");
}

#[test]
fn genai_prices_have_steps_and_dates() {
    let models = json!([
        {"id": "steps", "prices": {"input_mtok": {"base": 1.25, "tiers": [{"start": 200000, "price": 2.5}]},
            "output_mtok": 10, "requests_kcount": 12, "spice_mtok": 1}},
        {"id": "dated", "prices": [
            {"prices": {"input_mtok": {"base": 5, "tiers": [{"start": 200000, "price": 10}]}, "output_mtok": 25}},
            {"constraint": {"start_date": "2026-03-13"}, "prices": {"input_mtok": 5, "output_mtok": 20}},
            {"constraint": {"start_date": "2026-09-01"}, "prices": {"input_mtok": 3, "cache_read_mtok": 0.3}}]},
        {"id": "night", "prices": [
            {"prices": {"input_mtok": 0.135}},
            {"constraint": {"start_time": "00:30:00Z", "end_time": "16:30:00Z"}, "prices": {"input_mtok": 0.27}}]},
        {"id": "none", "prices": {}}]);
    let (prices, skipped) = listed(json!([{"id": "x-ai", "models": models}]));
    assert_eq!(
        prices,
        [
            "xai/dated cache_read standard >0 0.3 from 2026-09-01T00:00:00Z",
            "xai/dated input standard >0 5",
            "xai/dated input standard >0 3 from 2026-09-01T00:00:00Z",
            "xai/dated output standard >0 20",
            "xai/dated output standard >0 ends from 2026-09-01T00:00:00Z",
            "xai/night input standard >0 0.135",
            "xai/night input standard >0 0.27 at 00:30-16:30",
            "xai/steps input standard >0 1.25",
            "xai/steps input standard >200000 2.5",
            "xai/steps output standard >0 10",
            "xai/steps request standard >0 12000",
        ]
    );
    assert_eq!(
        skipped,
        ["xai/none  has no price that is known", "xai/steps spice_mtok is a price key that is not known",]
    );
    let broken = |prices: Value| problem(&json!([{"id": "a", "models": [{"id": "m", "prices": prices}]}]));
    assert_eq!(
        broken(json!({"input_mtok": {"base": 1}})),
        "a/m input_mtok {\"base\":1}: a price with steps must have base and tiers"
    );
    assert_eq!(broken(json!({"input_mtok": -1})), "a/m input_mtok -1: a price cannot be negative");
    assert_eq!(
        broken(json!([{"constraint": {"start_date": "soon"}, "prices": {}}])),
        "a/m start_date \"soon\": it must be a date"
    );
}

#[test]
fn models_dev_has_tiers_of_the_context() {
    let (prices, skipped) = listed(json!({"google": {"id": "google", "models": {
        "g": {"id": "g", "cost": {"input": 1.25, "output": 10, "reasoning": 10, "input_audio": 1,
            "tiers": [{"tier": {"type": "context", "size": 200000}, "input": 2.5, "output": 15}],
            "context_over_200k": {"input": 2.5, "output": 16}, "spice": 3}},
        "free": {"id": "free"}}}}));
    assert_eq!(
        prices,
        [
            "google/g audio_input standard >0 1",
            "google/g input standard >0 1.25",
            "google/g input standard >200000 2.5",
            "google/g output standard >0 10",
            "google/g output standard >200000 15",
            "google/g reasoning standard >0 10",
        ]
    );
    assert_eq!(
        skipped,
        [
            "google/free  has no price",
            "google/g context_over_200k.output another key of the entry prices the same and was taken",
            "google/g spice is a price key that is not known",
        ]
    );
    let broken = json!({"a": {"models": {"m": {"cost": {"input": "dear"}}}}});
    assert_eq!(problem(&broken), "a/m input \"dear\": a price must be a number");
}
