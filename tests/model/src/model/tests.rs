//! The model's own tests: cases small enough to be worked out by hand.

use std::collections::BTreeSet;

use proptest::prop_assert;

use super::{Expected, INVALID, KEY_REUSED, Model, WRONG_STATE};
use crate::amount::Amount;
use crate::calendar::Period;
use crate::operation::{Actual, Call, Claimed, KeySource, LimitSpec, Operation, Owner, Parent, Pick, Unit};
use crate::random::check;
use crate::strategy::sequences;
use crate::value::{Row, Value};
use crate::world;

pub(super) const NEWEST: Pick = Pick::Newest(0);

pub(super) fn start() -> Model {
    let mut model = world::model();
    model.now = world::moment("2025-01-30T20:00:00Z");
    model
}

pub(super) fn call(account: &'static str, input: i64) -> Call {
    let provider = Some("openai");
    Call { account, input, output: 0, model: None, provider, operation: None, key_source: None }
}

pub(super) fn add(account: &'static str, input: i64) -> Operation {
    Operation::Add { call: call(account, input), minutes_late: None, enforce: true, key: None }
}

fn unenforced(account: &'static str, input: i64) -> Operation {
    Operation::Add { call: call(account, input), minutes_late: None, enforce: false, key: None }
}

pub(super) fn tokens_limit(owner: Owner, name: &'static str, cap: i64, period: Period) -> LimitSpec {
    LimitSpec {
        owner,
        name,
        unit: Unit::Tokens,
        period,
        provider: None,
        model: None,
        operation: None,
        key_source: Some(KeySource::Shared),
        cap: Some(Amount::whole(cap)),
        hard: true,
        thresholds: vec![80, 95],
        by_what_is_left: false,
        carry_over_cap: None,
        caps: false,
        expires_in_minutes: None,
    }
}

pub(super) fn grant(
    account: &'static str,
    limit: &'static str,
    amount: i64,
    expires_in_minutes: Option<i64>,
) -> Operation {
    let amount = Amount::whole(amount);
    Operation::Grant { account, limit, amount, priority: 0, expires_in_minutes, key: None }
}

pub(super) fn row(model: &mut Model, operation: &Operation) -> Row {
    match model.apply(operation, "again", &BTreeSet::new()) {
        Expected::Rows(mut rows) if !rows.is_empty() => rows.remove(0),
        other => panic!("no row but {other:?}"),
    }
}

fn error(model: &mut Model, operation: &Operation) -> String {
    match model.apply(operation, "", &BTreeSet::new()) {
        Expected::Error(code) => code.into(),
        other => panic!("no error but {other:?}"),
    }
}

pub(super) fn done(model: &mut Model, operation: &Operation) {
    if let Expected::Error(code) = model.apply(operation, "", &BTreeSet::new()) {
        panic!("error {code}");
    }
}

pub(super) fn values(row: &Row, columns: [&str; 4]) -> String {
    let value = |name: &str| {
        let found = row.iter().find(|(column, _)| *column == name).map(|(_, value)| value.clone());
        found.unwrap_or(Value::Null).written().unwrap_or_else(|| "-".into())
    };
    columns.map(value).join(" ")
}

pub(super) fn verdict(model: &mut Model, operation: &Operation) -> String {
    values(&row(model, operation), ["reason", "limit_name", "used", "cap"])
}

#[test]
fn a_call_is_charged_to_its_account_its_parents_and_pools() {
    let mut model = start();
    assert_eq!(verdict(&mut model, &add("lone", 350)), "ok daily 350 400");
    // the pool has 900 and stands at 350 already: of several refusing limits it comes last
    assert_eq!(verdict(&mut model, &add("lone", 551)), "over_limit daily 350 400");
    let anthropic = Call { provider: Some("anthropic"), ..call("lone", 50) };
    let charged = Operation::Add { call: anthropic, minutes_late: None, enforce: true, key: None };
    assert_eq!(verdict(&mut model, &charged), "ok daily 400 400");
    done(&mut model, &Operation::SetLimit(tokens_limit(Owner::Account("lone"), "daily", 5000, Period::Day)));
    // 350 by openai went to the pool, 50 by anthropic did not
    assert_eq!(verdict(&mut model, &add("lone", 551)), "over_limit total 350 900");
    assert_eq!(verdict(&mut model, &add("lone", 550)), "ok total 900 900");
}

