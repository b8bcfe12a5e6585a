//! When a limit's period starts and ends, as the calendar in SQL says. It is asked once for all accounts of one calendar.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use pgrx::prelude::*;

use super::db::{Db, statement};
use super::kept::{Kept, kept};
use super::limits::Rule;
use crate::clock;
use crate::error::Result;

statement!(READ, "period_read.sql", [TEXTOID, BOOLOID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID]);

thread_local! {
    /// Which period holds the first moment of a minute.
    static KEPT: RefCell<Kept<Minute, Period>> = Kept::at_most(256);
}

/// What an account's periods go by.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Calendar {
    pub time_zone: String,
    pub anchor: DateTime<Utc>,
}

/// A minute of a limit's calendar.
#[derive(PartialEq, Eq, Hash)]
struct Minute {
    period: String,
    /// With the anchor, where periods are counted from it.
    calendar: (String, Option<DateTime<Utc>>),
    number: i64,
}

#[derive(Clone, Copy)]
pub struct Period {
    pub start: TimestampWithTimeZone,
    /// Exclusive.
    pub end: TimestampWithTimeZone,
}

/// The period that holds a moment. `None`: another one starts in the same minute, and the engine in SQL finds out which it is.
pub fn holding(
    db: &mut Db,
    rule: &Rule,
    calendar: &Calendar,
    at: DateTime<Utc>,
) -> Result<Option<Rc<Period>>> {
    let anchor = rule.anchored.then_some(calendar.anchor);
    let minute = Minute {
        period: rule.period_name.clone(),
        calendar: (calendar.time_zone.clone(), anchor),
        number: at.timestamp().div_euclid(60),
    };
    let moment = clock::from_utc(at)?;
    let args = [
        rule.period_name.as_str().into(),
        rule.anchored.into(),
        calendar.time_zone.as_str().into(),
        clock::from_utc(calendar.anchor)?.into(),
        moment.into(),
    ];
    let load =
        |db: &mut Db| db.row(&READ, &args, |row| Ok(Period { start: row.need(1)?, end: row.need(2)? }));
    let period = kept(db, &KEPT, minute, load)?;
    Ok(period.filter(|period| period.start <= moment && moment < period.end))
}
