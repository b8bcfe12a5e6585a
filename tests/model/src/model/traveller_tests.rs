//! A customer who moves on, in zones, plans and periods, and spends all that there is.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::tests::{add, done, start, tokens_limit, verdict};
use crate::calendar::{Moment, Period};
use crate::names::ZONES;
use crate::operation::{Operation, Owner, Parent};

/// What a traveller tries: to spend again, or to have another day begin.
#[derive(Clone, Debug)]
enum Try {
    Spend(i64),
    Move { zone: usize },
    Wait { hours: i64 },
    Plan(&'static str),
    Override,
    RemoveOverride,
    OtherPeriod(Period),
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    proptest::collection::vec(
        prop_oneof![
            4 => (1..101_i64).prop_map(Try::Spend),
            3 => (0..ZONES.len()).prop_map(|zone| Try::Move { zone }),
            4 => (1..9_i64).prop_map(|hours| Try::Wait { hours }),
            2 => prop_oneof![Just("free"), Just("basic")].prop_map(Try::Plan),
            1 => Just(Try::Override),
            1 => Just(Try::RemoveOverride),
            1 => prop_oneof![Just(Period::Week), Just(Period::Day)].prop_map(Try::OtherPeriod),
        ],
        1..120,
    )
}

/// The days of the customer: 100 tokens each, in whatever plan and zone.
fn travels(tries: &[Try]) -> Vec<(Moment, i64)> {
    let mut model = start();
    for plan in ["free", "basic"] {
        done(&mut model, &Operation::SetLimit(tokens_limit(Owner::Plan(plan), "daily", 100, Period::Day)));
    }
    let mut spent = Vec::new();
    for step in tries {
        let operation = match step {
            Try::Spend(tokens) => {
                if verdict(&mut model, &add("nova", *tokens)).starts_with("ok") {
                    spent.push((model.now, *tokens));
                }
                continue;
            }
            Try::Move { zone } => {
                Operation::Travel { account: "nova", zone: Some(ZONES[*zone]), anchor_minutes: None }
            }
            Try::Wait { hours } => Operation::Clock { minutes: hours * 60 },
            Try::Plan(plan) => {
                Operation::SetAccount { account: "nova", plan: Some(plan), parent: Parent::Keep }
            }
            Try::Override => {
                Operation::SetLimit(tokens_limit(Owner::Account("nova"), "daily", 100, Period::Day))
            }
            Try::OtherPeriod(period) => {
                Operation::SetLimit(tokens_limit(Owner::Account("nova"), "daily", 100, *period))
            }
            Try::RemoveOverride => Operation::RemoveLimit { owner: Owner::Account("nova"), name: "daily" },
        };
        model.apply(&operation, "", &BTreeSet::new());
    }
    spent
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 256, ..Default::default() })]

    /// As the customer counts: so many hours touch so many whole days, and each has its 100 tokens.
    #[test]
    fn a_traveller_spends_no_more_than_whole_days_have(tries in tries()) {
        let spent = travels(&tries);
        for (first, (from, _)) in spent.iter().enumerate() {
            let mut sum = 0;
            for (to, tokens) in &spent[first..] {
                sum += tokens;
                let days = (*to - *from).num_hours() / 24 + 2;
                prop_assert!(sum <= 100 * days, "{} tokens within {} hours", sum, (*to - *from).num_hours());
            }
        }
    }
}
