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

#[test]
fn a_window_counts_what_was_used_in_the_time_before() {
    let mut model = start();
    let spec = tokens_limit(Owner::Account("lone"), crate::names::WINDOW, 100, Period::Window(300));
    done(&mut model, &Operation::SetLimit(spec));
    let of_verdict = ["reason", "limit_name", "used", "resets_at"];
    let told = |model: &mut super::Model, input| values(&row(model, &add("lone", input)), of_verdict);
    // 20:00 begins a slice of five minutes; it leaves five hours after its end
    assert_eq!(told(&mut model, 60), "ok recent 60 2025-01-31 01:05:00+00");
    done(&mut model, &Operation::Clock { minutes: 240 });
    assert_eq!(told(&mut model, 30), "ok recent 90 2025-01-31 05:05:00+00");
    // room for 20 comes with what leaves first, for 71 with both, for 101 never
    assert_eq!(told(&mut model, 20), "over_limit recent 90 2025-01-31 01:05:00+00");
    assert_eq!(told(&mut model, 71), "over_limit recent 90 2025-01-31 05:05:00+00");
    assert_eq!(told(&mut model, 101), "over_limit recent 90 -");
    done(&mut model, &Operation::Clock { minutes: 64 });
    assert_eq!(told(&mut model, 20), "over_limit recent 90 2025-01-31 01:05:00+00");
    done(&mut model, &Operation::Clock { minutes: 1 });
    assert_eq!(told(&mut model, 20), "ok recent 50 2025-01-31 06:10:00+00");
}
