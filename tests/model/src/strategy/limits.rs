//! Random limits.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::{any_but, owner, provider};
use crate::amount::Amount;
use crate::calendar::Period;
use crate::names::{LIMITS, MODELS, OPERATIONS, WINDOW};
use crate::operation::{KeySource, LimitSpec, Owner, Unit};

pub fn limit() -> impl Strategy<Value = LimitSpec> {
    let named = prop_oneof![
        8 => select(&[("daily", Unit::Tokens), ("spend", Unit::Cost), ("calls", Unit::Requests), ("total", Unit::Tokens)][..]),
        1 => (select(&LIMITS[..]), select(&[Unit::InputTokens, Unit::OutputTokens, Unit::Tokens][..])),
    ];
    let window = select(&[Unit::Tokens, Unit::OutputTokens, Unit::Requests, Unit::Cost][..])
        .prop_map(|unit| (WINDOW, unit));
    let named_and_period = prop_oneof![
        4 => (named, period()),
        1 => (window, select(&[30, 300, 10_080][..]).prop_map(Period::Window)),
    ];
    let filters = (
        option::weighted(0.15, provider()),
        option::weighted(0.1, select(&MODELS[..])),
        option::weighted(0.15, select(&OPERATIONS[..])),
        prop_oneof![6 => Just(Some(KeySource::Shared)), 2 => Just(None), 1 => Just(Some(KeySource::Own))],
    );
    let terms = (cap(), any_but(false, 0.75), any_but(true, 0.85), carry_over_cap(), expiry());
    (owner(), named_and_period, filters, terms, thresholds()).prop_map(
        |(owner, ((name, unit), period), filters, terms, (thresholds, by_what_is_left))| {
            let (cap, hard, caps, carry_over_cap, expiry) = terms;
            let (provider, model, operation, key_source) = filters;
            LimitSpec {
                owner,
                name,
                unit,
                period,
                provider,
                model,
                operation,
                key_source,
                cap: if unit == Unit::Requests { cap.map(requests) } else { cap },
                hard,
                thresholds,
                by_what_is_left,
                carry_over_cap: carry_over_cap.filter(|_| period != Period::Never && !period.rolls()),
                caps,
                expires_in_minutes: expiry.filter(|_| matches!(owner, Owner::Account(_))),
            }
        },
    )
}

/// A cap on requests in place of one on tokens.
fn requests(cap: Amount) -> Amount {
    let percent = cap.percent_of(Amount::whole(5_000));
    Amount::whole(percent.to_string().split('.').next().and_then(|whole| whole.parse().ok()).unwrap_or(0))
}

fn cap() -> impl Strategy<Value = Option<Amount>> {
    prop_oneof![
        10 => (20..600_i64).prop_map(|cap| Some(Amount::whole(cap))),
        1 => Just(Some(Amount::ZERO)),
        1 => Just(None),
    ]
}

fn carry_over_cap() -> impl Strategy<Value = Option<Amount>> {
    prop_oneof![
        8 => Just(None),
        2 => (0..200_i64).prop_map(|ceiling| Some(Amount::whole(ceiling))),
    ]
}

fn expiry() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![6 => Just(None), 1 => (1..4_000_i64).prop_map(Some)]
}

fn period() -> impl Strategy<Value = Period> {
    prop_oneof![
        2 => Just(Period::Never),
        4 => Just(Period::Day),
        2 => Just(Period::Hour),
        2 => Just(Period::Month),
        1 => Just(Period::AnchoredMonth),
        1 => Just(Period::Week),
    ]
}

fn thresholds() -> impl Strategy<Value = (Vec<i64>, bool)> {
    let lists = prop_oneof![
        4 => Just(vec![80, 95]),
        1 => Just(vec![50]),
        1 => Just(vec![40, 70, 100]),
    ];
    (lists, any_but(true, 0.8))
}
