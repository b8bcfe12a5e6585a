//! Grants that are taken back, and calls that get another cost, worked out by hand.

use super::Model;
use super::tests::{NEWEST, add, call, done, grant, row, start, tokens_limit, values, verdict};
use crate::amount::Amount;
use crate::calendar::Period;
use crate::operation::{Call, Claimed, LimitSpec, Operation, Owner, Pick, Repricing, Unit};

#[test]
fn what_was_spent_of_a_voided_grant_is_owed_and_the_next_grant_pays_it() {
    let mut model = start();
    let void = |model: &mut Model, amount: Option<i64>| {
        let amount = amount.map(Amount::whole);
        values(
            &row(model, &Operation::VoidGrant { grant: NEWEST, amount }),
            ["voided", "spent", "remaining", "owed"],
        )
    };
    done(&mut model, &grant("lone", "daily", 50, None));
    done(&mut model, &add("lone", 420));
    assert_eq!(void(&mut model, None), "30 20 0 0");
    assert_eq!(verdict(&mut model, &add("lone", 1)), "over_limit daily 420 420");
    assert_eq!(void(&mut model, Some(40)), "40 10 0 10");
    assert_eq!(void(&mut model, Some(40)), "40 10 0 10");
    assert_eq!(void(&mut model, Some(50)), "50 0 0 20");
    done(&mut model, &grant("lone", "daily", 30, None));
    assert_eq!(model.remaining(1), Amount::whole(10));
}

#[test]
fn a_call_that_costs_less_gives_back_to_the_grants_that_it_spent() {
    let mut model = start();
    let spend = tokens_limit(Owner::Account("lone"), "spend", 10, Period::Never);
    done(&mut model, &Operation::SetLimit(LimitSpec { unit: Unit::Cost, ..spend }));
    done(&mut model, &grant("lone", "spend", 100, None));
    let dear = Call { model: Some("large"), ..call("lone", 100) };
    // 50 USD, and 25 by the later prices
    done(&mut model, &Operation::Add { call: dear, minutes_late: None, enforce: true, key: None });
    let mut reprice = |later| {
        let asked = Repricing {
            minutes: None,
            account: None,
            model: None,
            unpriced_only: false,
            dry_run: false,
            later,
        };
        let told = row(&mut model, &Operation::Reprice(asked));
        (values(&told, ["changed", "old_cost", "new_cost", "difference"]), model.remaining(0))
    };
    assert_eq!(reprice(true), ("1 50 25 -25".into(), Amount::whole(85)));
    assert_eq!(reprice(true), ("0 25 25 0".into(), Amount::whole(85)));
    assert_eq!(reprice(false), ("1 25 50 25".into(), Amount::whole(60)));
    assert_eq!(reprice(true), ("1 50 25 -25".into(), Amount::whole(85)));
    let the_call = Operation::Refund { usage: Pick::Newest(3), account: Claimed::Owner, key: None };
    done(&mut model, &the_call);
    assert_eq!(model.remaining(0), Amount::whole(100));
}
