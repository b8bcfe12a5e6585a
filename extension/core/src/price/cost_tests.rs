use super::*;

fn rate(price_id: i64, component: &str, price: &str) -> Rate {
    tiered(price_id, component, price, STANDARD_TIER, 0)
}

fn tiered(price_id: i64, component: &str, price: &str, service_tier: &str, context_above: i64) -> Rate {
    let price_per_million = Decimal::from_str_exact(price).unwrap_or_default();
    Rate {
        price_id,
        component: component.into(),
        service_tier: service_tier.into(),
        context_above,
        price_per_million,
    }
}

fn usd(rates: &[Rate], counts: TokenCounts, tier: &str) -> String {
    match cost(rates, &counts, tier) {
        Ok(quote) => quote.cost.to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn input_and_output_are_added() {
    let rates = [rate(1, INPUT, "0.15"), rate(2, OUTPUT, "0.60")];
    let counts = TokenCounts { input: 1200, output: 300, ..Default::default() };
    let quote = cost(&rates, &counts, STANDARD_TIER);
    assert_eq!(quote, Ok(Quote { cost: Decimal::new(36, 5), price_ids: vec![1, 2] }));
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
fn a_missing_price_is_no_zero() {
    let rates = [rate(1, INPUT, "0.02")];
    let counts = TokenCounts { input: 5, output: 1, ..Default::default() };
    assert_eq!(cost(&rates, &counts, STANDARD_TIER), Err(CostError::NoPrice(OUTPUT)));
    let embedding = TokenCounts { output: 0, ..counts };
    assert_eq!(usd(&rates, embedding, STANDARD_TIER), "0.0000001");
}

#[test]
fn the_smallest_price_is_exact_and_the_largest_an_error() {
    let rates = [rate(1, INPUT, "0.000001"), rate(2, OUTPUT, "1000000000000")];
    let one = TokenCounts { input: 1, ..Default::default() };
    assert_eq!(usd(&rates, one, STANDARD_TIER), "0.000000000001");
    let many = TokenCounts { output: crate::counts::TOKENS_MAX, ..Default::default() };
    assert_eq!(cost(&rates, &many, STANDARD_TIER), Err(CostError::OutOfRange));
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
        proptest::prop_assert_eq!(cost(&rates, &counts, STANDARD_TIER).map(|quote| quote.cost), Ok(expected));
    }
}
