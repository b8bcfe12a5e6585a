//! Moments as people and files write them.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// RFC 3339, Postgres' own way, or a date, which begins at midnight UTC.
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let zoned = |format| DateTime::parse_from_str(text, format).ok();
    DateTime::parse_from_rfc3339(text)
        .ok()
        .or_else(|| zoned("%Y-%m-%d %H:%M:%S%.f%#z"))
        .or_else(|| zoned("%Y-%m-%d %H:%M%#z"))
        .map(|at| at.to_utc())
        .or_else(|| Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN).and_utc()))
}
