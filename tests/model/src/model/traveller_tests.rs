//! A customer who moves on, in zones, anchors, plans and periods, and spends all that there is.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::tests::{add, done, start, tokens_limit, verdict};
use crate::calendar::{Moment, Period};
use crate::names::ZONES;
use crate::operation::{Operation, Owner, Parent};
use crate::random::check;

/// Every limit of the customer has this cap, whatever its period.
const CAP: i64 = 100;

/// What a traveller tries: to spend again, or to have another period begin.
#[derive(Clone, Debug)]
enum Try {
    Spend(i64),
    Move { zone: usize },
    Anchor { hours: i64 },
    Wait { hours: i64 },
    Plan(&'static str),
    Override(Period),
    RemoveOverride,
}

/// What was spent, and the period of the limit that let it.
#[derive(Clone, Copy, Debug)]
struct Spent {
    at: Moment,
    tokens: i64,
    period: Period,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let periods =
        prop_oneof![2 => Just(Period::Day), 1 => Just(Period::Week), 1 => Just(Period::AnchoredMonth)];
    let hours = prop_oneof![8 => 1..9_i64, 1 => 9..200_i64];
    proptest::collection::vec(
        prop_oneof![
            4 => (1..=CAP).prop_map(Try::Spend),
            3 => (0..ZONES.len()).prop_map(|zone| Try::Move { zone }),
            1 => (-60..60_i64).prop_map(|hours| Try::Anchor { hours }),
            4 => hours.prop_map(|hours| Try::Wait { hours }),
            2 => prop_oneof![Just("free"), Just("basic")].prop_map(Try::Plan),
            2 => periods.prop_map(Try::Override),
            1 => Just(Try::RemoveOverride),
        ],
        1..120,
    )
}

/// What the customer gets, in whatever plan and zone: both plans have the cap for a day.
fn travels(tries: &[Try]) -> Vec<Spent> {
    let mut model = start();
    // what would stop the traveller before these limits do
    done(&mut model, &Operation::RemovePool { account: "pool", provider: "openai", for_account: None });
    done(&mut model, &Operation::RemoveLimit { owner: Owner::Plan("basic"), name: "spend" });
    done(&mut model, &Operation::SetAccount { account: "nova", plan: Some("free"), parent: Parent::Keep });
    for plan in ["free", "basic"] {
        done(&mut model, &Operation::SetLimit(tokens_limit(Owner::Plan(plan), "daily", CAP, Period::Day)));
    }
    let mut period = Period::Day;
    let mut spent = Vec::new();
    for step in tries {
        let operation = match step {
            Try::Spend(tokens) => {
                if verdict(&mut model, &add("nova", *tokens)).starts_with("ok") {
                    spent.push(Spent { at: model.now, tokens: *tokens, period });
                }
                continue;
            }
            Try::Move { zone } => {
                Operation::Travel { account: "nova", zone: Some(ZONES[*zone]), anchor_minutes: None }
            }
            Try::Anchor { hours } => {
                Operation::Travel { account: "nova", zone: None, anchor_minutes: Some(hours * 60) }
            }
            Try::Wait { hours } => Operation::Clock { minutes: hours * 60 },
            Try::Plan(plan) => {
                Operation::SetAccount { account: "nova", plan: Some(plan), parent: Parent::Keep }
            }
            Try::Override(other) => {
                period = *other;
                Operation::SetLimit(tokens_limit(Owner::Account("nova"), "daily", CAP, period))
            }
            Try::RemoveOverride => {
                period = Period::Day;
                Operation::RemoveLimit { owner: Owner::Account("nova"), name: "daily" }
            }
        };
        model.apply(&operation, "", &BTreeSet::new());
    }
    spent
}

/// How many whole periods so many hours can touch, as the customer counts them. Who moves west by 26 hours, from the one end
/// of the zones to the other, lives through so many more of them.
fn touched(period: Period, hours: i64) -> i64 {
    match period {
        Period::Day => hours / 24 + 2,
        Period::Week => (hours + 26) / (7 * 24) + 2,
        _ => (hours + 26) / (28 * 24) + 2,
    }
}

/// What the limits of a period let through between any two moments is no more than the caps of the whole periods that these touch.
#[test]
fn a_traveller_spends_no_more_than_whole_periods_have() {
    check(256, tries(), |tries| {
        let all = travels(tries);
        for period in [Period::Day, Period::Week, Period::AnchoredMonth] {
            let spent: Vec<&Spent> = all.iter().filter(|spent| spent.period == period).collect();
            for (first, from) in spent.iter().enumerate() {
                let mut sum = 0;
                for to in &spent[first..] {
                    sum += to.tokens;
                    let hours = (to.at - from.at).num_hours();
                    let most = CAP * touched(period, hours);
                    prop_assert!(sum <= most, "{} tokens of {:?} within {} hours", sum, period, hours);
                }
            }
        }
        Ok(())
    });
}
