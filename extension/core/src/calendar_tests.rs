use super::*;
use chrono_tz::Tz;
use proptest::prelude::*;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn rules(zone: Tz, anchor: Option<&str>) -> Rules<Tz> {
    Rules { zone, anchor: anchor.map(utc) }
}

fn past(until: &str, rules: Rules<Tz>) -> Past<Tz> {
    Past { until: utc(until), rules }
}

#[track_caller]
fn assert_bounds(period: Period, past: &[Past<Tz>], now: &Rules<Tz>, expected: &[&str]) {
    for span in expected.windows(2) {
        let wanted = Bounds { start: utc(span[0]), end: utc(span[1]) };
        for at in [wanted.start, wanted.end - TimeDelta::seconds(1)] {
            assert_eq!(bounds(period, at, past, now), Ok(Some(wanted)));
        }
    }
}

#[test]
fn a_day_that_would_be_cut_short_joins_the_one_after_it() {
    let moved = [past("2026-05-01T10:00:00Z", rules(Tz::UTC, None))];
    let days = [
        "2026-04-30T00:00:00Z",
        "2026-05-01T00:00:00Z",
        "2026-05-02T00:00:00Z",
        "2026-05-03T04:00:00Z",
        "2026-05-04T04:00:00Z",
    ];
    assert_bounds(Period::Day, &moved, &rules(Tz::America__New_York, None), &days);
}

#[test]
fn what_is_changed_back_before_the_period_ends_changes_nothing() {
    let there_and_back = [
        past("2026-05-01T10:00:00Z", rules(Tz::UTC, None)),
        past("2026-05-01T11:00:00Z", rules(Tz::Asia__Tokyo, None)),
    ];
    let days = ["2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z", "2026-05-03T00:00:00Z"];
    assert_bounds(Period::Day, &there_and_back, &rules(Tz::UTC, None), &days);
}

#[test]
fn changed_back_later_the_day_that_has_begun_keeps_its_end() {
    let back = [
        past("2026-05-01T10:00:00Z", rules(Tz::UTC, None)),
        past("2026-05-02T11:00:00Z", rules(Tz::Asia__Tokyo, None)),
    ];
    let days = [
        "2026-05-01T00:00:00Z",
        "2026-05-02T00:00:00Z",
        "2026-05-03T15:00:00Z",
        "2026-05-05T00:00:00Z",
        "2026-05-06T00:00:00Z",
    ];
    assert_bounds(Period::Day, &back, &rules(Tz::UTC, None), &days);
}

#[test]
fn a_month_is_not_lost_for_the_hours_between_two_zones() {
    let moved = [past("2026-02-10T00:00:00Z", rules(Tz::UTC, None))];
    let months =
        ["2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", "2026-03-31T15:00:00Z", "2026-04-30T15:00:00Z"];
    assert_bounds(Period::Month, &moved, &rules(Tz::Asia__Tokyo, None), &months);
}

#[test]
fn a_moved_anchor_waits_for_the_month_and_what_is_cut_off_joins_the_next() {
    let moved = [past("2026-02-10T00:00:00Z", rules(Tz::UTC, Some("2026-01-01T00:00:00Z")))];
    let later = rules(Tz::UTC, Some("2026-01-15T00:00:00Z"));
    let months =
        ["2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", "2026-04-15T00:00:00Z", "2026-05-15T00:00:00Z"];
    assert_bounds(Period::Month, &moved, &later, &months);
}

const ZONES: [Tz; 8] = [
    Tz::UTC,
    Tz::Europe__Berlin,
    Tz::America__New_York,
    Tz::Asia__Tokyo,
    Tz::Asia__Kathmandu,
    Tz::Pacific__Kiritimati,
    Tz::Etc__GMTPlus12,
    Tz::America__Havana,
];
const PERIODS: [Period; 5] =
    [Period::Hour, Period::Day, Period::Week(chrono::Weekday::Mon), Period::Month, Period::Year];

/// The shortest that a period can be: a day of 23 hours, a February.
fn shortest(period: Period) -> TimeDelta {
    match period {
        Period::Hour => TimeDelta::hours(1),
        Period::Day => TimeDelta::hours(23),
        Period::Week(_) => TimeDelta::hours(7 * 24 - 1),
        Period::Month => TimeDelta::hours(28 * 24 - 1),
        _ => TimeDelta::days(365),
    }
}

fn moment(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..Default::default() })]

    /// However often an account travels, its periods follow one another, none is short (but for the 26 hours in all), and what
    /// has begun keeps its bounds.
    #[test]
    fn a_traveller_gets_no_second_allowance(
        period in 0..PERIODS.len(), anchored in any::<bool>(),
        moves in proptest::collection::vec((1_i64..400, 0..ZONES.len(), 0_i64..800), 0..16),
    ) {
        let period = PERIODS[period];
        let unit = shortest(period).num_seconds() / 100;
        let anchor = |days: i64| anchored.then(|| moment(1_700_000_000 + days * 3_600 * 5));
        let (mut now, mut past) = (moment(1_750_000_000), Vec::new());
        let mut current = Rules { zone: Tz::UTC, anchor: anchor(0) };
        for (wait, zone, days) in moves {
            now += TimeDelta::seconds(wait * unit);
            let running = bounds(period, now, &past, &current);
            let next = Rules { zone: ZONES[zone], anchor: anchor(days) };
            past.push(Past { until: now, rules: std::mem::replace(&mut current, next) });
            prop_assert_eq!(bounds(period, now, &past, &current), running);
        }
        let mut span = bounds(period, moment(1_750_000_000), &past, &current).ok().flatten();
        let (start, mut count) = (span.map(|span| span.end), 0);
        while let Some(Bounds { start: from, end }) = span.filter(|span| span.start < now + shortest(period) * 3) {
            prop_assert!(from < end);
            span = bounds(period, end, &past, &current).ok().flatten();
            prop_assert_eq!(span.map(|next| next.start), Some(end));
            if let Some(next) = span {
                count += 1;
                let (passed, whole) = (next.end - start.unwrap_or(end), shortest(period) * count);
                let tolerated = if matches!(period, Period::Hour | Period::Day) { TimeDelta::zero() } else { SHORT_MAX };
                prop_assert!(passed >= whole - tolerated, "{} periods in {}", count, passed);
            }
        }
    }
}
