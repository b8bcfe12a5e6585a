use super::super::component::{AUDIO_INPUT, CACHE_READ, CACHE_WRITE, REASONING};
use super::*;
use serde_json::json;

const NONE: Conditions = Conditions::none();

pub(super) fn rate(price_id: i64, component: &str, price: &str) -> Rate {
    tiered(price_id, component, price, STANDARD_TIER, 0)
}

pub(super) fn tiered(
    price_id: i64,
    component: &str,
    price: &str,
    service_tier: &str,
    context_above: i64,
) -> Rate {
    let price_per_million = Decimal::from_str_exact(price).unwrap_or_default();
    Rate {
        price_id,
        component: component.into(),
        service_tier: service_tier.into(),
        context_above,
        daily: None,
        price_per_million,
    }
}

pub(super) fn usd(rates: &[Rate], counts: TokenCounts, tier: &str) -> String {
    match quote(rates, &counts, tier) {
        Ok(quote) => quote.cost.to_string(),
        Err(error) => error.to_string(),
    }
}

pub(super) fn quote(rates: &[Rate], counts: &TokenCounts, service_tier: &str) -> Result<Quote, CostError> {
    cost(
        rates,
        &Used { counts, units: &Units::none(), service_tier, conditions: &NONE, at: DateTime::UNIX_EPOCH },
    )
}

pub(super) fn with_units(rates: &[Rate], counts: TokenCounts, units: serde_json::Value) -> String {
    let units = Units::read(&units, &counts).unwrap_or_else(|error| panic!("{error}"));
    let used = Used {
        counts: &counts,
        units: &units,
        service_tier: STANDARD_TIER,
        conditions: &NONE,
        at: DateTime::UNIX_EPOCH,
    };
    cost(rates, &used).map_or_else(|error| error.to_string(), |quote| quote.cost.to_string())
}

#[test]
fn input_and_output_are_added() {
    let rates = [rate(1, INPUT, "0.15"), rate(2, OUTPUT, "0.60")];
    let counts = TokenCounts { input: 1200, output: 300, ..Default::default() };
    let quote = quote(&rates, &counts, STANDARD_TIER);
    assert_eq!(
        quote,
        Ok(Quote { cost: Decimal::new(36, 5).into(), price_ids: vec![1, 2], unpriced_tier: false })
    );
}

#[test]
fn a_part_has_its_own_rate_or_the_wholes() {
    let mut rates = vec![rate(1, INPUT, "3"), rate(2, OUTPUT, "15")];
    let counts =
        TokenCounts { input: 1_000_000, cache_read: 600_000, output: 10, reasoning: 4, ..Default::default() };
    assert_eq!(usd(&rates, counts, STANDARD_TIER), "3.00015");
    rates.push(rate(3, CACHE_READ, "0.3"));
    assert_eq!(usd(&rates, counts, STANDARD_TIER), "1.38015");
    rates.push(rate(4, CACHE_WRITE, "0"));
    let written = TokenCounts { cache_write: 400_000, ..counts };
    assert_eq!(usd(&rates, written, STANDARD_TIER), "0.18015", "an explicit 0 is free");
    rates.push(rate(5, REASONING, "30"));
    assert_eq!(usd(&rates, counts, STANDARD_TIER), "1.38021");
}

#[test]
fn above_a_step_every_token_is_repriced() {
    let rates = [
        rate(1, INPUT, "1.25"),
        tiered(2, INPUT, "2.5", STANDARD_TIER, 200_000),
        rate(3, CACHE_READ, "0.31"),
        tiered(4, INPUT, "4", STANDARD_TIER, 400_000),
    ];
    let input = |input, cache_read| TokenCounts { input, cache_read, ..Default::default() };
    assert_eq!(usd(&rates, input(200_000, 0), STANDARD_TIER), "0.25");
    assert_eq!(usd(&rates, input(200_001, 0), STANDARD_TIER), "0.5000025");
    assert_eq!(usd(&rates, input(400_001, 0), STANDARD_TIER), "1.600004");
    assert_eq!(
        usd(&rates, input(200_001, 200_000), STANDARD_TIER),
        "0.0620025",
        "cached tokens count towards the step"
    );
}

#[test]
fn a_tier_falls_back_to_standard() {
    let rates = [rate(1, INPUT, "2"), rate(2, OUTPUT, "8"), tiered(3, INPUT, "1", "batch", 0)];
    let counts = TokenCounts { input: 1_000_000, output: 1_000_000, ..Default::default() };
    assert_eq!(usd(&rates, counts, "batch"), "9");
    assert_eq!(usd(&rates, counts, "flex"), "10");
}

