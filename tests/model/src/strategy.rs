//! Random sequences. Every choice shrinks towards its first alternative, which is the simplest.

mod limits;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::amount::Amount;
use crate::names::{
    ACCOUNTS, KEYS, LIMITS, MODELS, NOBODY, Name, OPERATIONS, PLANS, PROVIDERS, WINDOW, ZONES,
};
use crate::operation::{Actual, Call, Claimed, KeySource, Operation, Owner, Parent, Pick, Repricing};

/// A sequence and how it is run.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// Every step commits; otherwise all are rolled back at the end.
    pub committed: bool,
    /// Which of the starting moments.
    pub start: usize,
    pub operations: Vec<Operation>,
}

/// Sequences of 1 to `2 * steps - 1` operations: `steps` on average, and shrinkable down to one.
pub fn sequences(steps: usize, starts: usize) -> impl Strategy<Value = Sequence> {
    let committed = prop_oneof![9 => Just(false), 1 => Just(true)];
    (committed, 0..starts, vec(operation(), 1..2 * steps))
        .prop_map(|(committed, start, operations)| Sequence { committed, start, operations })
}

fn operation() -> BoxedStrategy<Operation> {
    prop_oneof![
        60 => metering(),
        14 => administration(),
        8 => clock(),
        5 => upkeep(),
        8 => savepoints(),
    ]
    .boxed()
}

fn metering() -> BoxedStrategy<Operation> {
    prop_oneof![
        28 => (call(), option::weighted(0.15, 1..60_000_i64), any_but(false, 0.85), key(0.12))
            .prop_map(|(call, minutes_late, enforce, key)| Operation::Add { call, minutes_late, enforce, key }),
        8 => call().prop_map(|call| Operation::Check { call }),
        9 => (call(), ttl(), key(0.1)).prop_map(|(call, ttl_seconds, key)| Operation::Reserve { call, ttl_seconds, key }),
        8 => (pick(), actual(), claimed(), key(0.1))
            .prop_map(|(hold, actual, account, key)| Operation::Settle { hold, actual, account, key }),
        4 => (pick(), claimed()).prop_map(|(hold, account)| Operation::Release { hold, account }),
        5 => grant(),
        2 => (pick(), option::of((1..80_i64).prop_map(Amount::whole)))
            .prop_map(|(grant, amount)| Operation::VoidGrant { grant, amount }),
        4 => (pick(), refund_claimed(), key(0.1))
            .prop_map(|(usage, account, key)| Operation::Refund { usage, account, key }),
        2 => repricing().prop_map(Operation::Reprice),
        4 => (0..8_usize).prop_map(|request| Operation::Again { request }),
    ]
    .boxed()
}

fn repricing() -> impl Strategy<Value = Repricing> {
    (
        option::weighted(0.3, 1..3_000_i64),
        option::weighted(0.3, select(&ACCOUNTS[..])),
        option::weighted(0.5, select(&MODELS[..])),
        any_but(true, 0.8),
        any_but(true, 0.85),
        any_but(false, 0.7),
    )
        .prop_map(|(minutes, account, model, unpriced_only, dry_run, later)| Repricing {
            minutes,
            account,
            model,
            unpriced_only,
            dry_run,
            later,
        })
}

fn administration() -> BoxedStrategy<Operation> {
    prop_oneof![
        4 => (select(&ACCOUNTS[..]), option::weighted(0.5, select(&PLANS[..])), parent())
            .prop_map(|(account, plan, parent)| Operation::SetAccount { account, plan, parent }),
        3 => travel(),
        2 => (select(&ACCOUNTS[..]), provider(), option::weighted(0.8, key_source()))
            .prop_map(|(account, provider, key_source)| Operation::SetKeySource { account, provider, key_source }),
        1 => Just(Operation::SetPool { account: "pool", provider: PROVIDERS[0], for_account: None }),
        2 => (select(&ACCOUNTS[..]), provider(), option::weighted(0.4, select(&ACCOUNTS[..])))
            .prop_map(|(account, provider, for_account)| Operation::SetPool { account, provider, for_account }),
        1 => (select(&["pool", "corp", "team"][..]), provider(), option::weighted(0.3, select(&ACCOUNTS[..])))
            .prop_map(|(account, provider, for_account)| Operation::RemovePool { account, provider, for_account }),
        6 => limits::limit().prop_map(Operation::SetLimit),
        2 => (owner(), prop_oneof![4 => select(&LIMITS[..]), 1 => Just(WINDOW)]).prop_map(|(owner, name)| Operation::RemoveLimit { owner, name }),
    ]
    .boxed()
}

/// Mostly by small steps.
pub fn travel() -> impl Strategy<Value = Operation> {
    let minutes = prop_oneof![3 => -3_000..3_000_i64, 1 => -60_000..60_000_i64];
    (select(&ACCOUNTS[..]), option::weighted(0.8, select(&ZONES[..])), option::weighted(0.4, minutes))
        .prop_map(|(account, zone, anchor_minutes)| Operation::Travel { account, zone, anchor_minutes })
}

fn clock() -> BoxedStrategy<Operation> {
    prop_oneof![4 => 1..90_i64, 4 => 90..2_000_i64, 1 => 2_000..45_000_i64]
        .prop_map(|minutes| Operation::Clock { minutes })
        .boxed()
}

