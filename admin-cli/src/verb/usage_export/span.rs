//! The days of an export, in UTC.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::error::Error;
use crate::session::Session;

/// More of them were a slip in a year.
const DAYS_MAX: i64 = 36_600;

/// A part of the export that is read by one query: a day, or what the first and the last have of theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    pub date: NaiveDate,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

impl Day {
    pub fn bounds(&self) -> [String; 2] {
        [text(self.from), text(self.to)]
    }

    pub fn starts_whole(&self) -> bool {
        self.from == midnight(self.date)
    }

    /// When the next day begins.
    pub fn end(&self) -> DateTime<Utc> {
        midnight(self.date) + TimeDelta::days(1)
    }
}

pub struct Span {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// By the meter's clock.
    pub now: DateTime<Utc>,
    pub days: Vec<Day>,
}

impl Span {
    /// # Errors
    /// Bounds that are no moments, or in no order.
    pub fn read(session: &mut Session, from: &str, to: &str) -> Result<Self, Error> {
        let rows = session.query(include_str!("../../../sql/export_span.sql"), &[Some(from), Some(to)])?;
        let row = rows.into_iter().next().unwrap_or_default();
        let moment = |column: &str, given: &str| {
            let micros = row.text(column).parse().ok();
            micros.and_then(DateTime::from_timestamp_micros).ok_or_else(|| no_moment(given))
        };
        let bounds =
            (moment("from_micros", &format!("--from {from}"))?, moment("to_micros", &format!("--to {to}"))?);
        let ((from, to), now) = (bounds, moment("now_micros", "the clock")?);
        Ok(Self { from, to, now, days: days(from, to)? })
    }

    pub fn bounds(&self) -> [String; 2] {
        [text(self.from), text(self.to)]
    }

    /// An export that lacks a month must not look whole.
    ///
    /// # Errors
    /// Months that the log has no longer.
    pub fn demand_in_log(&self, session: &mut Session) -> Result<(), Error> {
        let bounds = self.bounds();
        let values = [Some(bounds[0].as_str()), Some(bounds[1].as_str())];
        let lacking = session.query(include_str!("../../../sql/export_lacking.sql"), &values)?;
        let Some(last) = lacking.last() else { return Ok(()) };
        let months: Vec<String> = lacking.iter().map(|row| row.text("month")).collect();
        Err(Error::usage(
            format!("the usage log has these months no longer: {}", months.join(", ")),
            format!(
                "They were detached. Export --from {} on; their sums are in \"token-meter usage\", their rows in the detached tables, \
                 if those were kept.",
                last.text("next")
            ),
        ))
    }
}

fn days(from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Day>, Error> {
    if from > to {
        return Err(Error::usage(
            format!("--from ({}) is after --to ({})", text(from), text(to)),
            "An export has what was used from --from on and before --to.",
        ));
    }
    if (to - from).num_days() > DAYS_MAX {
        return Err(Error::usage(
            format!("--from {} is more than a hundred years before --to", text(from)),
            "Give a --from in the time of the log.",
        ));
    }
    let mut days = Vec::new();
    let mut start = from;
    while start < to {
        let date = start.date_naive();
        let end = (midnight(date) + TimeDelta::days(1)).min(to);
        days.push(Day { date, from: start, to: end });
        start = end;
    }
    Ok(days)
}

fn midnight(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(chrono::NaiveTime::MIN).and_utc()
}

/// As people and Postgres read it.
fn text(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%d %H:%M:%S%.fZ").to_string()
}

/// `given`: such as infinity.
fn no_moment(given: &str) -> Error {
    Error::usage(
        format!("{given}: an export begins and ends at a moment"),
        "A time is such as 2026-11-01 or '2026-11-01 08:00+01'; without --to an export ends now.",
    )
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::days;

    fn moment(text: &str) -> DateTime<Utc> {
        text.parse().unwrap_or_default()
    }

    fn told(from: &str, to: &str) -> Vec<String> {
        let days = days(moment(from), moment(to)).unwrap_or_default();
        days.iter().map(|day| day.bounds().join(" to ")).collect()
    }

    #[test]
    fn a_span_is_cut_at_midnight() {
        let expected = [
            "2026-02-27 22:00:00.5Z to 2026-02-28 00:00:00Z",
            "2026-02-28 00:00:00Z to 2026-03-01 00:00:00Z",
            "2026-03-01 00:00:00Z to 2026-03-01 01:00:00Z",
        ];
        let expected: Vec<String> = expected.iter().map(|day| day.replace(".5Z", ".500Z")).collect();
        assert_eq!(told("2026-02-27T22:00:00.5Z", "2026-03-01T01:00:00Z"), expected);
        assert!(told("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z").is_empty());
        assert_eq!(told("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z").len(), 1);
    }

    #[test]
    fn spans_that_are_none_are_told() {
        assert!(days(moment("2026-03-02T00:00:00Z"), moment("2026-03-01T00:00:00Z")).is_err());
        assert!(days(moment("0026-03-02T00:00:00Z"), moment("2026-03-01T00:00:00Z")).is_err());
    }
}