#[test]
fn a_tier_without_a_step_rises_with_the_standard_price() {
    let mut rates = vec![
        rate(1, INPUT, "1.25"),
        tiered(2, INPUT, "2.5", STANDARD_TIER, 200_000),
        tiered(3, INPUT, "0.625", "batch", 0),
        tiered(4, INPUT, "3", "priority", 200_000),
    ];
    let counts = |input| TokenCounts { input, ..Default::default() };
    assert_eq!(usd(&rates, counts(200_000), "batch"), "0.125");
    assert_eq!(
        quote(&rates, &counts(400_000), "batch").map(|quote| quote.cost.to_string()),
        Ok("0.5".into())
    );
    assert_eq!(quote(&rates, &counts(400_000), "batch").map(|quote| quote.price_ids), Ok(vec![1, 2, 3]));
    // a tier with the step goes by it, and one that has only the step is standard below
    assert_eq!(usd(&rates, counts(400_000), "priority"), "1.2");
    assert_eq!(usd(&rates, counts(100_000), "priority"), "0.125");
    // a third step, of the standard alone, is a half more than the second
    rates.push(tiered(5, INPUT, "3.75", STANDARD_TIER, 500_000));
    assert_eq!(usd(&rates, counts(1_000_000), "priority"), "4.5");
    // what does not end is rounded, and from 0 nothing rises
    rates[0] = rate(1, INPUT, "3");
    assert_eq!(usd(&rates, counts(400_000), "batch"), "0.2083333333332");
    rates[0] = rate(1, INPUT, "0");
    assert_eq!(usd(&rates, counts(400_000), "batch"), "0.25");
}

#[test]
fn a_missing_price_is_no_zero() {
    let rates = [rate(1, INPUT, "0.02")];
    let counts = TokenCounts { input: 5, output: 1, ..Default::default() };
    assert_eq!(quote(&rates, &counts, STANDARD_TIER), Err(CostError::NoPrice(OUTPUT.into())));
    let embedding = TokenCounts { output: 0, ..counts };
    assert_eq!(usd(&rates, embedding, STANDARD_TIER), "0.0000001");
}

#[test]
fn the_finest_and_the_largest_are_exact() {
    let most = TokenCounts { input: crate::counts::TOKENS_MAX, ..Default::default() };
    let one = TokenCounts { input: 1, ..Default::default() };
    for (price, counts, expected) in [
        ("0.000000000000000001", one, "0.000000000000000000000001"),
        ("0.123456789012345678", most, "1111999897.984715757218771248286898"),
        ("1000000000000", most, "9007199254740991000000"),
        ("999999999999.9999999999999999", most, "9007199254740990999999.9999990992800745259009"),
    ] {
        assert_eq!(usd(&[rate(1, INPUT, price)], counts, STANDARD_TIER), expected, "{price}");
    }
    let seconds = [rate(1, "audio_seconds", "0.000000000000000001")];
    let spoken =
        json!({"audio_seconds": serde_json::from_str::<serde_json::Value>("0.000001").unwrap_or_default()});
    assert_eq!(with_units(&seconds, TokenCounts::default(), spoken), "0.000000000000000000000000000001");
}

#[test]
fn factors_round_at_the_thirtieth_decimal_and_what_no_number_holds_is_an_error() {
    let factors = Conditions::read(["a:1", "b:2", "c:3"].map(str::to_owned).to_vec()).unwrap_or(NONE);
    let cost_at = |price: &str, factor: &str, input: i64| {
        let mut rates = vec![rate(1, INPUT, price)];
        rates.extend(["factor:a:1", "factor:b:2", "factor:c:3"].map(|name| rate(2, name, factor)));
        let counts = TokenCounts { input, ..Default::default() };
        let used = Used {
            counts: &counts,
            units: &Units::none(),
            service_tier: STANDARD_TIER,
            conditions: &factors,
            at: DateTime::UNIX_EPOCH,
        };
        cost(&rates, &used).map(|quote| quote.cost.to_string())
    };
    assert_eq!(cost_at("1", "0.1", 1_000_000).as_deref(), Ok("0.001"));
    assert_eq!(cost_at("0.000000000000000001", "0.05", 1).as_deref(), Ok("0.000000000000000000000000000125"));
    assert_eq!(cost_at("0.000000000000000001", "0.005", 1).as_deref(), Ok("0"));
    let most = crate::counts::TOKENS_MAX;
    assert_eq!(
        cost_at("1000000000000", "1000000", most).as_deref(),
        Ok("9007199254740991000000000000000000000000")
    );
    assert_eq!(cost_at("1000000000000", "1000000000000", most), Err(CostError::OutOfRange));
}

