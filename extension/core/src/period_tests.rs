use super::*;
use chrono::{LocalResult, TimeZone, Weekday};
use chrono_tz::Tz;
use proptest::prelude::*;

impl Zone for Tz {
    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(self).naive_local()
    }

    fn moment(&self, local: NaiveDateTime) -> DateTime<Utc> {
        match self.from_local_datetime(&local) {
            LocalResult::Single(at) => at.with_timezone(&Utc),
            // the later one, so that the tests see whether the earlier is found
            LocalResult::Ambiguous(_, later) => later.with_timezone(&Utc),
            // a time that a clock change skips is read with the offset before it, as Postgres reads it
            LocalResult::None => self.moment(local - TimeDelta::hours(3)) + TimeDelta::hours(3),
        }
    }
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn span(period: Period, at: &str, zone: Tz, anchor: Option<&str>) -> (String, String) {
    match bounds(period, utc(at), &zone, anchor.map(utc)) {
        Ok(Some(Bounds { start, end })) => (start.to_rfc3339(), end.to_rfc3339()),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn assert_span(got: (String, String), start: &str, end: &str) {
    assert_eq!(got, (utc(start).to_rfc3339(), utc(end).to_rfc3339()));
}

#[test]
fn calendar_periods_follow_the_zone() {
    let at = "2026-11-21T23:30:00Z";
    assert_span(span(Period::Day, at, Tz::UTC, None), "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z");
    assert_span(
        span(Period::Day, at, Tz::Asia__Kolkata, None),
        "2026-11-21T18:30:00Z",
        "2026-11-22T18:30:00Z",
    );
    assert_span(
        span(Period::Hour, at, Tz::Asia__Kolkata, None),
        "2026-11-21T23:30:00Z",
        "2026-11-22T00:30:00Z",
    );
    assert_span(
        span(Period::Week(Weekday::Mon), at, Tz::UTC, None),
        "2026-11-16T00:00:00Z",
        "2026-11-23T00:00:00Z",
    );
    assert_span(
        span(Period::Week(Weekday::Sat), at, Tz::UTC, None),
        "2026-11-21T00:00:00Z",
        "2026-11-28T00:00:00Z",
    );
    assert_span(
        span(Period::Week(Weekday::Sun), at, Tz::UTC, None),
        "2026-11-15T00:00:00Z",
        "2026-11-22T00:00:00Z",
    );
    assert_span(span(Period::Month, at, Tz::UTC, None), "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z");
    assert_span(span(Period::Year, at, Tz::UTC, None), "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
}

#[test]
fn clock_changes_make_days_of_23_and_25_hours() {
    let berlin = Tz::Europe__Berlin;
    assert_span(
        span(Period::Day, "2026-03-29T12:00:00Z", berlin, None),
        "2026-03-28T23:00:00Z",
        "2026-03-29T22:00:00Z",
    );
    assert_span(
        span(Period::Day, "2026-10-25T12:00:00Z", berlin, None),
        "2026-10-24T22:00:00Z",
        "2026-10-25T23:00:00Z",
    );
}

#[test]
fn midnight_may_be_missing_or_come_twice() {
    // 4 November 2018 began at 01:00 in São Paulo; 1 November 2026 shows 00:30 twice in Havana
    assert_span(
        span(Period::Day, "2018-11-04T12:00:00Z", Tz::America__Sao_Paulo, None),
        "2018-11-04T03:00:00Z",
        "2018-11-05T02:00:00Z",
    );
    assert_span(
        span(Period::Day, "2026-11-01T04:30:00Z", Tz::America__Havana, None),
        "2026-11-01T04:00:00Z",
        "2026-11-02T05:00:00Z",
    );
}

#[test]
fn a_clock_set_back_across_midnight_does_not_bring_the_old_day_back() {
    // St John's set its clocks back at 00:01 on 7 November 2010
    let day = |at| span(Period::Day, at, Tz::America__St_Johns, None);
    assert_span(day("2010-11-07T02:45:00Z"), "2010-11-07T02:30:00Z", "2010-11-08T03:30:00Z");
    assert_span(day("2010-11-07T02:29:00Z"), "2010-11-06T02:30:00Z", "2010-11-07T02:30:00Z");
}

#[test]
fn anchored_months_never_drift() {
    let anchor = Some("2026-01-31T10:00:00Z");
    let month = |at| span(Period::Month, at, Tz::UTC, anchor);
    assert_span(month("2026-02-15T00:00:00Z"), "2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z");
    assert_span(month("2026-03-15T00:00:00Z"), "2026-02-28T10:00:00Z", "2026-03-31T10:00:00Z");
    assert_span(month("2028-03-01T00:00:00Z"), "2028-02-29T10:00:00Z", "2028-03-31T10:00:00Z");
    assert_span(month("2025-12-31T10:00:00Z"), "2025-12-31T10:00:00Z", "2026-01-31T10:00:00Z");
}

#[test]
fn anchored_leap_day() {
    let year = |at| span(Period::Year, at, Tz::UTC, Some("2024-02-29T00:00:00Z"));
    assert_span(year("2025-06-01T00:00:00Z"), "2025-02-28T00:00:00Z", "2026-02-28T00:00:00Z");
    assert_span(year("2028-02-29T00:00:00Z"), "2028-02-29T00:00:00Z", "2029-02-28T00:00:00Z");
}

#[test]
fn never_has_no_bounds_and_names_are_known() {
    assert_eq!(bounds(Period::Never, utc("2026-01-01T00:00:00Z"), &Tz::UTC, None), Ok(None));
    assert_eq!("fortnight".parse::<Period>(), Err(PeriodError::Unknown("fortnight".into())));
}

const PERIODS: [Period; 7] = [
    Period::Minute,
    Period::Hour,
    Period::Day,
    Period::Week(Weekday::Mon),
    Period::Week(Weekday::Thu),
    Period::Month,
    Period::Year,
];
const ZONES: [Tz; 7] = [
    Tz::UTC,
    Tz::Europe__Berlin,
    Tz::America__Sao_Paulo,
    Tz::America__Havana,
    Tz::Asia__Kathmandu,
    Tz::Australia__Lord_Howe,
    Tz::Pacific__Chatham,
];

proptest! {
    /// A moment lies in its period, and every moment of a period has the same one.
    #[test]
    fn periods_tile_time(period in 0..PERIODS.len(), zone in 0..ZONES.len(), at in 0_i64..4_000_000_000,
                         anchor in proptest::option::of(0_i64..4_000_000_000), share in 0.0..1.0) {
        let (period, zone) = (PERIODS[period], ZONES[zone]);
        let moment = |seconds| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
        let anchor = anchor.map(moment);
        // clock periods of half-hour clock changes overlap by design; the meter clips them where they meet
        prop_assume!(zone != Tz::Australia__Lord_Howe || !matches!(period, Period::Hour) || anchor.is_some());
        let of = |at| bounds(period, at, &zone, anchor).ok().flatten();
        let Some(Bounds { start, end }) = of(moment(at)) else { panic!("no bounds") };
        prop_assert!(start <= moment(at) && moment(at) < end);
        let inside = start + TimeDelta::seconds(((end - start).num_seconds() as f64 * share) as i64);
        prop_assert_eq!(of(inside), Some(Bounds { start, end }));
        prop_assert_eq!(of(end).map(|next| next.start), Some(end));
    }
}
