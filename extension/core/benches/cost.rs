//! What a call costs: `cargo bench -p token_meter_core --bench cost`.

use chrono::DateTime;
use criterion::{Criterion, criterion_group, criterion_main};
use rust_decimal::Decimal;
use std::hint::black_box;
use token_meter_core::conditions::Conditions;
use token_meter_core::counts::TokenCounts;
use token_meter_core::price::component::{CACHE_READ, CACHE_WRITE, INPUT, OUTPUT, REASONING, STANDARD_TIER};
use token_meter_core::price::{Rate, Used, cost};
use token_meter_core::units::Units;

fn rate(price_id: i64, component: &str, context_above: i64, cents_per_million: i64) -> Rate {
    Rate {
        price_id,
        component: component.into(),
        service_tier: STANDARD_TIER.into(),
        context_above,
        daily: None,
        price_per_million: Decimal::new(cents_per_million, 2),
    }
}

fn pricing(criterion: &mut Criterion) {
    let rates = [
        rate(1, INPUT, 0, 125),
        rate(2, INPUT, 200_000, 250),
        rate(3, CACHE_READ, 0, 31),
        rate(4, CACHE_WRITE, 0, 450),
        rate(5, OUTPUT, 0, 1000),
        rate(6, REASONING, 0, 1000),
    ];
    let counts = TokenCounts {
        input: 12_000,
        output: 900,
        cache_read: 8_000,
        cache_write: 1_000,
        reasoning: 300,
        ..TokenCounts::default()
    };
    let units = Units::none();
    let used = Used {
        counts: &counts,
        units: &units,
        service_tier: STANDARD_TIER,
        conditions: &Conditions::none(),
        at: DateTime::UNIX_EPOCH,
    };
    criterion.bench_function("cost, six rates", |bench| {
        bench.iter(|| cost(black_box(&rates), black_box(&used)));
    });
}

criterion_group!(benches, pricing);
criterion_main!(benches);
