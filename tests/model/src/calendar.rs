//! Periods, in zones whose clocks never change: `core` has tests of its own for the others.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};

pub type Moment = DateTime<Utc>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    Hour,
    Day,
    Week,
    Month,
    /// Months counted from the account's anchor.
    AnchoredMonth,
    Never,
    /// So many minutes before any moment.
    Window(i64),
}

const SLICES: i64 = 60;

/// `start <= at < end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub start: Moment,
    pub end: Moment,
}

impl Span {
    pub fn holds(&self, at: Moment) -> bool {
        self.start <= at && at < self.end
    }
}

impl Period {
    pub fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month | Self::AnchoredMonth => "month",
            Self::Never => "never",
            Self::Window(30) => "30 minutes",
            Self::Window(300) => "5 hours",
            Self::Window(_) => "7 days",
        }
    }

    pub fn is_anchored(self) -> bool {
        self == Self::AnchoredMonth
    }

    pub fn rolls(self) -> bool {
        matches!(self, Self::Window(_))
    }

    pub fn window(self) -> TimeDelta {
        if let Self::Window(minutes) = self { TimeDelta::minutes(minutes) } else { TimeDelta::zero() }
    }

    /// The slice of a window that holds a moment.
    pub fn slice(self, at: Moment) -> Option<Span> {
        let Self::Window(minutes) = self else { return None };
        let seconds = minutes * 60 / SLICES;
        let start = DateTime::from_timestamp(at.timestamp().div_euclid(seconds) * seconds, 0)?;
        Some(Span { start, end: start + TimeDelta::seconds(seconds) })
    }

    /// The period that holds a moment, where nothing was ever changed.
    pub fn span(self, at: Moment, rules: &Rules) -> Span {
        let shift = TimeDelta::hours(rules.hours_ahead);
        let local = self.local_span(at + shift, rules.anchor + shift);
        match self {
            Self::Never | Self::Window(_) => local,
            _ => Span { start: local.start - shift, end: local.end - shift },
        }
    }

    fn local_span(self, at: Moment, anchor: Moment) -> Span {
        let date = at.date_naive();
        let days = |first: NaiveDate, count: u64| Span {
            start: midnight(first),
            end: midnight(first + Days::new(count)),
        };
        match self {
            Self::Never | Self::Window(_) => Span { start: Moment::MIN_UTC, end: Moment::MAX_UTC },
            Self::Hour => {
                let start = midnight(date) + TimeDelta::hours(i64::from(at.hour()));
                Span { start, end: start + TimeDelta::hours(1) }
            }
            Self::Day => days(date, 1),
            Self::Week => days(date - Days::new(u64::from(date.weekday().num_days_from_monday())), 7),
            Self::Month => {
                let first = date - Days::new(u64::from(date.day0()));
                Span { start: midnight(first), end: midnight(first + Months::new(1)) }
            }
            Self::AnchoredMonth => anchored_month(at, anchor),
        }
    }

    /// The period that holds a moment. Each begins where the one before ends, by the rules that hold by then; one that the
    /// calendar has begun before goes on to the end of the next. A week or longer may be 26 hours short in all.
    pub fn span_since(self, at: Moment, past: &[Past], now: &Rules) -> Span {
        let Some(first) = past.first() else { return self.span(at, now) };
        let rules_at =
            |start: Moment| past.iter().find(|past| start <= past.until).map_or(now, |past| &past.rules);
        let mut span = self.span(first.until, &first.rules);
        if at < span.start || matches!(self, Self::Never | Self::Hour | Self::Window(_)) {
            return self.span(at, &first.rules);
        }
        let mut short = TimeDelta::zero();
        while span.end <= at {
            let start = span.end;
            let whole = self.span(start, rules_at(start));
            let cut = start - whole.start;
            if cut.is_zero() || (self != Self::Day && short + cut <= TimeDelta::hours(26)) {
                short += cut;
                span = Span { start, end: whole.end };
            } else {
                short = (short - (whole.end - start)).max(TimeDelta::zero());
                span = Span { start, end: self.span(whole.end, rules_at(start)).end };
            }
        }
        span
    }
}

/// What periods are counted by.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    pub hours_ahead: i64,
    pub anchor: Moment,
}

/// Rules that held until they were changed.
#[derive(Clone, Debug)]
pub struct Past {
    pub until: Moment,
    pub rules: Rules,
}

fn midnight(date: NaiveDate) -> Moment {
    date.and_time(NaiveTime::MIN).and_utc()
}

/// Every boundary is counted from the anchor itself: 31 January, 28 February, 31 March.
fn anchored_month(at: Moment, anchor: Moment) -> Span {
    let boundary = |count: i32| match u32::try_from(count) {
        Ok(months) => anchor + Months::new(months),
        Err(_) => anchor - Months::new(count.unsigned_abs()),
    };
    let mut count = 0;
    while boundary(count) > at {
        count -= 1;
    }
    while boundary(count + 1) <= at {
        count += 1;
    }
    Span { start: boundary(count), end: boundary(count + 1) }
}

/// As Postgres writes a moment in UTC.
pub fn text(at: Moment) -> String {
    if at == Moment::MIN_UTC {
        "-infinity".into()
    } else if at == Moment::MAX_UTC {
        "infinity".into()
    } else {
        at.format("%Y-%m-%d %H:%M:%S+00").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::{Moment, Period, Rules, text};

    fn moment(text: &str) -> Moment {
        text.parse().unwrap_or(Moment::MIN_UTC)
    }

    fn span(period: Period, at: &str, anchor: &str) -> (String, String) {
        let span = period.span(moment(at), &Rules { hours_ahead: 0, anchor: moment(anchor) });
        (text(span.start), text(span.end))
    }

    fn assert_span(period: Period, at: &str, start: &str, end: &str) {
        assert_eq!(span(period, at, "2025-01-31T12:00:00Z"), (start.to_owned(), end.to_owned()));
    }

    #[test]
    fn periods_of_the_calendar() {
        let at = "2025-03-12T13:14:15Z";
        assert_span(Period::Hour, at, "2025-03-12 13:00:00+00", "2025-03-12 14:00:00+00");
        assert_span(Period::Day, at, "2025-03-12 00:00:00+00", "2025-03-13 00:00:00+00");
        assert_span(Period::Week, at, "2025-03-10 00:00:00+00", "2025-03-17 00:00:00+00");
        assert_span(Period::Month, at, "2025-03-01 00:00:00+00", "2025-04-01 00:00:00+00");
        assert_span(Period::Never, at, "-infinity", "infinity");
    }

    #[test]
    fn months_counted_from_the_31st_do_not_drift() {
        let period = Period::AnchoredMonth;
        assert_span(period, "2025-02-28T11:59:59Z", "2025-01-31 12:00:00+00", "2025-02-28 12:00:00+00");
        assert_span(period, "2025-02-28T12:00:00Z", "2025-02-28 12:00:00+00", "2025-03-31 12:00:00+00");
        assert_span(period, "2025-04-30T12:00:00Z", "2025-04-30 12:00:00+00", "2025-05-31 12:00:00+00");
        assert_span(period, "2024-12-31T11:00:00Z", "2024-11-30 12:00:00+00", "2024-12-31 12:00:00+00");
    }
}