fn upkeep() -> BoxedStrategy<Operation> {
    prop_oneof![
        2 => (1..4_usize).prop_map(|batch| Operation::TakeAlerts { batch }),
        1 => Just(Operation::TakeAlerts { batch: 100 }),
        2 => Just(Operation::ResetDue),
        1 => Just(Operation::Maintain),
    ]
    .boxed()
}

fn savepoints() -> BoxedStrategy<Operation> {
    prop_oneof![
        4 => Just(Operation::Savepoint),
        3 => (0..3_usize).prop_map(|savepoint| Operation::RollbackTo { savepoint }),
        1 => (0..3_usize).prop_map(|savepoint| Operation::ReleaseSavepoint { savepoint }),
    ]
    .boxed()
}

fn call() -> impl Strategy<Value = Call> {
    (
        select(&ACCOUNTS[..]),
        prop_oneof![1 => Just(0_i64), 8 => 1..40_i64, 2 => 40..300_i64],
        prop_oneof![2 => Just(0_i64), 3 => 1..40_i64],
        model_at_provider(),
        option::weighted(0.4, select(&OPERATIONS[..])),
        option::weighted(0.2, key_source()),
    )
        .prop_map(|(account, input, output, (model, provider), operation, key_source)| Call {
            account,
            input,
            output,
            model,
            provider,
            operation,
            key_source,
        })
}

/// Mostly one that has a price.
fn model_at_provider() -> impl Strategy<Value = (Option<Name>, Option<Name>)> {
    prop_oneof![
        20 => Just((Some("large"), Some("openai"))),
        12 => Just((Some("small"), Some("anthropic"))),
        4 => Just((Some("twin"), Some("openai"))),
        4 => Just((Some("large"), None)),
        4 => Just((None, Some("openai"))),
        3 => Just((None, None)),
        2 => (select(&MODELS[..]), provider()).prop_map(|(model, provider)| (Some(model), Some(provider))),
        1 => Just((Some("twin"), None)),
    ]
}

fn grant() -> impl Strategy<Value = Operation> {
    (
        select(&ACCOUNTS[..]),
        select(&LIMITS[..]),
        (1..150_i64).prop_map(Amount::whole),
        -1..2_i32,
        option::weighted(0.5, prop_oneof![1 => 1..90_i64, 1 => 90..4_000_i64]),
        key(0.1),
    )
        .prop_map(|(account, limit, amount, priority, expires_in_minutes, key)| Operation::Grant {
            account,
            limit,
            amount,
            priority,
            expires_in_minutes,
            key,
        })
}

fn parent() -> impl Strategy<Value = Parent> {
    prop_oneof![
        3 => Just(Parent::Keep),
        1 => Just(Parent::None),
        3 => prop_oneof![12 => select(&ACCOUNTS[..]), 1 => Just(NOBODY)].prop_map(Parent::As),
    ]
}

fn actual() -> impl Strategy<Value = Actual> {
    prop_oneof![
        1 => Just(Actual::AsReserved),
        3 => (0..60_i64, prop_oneof![1 => Just(0_i64), 1 => 1..40_i64])
            .prop_map(|(input, output)| Actual::Exactly(input, output)),
    ]
}

fn claimed() -> impl Strategy<Value = Claimed> {
    prop_oneof![
        6 => Just(Claimed::Nobody),
        3 => Just(Claimed::Owner),
        1 => select(&ACCOUNTS[..]).prop_map(Claimed::Other),
    ]
}

fn refund_claimed() -> impl Strategy<Value = Claimed> {
    prop_oneof![8 => Just(Claimed::Owner), 1 => select(&ACCOUNTS[..]).prop_map(Claimed::Other)]
}

fn pick() -> impl Strategy<Value = Pick> {
    prop_oneof![12 => (0..5_usize).prop_map(Pick::Newest), 1 => Just(Pick::Unknown)]
}

fn ttl() -> impl Strategy<Value = i64> {
    prop_oneof![2 => Just(600_i64), 1 => Just(1_i64), 2 => 60..7_200_i64, 1 => Just(86_400_i64)]
}

fn provider() -> impl Strategy<Value = Name> {
    prop_oneof![2 => Just(PROVIDERS[0]), 1 => Just(PROVIDERS[1])]
}

fn key_source() -> impl Strategy<Value = KeySource> {
    prop_oneof![Just(KeySource::Shared), Just(KeySource::Own)]
}

fn key(share: f64) -> impl Strategy<Value = Option<Name>> {
    option::weighted(share, select(&KEYS[..]))
}

/// `!rare`, which is the simpler one, in this share of cases; else `rare`.
fn any_but(rare: bool, share: f64) -> impl Strategy<Value = bool> {
    let common = (share * 100.0) as u32;
    prop_oneof![common => Just(!rare), 100 - common => Just(rare)]
}

fn owner() -> impl Strategy<Value = Owner> {
    prop_oneof![
        3 => select(&PLANS[..]).prop_map(Owner::Plan),
        4 => select(&ACCOUNTS[..]).prop_map(Owner::Account),
    ]
}