#[test]
fn parts_of_parts_have_their_own_rate_or_the_nearest() {
    let counts = TokenCounts {
        input: 1_000_000,
        cache_read: 500_000,
        cache_write: 300_000,
        audio_input: 200_000,
        ..Default::default()
    };
    let mut rates = vec![rate(1, INPUT, "1"), rate(2, CACHE_READ, "0.1"), rate(3, CACHE_WRITE, "1.25")];
    // 300,000 written, 100,000 of them for an hour; 500,000 read; what is left of the audio has the input's rate
    let hour = || json!({"cache_write_1h": 100_000});
    assert_eq!(with_units(&rates, counts, hour()), "0.625");
    rates.push(rate(4, "cache_write_1h", "2"));
    assert_eq!(with_units(&rates, counts, hour()), "0.7");
    rates.push(rate(5, AUDIO_INPUT, "10"));
    assert_eq!(with_units(&rates, counts, hour()), "2.5", "audio not said to be cached: 200,000 at 10");
    // half of the audio was read from the cache: it is neither charged as audio nor as plain input
    let cached_audio = json!({"cache_read_audio": 100_000});
    assert_eq!(with_units(&rates, counts, cached_audio.clone()), "1.525");
    rates.push(rate(6, "cache_read_audio", "5"));
    assert_eq!(with_units(&rates, counts, cached_audio), "2.015");
}

#[test]
fn at_its_hours_a_daily_price_goes_before_the_others() {
    let night = |price_id, above, price| Rate {
        daily: "16:30-00:30".parse().ok(),
        ..tiered(price_id, INPUT, price, STANDARD_TIER, above)
    };
    let rates =
        [rate(1, INPUT, "0.28"), night(2, 0, "0.14"), tiered(3, INPUT, "0.5", STANDARD_TIER, 2_000_000)];
    let at = |time: &str, input| {
        let counts = TokenCounts { input, ..Default::default() };
        let at = format!("2026-03-01T{time}Z").parse().unwrap_or_default();
        let used =
            Used { counts: &counts, units: &Units::none(), service_tier: "flex", conditions: &NONE, at };
        cost(&rates, &used).map(|quote| quote.cost.to_string())
    };
    assert_eq!(at("16:29:59", 1_000_000), Ok("0.28".into()));
    assert_eq!(at("16:30:00", 1_000_000), Ok("0.14".into()));
    assert_eq!(at("00:29:59", 3_000_000), Ok("0.42".into()), "its steps are its own");
    assert_eq!(at("00:30:00", 3_000_000), Ok("1.5".into()));
}

#[test]
fn conditions_multiply_what_tokens_cost() {
    let rates = [
        rate(1, INPUT, "5"),
        rate(2, OUTPUT, "25"),
        rate(3, "web_search", "10000"),
        rate(4, "factor:speed:fast", "2"),
        rate(5, "factor:geo:us", "1.1"),
    ];
    let counts = TokenCounts { input: 1000, output: 100, ..Default::default() };
    let units = Units::read(&json!({"web_search": 1}), &counts).unwrap_or_default();
    let with = |names: &[&str]| {
        let conditions = Conditions::read(names.iter().map(|name| (*name).to_owned())).unwrap_or_default();
        let used = Used {
            counts: &counts,
            units: &units,
            service_tier: STANDARD_TIER,
            conditions: &conditions,
            at: DateTime::UNIX_EPOCH,
        };
        cost(&rates, &used).map(|quote| (quote.cost.to_string(), quote.price_ids))
    };
    assert_eq!(with(&[]), Ok(("0.0175".into(), vec![1, 2, 3])));
    assert_eq!(with(&["speed:fast"]), Ok(("0.025".into(), vec![1, 2, 3, 4])), "a search is not multiplied");
    assert_eq!(with(&["speed:fast", "geo:us"]), Ok(("0.0265".into(), vec![1, 2, 3, 4, 5])));
    assert_eq!(with(&["geo:eu"]), Ok(("0.0175".into(), vec![1, 2, 3])), "nobody has priced it");
}

proptest::proptest! {
    /// Adding up each line with plain `Decimal` arithmetic, where it fits, gives the same.
    #[test]
    fn agrees_with_decimal(input in 0_i64..5_000_000, cached in 0_i64..100, output in 0_i64..5_000_000,
                           price in 0_i64..100_000_000, cache_price in 0_i64..100_000_000) {
        let counts = TokenCounts { input: input + cached, cache_read: cached, output, ..Default::default() };
        let (price, cache_price) = (Decimal::new(price, 6), Decimal::new(cache_price, 9));
        let mut rates = [rate(1, INPUT, "0"), rate(2, OUTPUT, "0"), rate(3, CACHE_READ, "0")];
        rates[0].price_per_million = price;
        rates[1].price_per_million = price;
        rates[2].price_per_million = cache_price;
        let expected = (Decimal::from(input + output) * price + Decimal::from(cached) * cache_price) / Decimal::from(1_000_000);
        proptest::prop_assert_eq!(quote(&rates, &counts, STANDARD_TIER).map(|quote| quote.cost), Ok(expected.into()));
    }
}
