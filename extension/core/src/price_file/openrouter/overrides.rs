//! `pricing.overrides`: a list of prices that hold from a size of the prompt on, or at some hours of the day.

use chrono::NaiveTime;
use serde_json::{Map, Value};

use crate::counts::TOKENS_MAX;
use crate::price::Daily;

/// When an override holds.
#[derive(Clone, Copy)]
pub struct Holds {
    pub context_above: i64,
    pub daily: Option<Daily>,
}

const SIZE: &str = "min_prompt_tokens";
const FROM: &str = "utc_start";
const UNTIL: &str = "utc_end";
const CONDITIONS: [&str; 4] = [SIZE, FROM, UNTIL, "utc_days"];

pub fn is_condition(key: &str) -> bool {
    CONDITIONS.contains(&key)
}

/// When an override holds; `None`: it depends on what no price here does, such as the day of the week.
pub fn holds(fields: &Map<String, Value>) -> Option<Holds> {
    let given: Vec<&str> = CONDITIONS.into_iter().filter(|key| fields.contains_key(*key)).collect();
    match given.as_slice() {
        [SIZE] => {
            let least = fields[SIZE].as_i64().filter(|least| (2..=TOKENS_MAX).contains(least))?;
            Some(Holds { context_above: least - 1, daily: None })
        }
        [FROM | UNTIL] | [FROM, UNTIL] => {
            let time = |key: &str| hour_and_minute(fields.get(key).map_or(Some(0), Value::as_u64)?);
            let daily = Daily::between(time(FROM)?, time(UNTIL)?).ok()?;
            Some(Holds { context_above: 0, daily: Some(daily) })
        }
        _ => None,
    }
}

/// `1630` is half past four.
fn hour_and_minute(number: u64) -> Option<NaiveTime> {
    let number = u32::try_from(number).ok()?;
    NaiveTime::from_hms_opt(number / 100 % 24, number % 100, 0).filter(|_| number <= 2400)
}
