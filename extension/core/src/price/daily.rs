//! Hours of the day at which a price holds: some providers ask less at night.

use chrono::{NaiveTime, Timelike};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// From one minute of the day until before another, UTC; over midnight where the second is the earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Daily {
    from: NaiveTime,
    until: NaiveTime,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("hours of the day are two times such as 16:30-00:30")]
pub struct NotDaily;

impl Daily {
    /// # Errors
    /// [`NotDaily`] where the times are the same, or no whole minutes.
    pub fn between(from: NaiveTime, until: NaiveTime) -> Result<Self, NotDaily> {
        let whole = |time: NaiveTime| time.second() == 0 && time.nanosecond() == 0;
        if from == until || !whole(from) || !whole(until) {
            return Err(NotDaily);
        }
        Ok(Self { from, until })
    }

    pub fn holds(self, time: NaiveTime) -> bool {
        if self.from < self.until {
            self.from <= time && time < self.until
        } else {
            self.from <= time || time < self.until
        }
    }
}

impl FromStr for Daily {
    type Err = NotDaily;

    fn from_str(text: &str) -> Result<Self, NotDaily> {
        let (from, until) = text.split_once('-').ok_or(NotDaily)?;
        let time = |text: &str| {
            // chrono takes a single digit for an hour, and nothing for the day's end
            let text = if text == "24:00" { "00:00" } else { text };
            NaiveTime::parse_from_str(text, "%H:%M").ok().filter(|_| text.len() == 5).ok_or(NotDaily)
        };
        Self::between(time(from.trim())?, time(until.trim())?)
    }
}

impl fmt::Display for Daily {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from.format("%H:%M"), self.until.format("%H:%M"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(daily: &str, time: &str) -> Option<bool> {
        Some(daily.parse::<Daily>().ok()?.holds(time.parse().ok()?))
    }

    #[test]
    fn the_first_minute_is_in_and_the_last_is_out() {
        for (daily, time, expected) in [
            ("08:00-20:00", "08:00:00", true),
            ("08:00-20:00", "19:59:59.999999", true),
            ("08:00-20:00", "20:00:00", false),
            ("16:30-00:30", "16:29:59", false),
            ("16:30-00:30", "23:59:59", true),
            ("16:30-00:30", "00:29:59", true),
            ("16:30-00:30", "00:30:00", false),
            ("18:00-24:00", "23:59:59", true),
            ("18:00-24:00", "00:00:00", false),
        ] {
            assert_eq!(holds(daily, time), Some(expected), "{daily} {time}");
        }
    }

    #[test]
    fn one_text_for_the_same_hours() {
        for (given, shown) in [("16:30-00:30", "16:30-00:30"), ("18:00 - 24:00", "18:00-00:00")] {
            assert_eq!(given.parse::<Daily>().map(|daily| daily.to_string()), Ok(shown.to_owned()));
        }
        for given in ["", "8-20", "08:00", "08:00-08:00", "25:00-26:00", "08:00:30-09:00", "00:00-24:00"] {
            assert_eq!(given.parse::<Daily>(), Err(NotDaily), "{given}");
        }
    }
}
