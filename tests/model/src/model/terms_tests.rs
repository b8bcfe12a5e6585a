//! Limits that cap, and limits that expire, worked out by hand.

use super::tests::{add, call, done, row, start, tokens_limit, values, verdict};
use crate::calendar::Period;
use crate::operation::{LimitSpec, Operation, Owner};

fn of_lone(cap: i64, caps: bool, expires_in_minutes: Option<i64>) -> Operation {
    let spec = tokens_limit(Owner::Account("lone"), "daily", cap, Period::Day);
    Operation::SetLimit(LimitSpec { caps, expires_in_minutes, ..spec })
}

fn reserve(input: i64, output: i64) -> Operation {
    let call = crate::operation::Call { output, ..call("lone", input) };
    Operation::Reserve { call, ttl_seconds: 600, key: None }
}

#[test]
fn a_reservation_is_cut_to_what_fits_and_usage_is_not() {
    let mut model = start();
    done(&mut model, &of_lone(100, true, None));
    done(&mut model, &add("lone", 30));
    let columns = ["reason", "tokens", "reserved", "remaining"];
    assert_eq!(values(&row(&mut model, &reserve(20, 35)), columns), "ok 55 55 15");
    assert_eq!(values(&row(&mut model, &reserve(10, 35)), columns), "capped 15 70 0");
    assert_eq!(values(&row(&mut model, &reserve(10, 35)), columns), "over_limit 45 70 0");
    let mut model = start();
    done(&mut model, &of_lone(100, true, None));
    done(&mut model, &add("lone", 90));
    // the prompt alone takes all that is left
    assert_eq!(values(&row(&mut model, &reserve(10, 5)), columns), "over_limit 15 0 10");
    assert_eq!(verdict(&mut model, &add("lone", 40)), "capped daily 130 100");
    assert_eq!(verdict(&mut model, &add("lone", 1)), "over_limit daily 130 100");
}

#[test]
fn a_limit_that_expires_gives_way_to_the_one_it_stood_in_for() {
    let mut model = start();
    done(&mut model, &of_lone(600, false, Some(60)));
    assert_eq!(verdict(&mut model, &add("lone", 350)), "ok daily 350 600");
    assert_eq!(verdict(&mut model, &add("lone", 100)), "ok daily 450 600");
    done(&mut model, &Operation::Clock { minutes: 59 });
    assert_eq!(verdict(&mut model, &add("lone", 10)), "ok daily 460 600");
    done(&mut model, &Operation::Clock { minutes: 1 });
    assert_eq!(verdict(&mut model, &add("lone", 1)), "over_limit daily 460 400");
    // of the account's two, the one that expires is meant
    done(&mut model, &of_lone(500, false, None));
    done(&mut model, &of_lone(600, false, Some(60)));
    done(&mut model, &Operation::RemoveLimit { owner: Owner::Account("lone"), name: "daily" });
    assert_eq!(verdict(&mut model, &add("lone", 50)), "over_limit daily 460 500");
}