#[test]
fn what_left_a_parent_stays_there_and_is_not_counted_twice() {
    let mut model = start();
    let move_to = |parent| Operation::SetAccount { account: "lone", plan: None, parent };
    done(&mut model, &add("lone", 100));
    done(&mut model, &move_to(Parent::As("team")));
    assert_eq!(verdict(&mut model, &add("team", 101)), "over_limit daily 100 200");
    done(&mut model, &move_to(Parent::None));
    done(&mut model, &add("lone", 10));
    assert_eq!(verdict(&mut model, &add("team", 101)), "over_limit daily 100 200");
    done(&mut model, &move_to(Parent::As("team")));
    assert_eq!(verdict(&mut model, &add("team", 91)), "over_limit daily 110 200");
    assert_eq!(
        error(&mut model, &Operation::SetAccount { account: "corp", plan: None, parent: Parent::As("lone") }),
        INVALID
    );
}

#[test]
fn grants_burn_after_the_cap_and_move_on_with_what_is_left() {
    let mut model = start();
    done(&mut model, &grant("lone", "daily", 50, None));
    assert_eq!(verdict(&mut model, &add("lone", 420)), "ok daily 420 450");
    done(&mut model, &Operation::Clock { minutes: 1440 });
    // 20 were spent, 30 are left
    assert_eq!(verdict(&mut model, &add("lone", 431)), "over_limit daily 0 430");
    assert_eq!(model.remaining(0), Amount::whole(30));
}

#[test]
fn an_expired_grant_loses_what_is_unspent_and_a_refund_does_not_bring_it_back() {
    let mut model = start();
    done(&mut model, &grant("lone", "daily", 50, Some(10)));
    done(&mut model, &add("lone", 400));
    done(&mut model, &add("lone", 20));
    done(&mut model, &Operation::Clock { minutes: 10 });
    assert_eq!(verdict(&mut model, &add("lone", 1)), "over_limit daily 420 420");
    let refund = Operation::Refund { usage: NEWEST, account: Claimed::Owner, key: None };
    done(&mut model, &refund);
    assert_eq!(verdict(&mut model, &add("lone", 1)), "over_limit daily 400 400");
    assert_eq!(error(&mut model, &refund), INVALID);
}

#[test]
fn a_hold_is_settled_once_and_expires_by_itself() {
    let mut model = start();
    let reserve = Operation::Reserve { call: call("lone", 300), ttl_seconds: 600, key: None };
    assert_eq!(verdict(&mut model, &reserve), "ok daily 0 400");
    assert_eq!(verdict(&mut model, &add("lone", 101)), "over_limit daily 0 400");
    let settle = |actual| Operation::Settle { hold: NEWEST, actual, account: Claimed::Nobody, key: None };
    assert_eq!(verdict(&mut model, &settle(Actual::Exactly(310, 0))), "overage daily 310 400");
    assert_eq!(verdict(&mut model, &settle(Actual::Exactly(310, 0))), "overage daily 310 400");
    assert_eq!(error(&mut model, &settle(Actual::Exactly(1, 0))), WRONG_STATE);
    let small = Operation::Reserve { call: call("lone", 90), ttl_seconds: 600, key: None };
    done(&mut model, &small);
    done(&mut model, &Operation::Clock { minutes: 10 });
    assert_eq!(verdict(&mut model, &add("lone", 60)), "ok daily 370 400");
    assert_eq!(verdict(&mut model, &settle(Actual::AsReserved)), "late daily 460 400");
    assert_eq!(error(&mut model, &Operation::Release { hold: NEWEST, account: Claimed::Owner }), WRONG_STATE);
}

#[test]
fn a_key_has_one_effect() {
    let mut model = start();
    let keyed = |input| Operation::Add {
        call: call("lone", input),
        minutes_late: None,
        enforce: true,
        key: Some("k1"),
    };
    assert_eq!(verdict(&mut model, &keyed(100)), "ok daily 100 400");
    assert_eq!(verdict(&mut model, &keyed(100)), "ok daily 100 400");
    assert_eq!(error(&mut model, &keyed(101)), KEY_REUSED);
    assert_eq!(verdict(&mut model, &Operation::Again { request: 0 }), "ok daily 100 400");
    assert_eq!(verdict(&mut model, &add("lone", 1)), "ok daily 101 400");
}

