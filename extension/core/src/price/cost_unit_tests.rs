//! Units beside tokens: what a call costs by them.

use super::tests::{rate, usd, with_units};
use super::*;
use serde_json::json;

#[test]
fn units_are_charged_by_their_name() {
    let counts = TokenCounts { input: 1_000_000, ..Default::default() };
    let rates = [rate(1, INPUT, "1"), rate(2, "web_search", "10000"), rate(3, "second", "0.5")];
    assert_eq!(with_units(&rates, counts, json!({"web_search": 3})), "1.03");
    assert_eq!(with_units(&rates, counts, json!({"audio_second": 2.5})), "1.00000125");
    assert_eq!(
        with_units(&rates, counts, json!({"image_generated": 1})),
        "there is no image_generated price"
    );
    assert_eq!(with_units(&rates, counts, json!({"citation": 9})), "1", "most models do not bill citations");
    assert_eq!(with_units(&rates, TokenCounts::default(), json!({"web_search": 1})), "0.01");
}

#[test]
fn audio_costs_nothing_of_its_own_only_beside_the_tokens_that_are_billed_for_it() {
    let heard = json!({"audio_second": 3600});
    let rates = [rate(1, INPUT, "1")];
    assert_eq!(with_units(&rates, TokenCounts::default(), heard.clone()), "there is no audio_second price");
    assert_eq!(with_units(&rates, TokenCounts { input: 1_000_000, ..Default::default() }, heard), "1");
}

#[test]
fn a_unit_goes_by_the_nearest_name_that_is_priced() {
    let priced = |component: &str, unit: &str| {
        with_units(&[rate(1, component, "5000")], TokenCounts::default(), json!({unit: 2}))
    };
    for (component, unit) in [
        ("web_search", "grounding_query"),
        ("google_search", "grounded_prompt"),
        ("google_maps", "maps_grounding"),
        ("code_interpreter_session", "code_interpreter"),
        ("web_search", "x_search"),
        ("web_search_low", "request_low"),
        ("web_search", "request_high"),
    ] {
        assert_eq!(priced(component, unit), "0.01", "{unit} by {component}");
    }
    assert_eq!(priced("web_search", "maps_grounding"), "there is no maps_grounding price");
    let fee = [rate(1, "request", "8000"), rate(2, "web_search_low", "5000")];
    assert_eq!(with_units(&fee, TokenCounts::default(), json!({"request_low": 1})), "0.005", "not twice");
    assert_eq!(with_units(&fee[..1], TokenCounts::default(), json!({"request_low": 1})), "0.008");
}

#[test]
fn a_call_may_cost_by_itself() {
    let rates = [rate(1, INPUT, "1"), rate(2, "request", "5000")];
    let counts = TokenCounts { input: 1_000_000, ..Default::default() };
    assert_eq!(usd(&rates, counts, STANDARD_TIER), "1.005");
    assert_eq!(
        with_units(&rates, counts, json!({"request": 10})),
        "1.05",
        "a batch says how many calls it was"
    );
}

#[test]
fn tokens_beside_the_counts_cost_what_those_of_the_model_do() {
    let rates = [
        rate(1, INPUT, "5"),
        rate(2, OUTPUT, "25"),
        rate(3, "cache_write", "6"),
        rate(4, "factor:speed:fast", "2"),
    ];
    let units = Units::read(
        &json!({"beside_input": 1_000_000, "beside_cache_write_1h": 1_000_000}),
        &TokenCounts::default(),
    )
    .unwrap_or_else(|error| panic!("{error}"));
    let fast = Conditions::reported(["speed:fast".to_owned()]);
    let used = Used {
        counts: &TokenCounts { output: 1_000_000, ..Default::default() },
        units: &units,
        service_tier: STANDARD_TIER,
        conditions: &fast,
        at: DateTime::UNIX_EPOCH,
    };
    assert_eq!(
        cost(&rates, &used).map(|quote| quote.cost.to_string()),
        Ok("72".to_owned()),
        "2 * (25 + 5 + 6)"
    );
}
