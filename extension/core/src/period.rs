//! When a limit's period starts and ends: calendar periods in a time zone, or periods counted from an anchor.

use chrono::{
    DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc, Weekday,
};
use std::str::FromStr;
use thiserror::Error;

/// A time zone, as far as periods need one. The extension asks Postgres, so that a period ends at the midnight that
/// `AT TIME ZONE` shows.
pub trait Zone {
    /// The wall clock of this zone at a moment.
    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime;
    /// A moment at which this zone's wall clock shows `local`; in a gap, the moment the gap ends or a little later.
    fn moment(&self, local: NaiveDateTime) -> DateTime<Utc>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Minute,
    Hour,
    Day,
    /// From this day on; ISO 8601 has Monday.
    Week(Weekday),
    Month,
    Year,
    Never,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PeriodError {
    #[error("invalid period \"{0}\"")]
    Unknown(String),
    #[error("timestamp out of range")]
    OutOfRange,
}

/// A half-open span of time `[start, end)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(name: &str) -> Result<Self, PeriodError> {
        Ok(match name {
            "minute" => Self::Minute,
            "hour" => Self::Hour,
            "day" => Self::Day,
            "week" => Self::Week(Weekday::Mon),
            "month" => Self::Month,
            "year" => Self::Year,
            "never" => Self::Never,
            _ => return Err(PeriodError::Unknown(name.to_owned())),
        })
    }
}

/// The period that `at` lies in; `None` for a period that never ends. With an anchor, boundaries are counted from it
/// on the zone's wall clock (31 January → 28 February → 31 March); without one they are the calendar's.
pub fn bounds(
    period: Period,
    at: DateTime<Utc>,
    zone: &impl Zone,
    anchor: Option<DateTime<Utc>>,
) -> Result<Option<Bounds>, PeriodError> {
    let bounds = match (period, anchor) {
        (Period::Never, _) => return Ok(None),
        (_, Some(anchor)) => anchored(period, at, zone, anchor),
        (Period::Minute, None) => clock(at, zone, TimeDelta::minutes(1)),
        (Period::Hour, None) => clock(at, zone, TimeDelta::hours(1)),
        (_, None) => calendar(period, at, zone),
    };
    bounds.map(Some).ok_or(PeriodError::OutOfRange)
}

/// Minutes and hours as the wall clock shows them. Their length is fixed, so that an hour that a clock change repeats
/// is two periods, not one.
fn clock(at: DateTime<Utc>, zone: &impl Zone, length: TimeDelta) -> Option<Bounds> {
    let time = zone.local(at).time();
    let seconds_into_hour = i64::from(time.minute() * 60 + time.second());
    let since_start = TimeDelta::seconds(seconds_into_hour % length.num_seconds())
        + TimeDelta::nanoseconds(i64::from(time.nanosecond()));
    let start = at.checked_sub_signed(since_start)?;
    Some(Bounds { start, end: start.checked_add_signed(length)? })
}

/// Days, weeks, months and years of the zone's calendar.
fn calendar(period: Period, at: DateTime<Utc>, zone: &impl Zone) -> Option<Bounds> {
    // a clock set back across midnight shows the old date again, in the day that has begun
    let shown = zone.local(at).date();
    let next = earliest(shown.succ_opt()?.and_time(NaiveTime::MIN), zone);
    let date = if next <= at { shown.succ_opt()? } else { shown };
    let first = match period {
        Period::Week(first) => {
            date.checked_sub_days(Days::new(u64::from(date.weekday().days_since(first))))?
        }
        Period::Month => date.with_day(1)?,
        Period::Year => NaiveDate::from_ymd_opt(date.year(), 1, 1)?,
        _ => date,
    };
    let midnight = |date: NaiveDate| earliest(date.and_time(NaiveTime::MIN), zone);
    Some(Bounds {
        start: midnight(first),
        end: midnight(step(period, first.and_time(NaiveTime::MIN), 1)?.date()),
    })
}

/// Periods counted from the anchor. Each boundary is computed from the anchor itself, never from the boundary before,
/// so that a short month does not shorten those after it.
fn anchored(period: Period, at: DateTime<Utc>, zone: &impl Zone, anchor: DateTime<Utc>) -> Option<Bounds> {
    let local_anchor = zone.local(anchor);
    let boundary = |index: i64| -> Option<DateTime<Utc>> {
        if index == 0 {
            return Some(anchor);
        }
        match period {
            Period::Minute => anchor.checked_add_signed(TimeDelta::try_minutes(index)?),
            Period::Hour => anchor.checked_add_signed(TimeDelta::try_hours(index)?),
            _ => Some(earliest(step(period, local_anchor, index)?, zone)),
        }
    };
    let mut index = guess(period, local_anchor, zone.local(at), at - anchor);
    while boundary(index)? > at {
        index -= 1;
    }
    while boundary(index + 1)? <= at {
        index += 1;
    }
    Some(Bounds { start: boundary(index)?, end: boundary(index + 1)? })
}

/// About how many periods lie between the anchor and now; exact to one or two.
fn guess(period: Period, anchor: NaiveDateTime, now: NaiveDateTime, elapsed: TimeDelta) -> i64 {
    let years = i64::from(now.year() - anchor.year());
    match period {
        Period::Minute => elapsed.num_minutes(),
        Period::Hour => elapsed.num_hours(),
        Period::Day => elapsed.num_days(),
        Period::Week(_) => elapsed.num_weeks(),
        Period::Month => years * 12 + i64::from(now.month()) - i64::from(anchor.month()),
        Period::Year | Period::Never => years,
    }
}

/// `count` periods after a wall-clock time. A day that the target month lacks becomes its last.
fn step(period: Period, from: NaiveDateTime, count: i64) -> Option<NaiveDateTime> {
    let months = |count: i64| {
        let size = Months::new(u32::try_from(count.unsigned_abs()).ok()?);
        if count < 0 { from.checked_sub_months(size) } else { from.checked_add_months(size) }
    };
    match period {
        Period::Day => from.checked_add_signed(TimeDelta::try_days(count)?),
        Period::Week(_) => from.checked_add_signed(TimeDelta::try_weeks(count)?),
        Period::Month => months(count),
        _ => months(count.checked_mul(12)?),
    }
}

/// The first moment at which the wall clock shows `local`: where a clock change shows it twice, a day starts at the
/// earlier one.
fn earliest(local: NaiveDateTime, zone: &impl Zone) -> DateTime<Utc> {
    let moment = zone.moment(local);
    [TimeDelta::hours(2), TimeDelta::hours(1), TimeDelta::minutes(30)]
        .into_iter()
        .filter_map(|shift| moment.checked_sub_signed(shift))
        .find(|earlier| zone.local(*earlier) == local)
        .unwrap_or(moment)
}

#[cfg(test)]
#[path = "period_tests.rs"]
mod tests;