#[test]
fn a_threshold_is_told_once_unless_a_grant_brings_it_below() {
    let mut model = start();
    let told =
        |model: &mut Model| match model.apply(&Operation::TakeAlerts { batch: 10 }, "", &BTreeSet::new()) {
            Expected::Rows(rows) => {
                rows.iter().map(|row| values(row, ["account", "threshold", "used", "cap"])).collect()
            }
            _ => Vec::new(),
        };
    done(&mut model, &add("lone", 385));
    assert_eq!(told(&mut model), ["lone 80 385 400", "lone 95 385 400"]);
    done(&mut model, &add("lone", 1));
    assert_eq!(told(&mut model), Vec::<String>::new());
    done(&mut model, &grant("lone", "daily", 50, None));
    done(&mut model, &add("lone", 44));
    assert_eq!(told(&mut model), ["lone 95 430 450"]);
}

#[test]
fn what_a_period_leaves_is_carried_over_up_to_a_ceiling() {
    let mut model = start();
    let carrying = LimitSpec {
        carry_over_cap: Some(Amount::whole(120)),
        ..tokens_limit(Owner::Account("lone"), "daily", 100, Period::Day)
    };
    done(&mut model, &Operation::SetLimit(carrying));
    done(&mut model, &add("lone", 70));
    done(&mut model, &Operation::Clock { minutes: 1440 });
    assert_eq!(verdict(&mut model, &add("lone", 131)), "over_limit daily 0 130");
    // nothing is left of the day before for late usage
    let late = Operation::Add { call: call("lone", 1), minutes_late: Some(1440), enforce: true, key: None };
    assert_eq!(verdict(&mut model, &late), "over_limit daily 70 70");
    done(&mut model, &add("lone", 90));
    done(&mut model, &Operation::Clock { minutes: 1440 });
    // 10 of its own and 30 that were carried to it
    assert_eq!(verdict(&mut model, &add("lone", 141)), "over_limit daily 0 140");
    done(&mut model, &Operation::Clock { minutes: 3 * 1440 });
    assert_eq!(verdict(&mut model, &add("lone", 221)), "over_limit daily 0 220");
}

#[test]
fn own_keys_are_not_charged_to_shared_limits() {
    let mut model = start();
    done(
        &mut model,
        &Operation::SetKeySource { account: "corp", provider: "openai", key_source: Some(KeySource::Own) },
    );
    assert_eq!(verdict(&mut model, &add("ada", 5000)), "own_key - - -");
    done(
        &mut model,
        &Operation::SetKeySource { account: "ada", provider: "openai", key_source: Some(KeySource::Shared) },
    );
    assert_eq!(verdict(&mut model, &add("ada", 5000)), "over_limit daily 0 200");
    assert_eq!(verdict(&mut model, &unenforced("ada", 500)), "not_enforced daily 500 200");
}

/// Whatever happens, the sums hold: nothing is above its cap but what was recorded so.
#[test]
fn no_sequence_breaks_the_sums() {
    check(64, sequences(50, 1), |sequence| {
        let mut model = start();
        let mut moments = BTreeSet::from([model.now]);
        for operation in &sequence.operations {
            model.apply(operation, "again", &moments);
            moments.insert(model.now);
            for (number, grant) in model.grants.iter().enumerate() {
                prop_assert!(model.remaining(number) >= Amount::ZERO);
                prop_assert!(model.remaining(number) <= grant.amount);
            }
        }
        Ok(())
    });
}

#[test]
fn usage_counted_from_the_log_burns_no_grants() {
    let mut model = start();
    done(&mut model, &Operation::SetLimit(tokens_limit(Owner::Account("lone"), "spend", 0, Period::Hour)));
    done(&mut model, &grant("lone", "spend", 144, None));
    done(&mut model, &add("lone", 60));
    done(&mut model, &add("pool", 67));
    done(&mut model, &Operation::SetPool { account: "lone", provider: "openai", for_account: None });
    assert_eq!(model.remaining(0), Amount::whole(84));
    assert_eq!(verdict(&mut model, &add("lone", 84)), "ok spend 211 211");
}
