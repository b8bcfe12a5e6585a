//! Thresholds that a charge reaches.

use pgrx::prelude::*;

use super::gauge::effective_cap;
use super::reading::Reading;
use crate::clock;
use crate::error::Result;
use crate::store::{Db, engine};

/// Has the engine in SQL tell of the thresholds that a charge has reached. It has the counters' rows locked, so that each is told once.
pub fn tell(db: &mut Db, charged: &[Reading]) -> Result<()> {
    let counters = charged.iter().filter(|reading| reaches_threshold(reading));
    let counters: Vec<i64> = counters.filter_map(|(_, counter)| counter.id).collect();
    if counters.is_empty() {
        return Ok(());
    }
    engine::tell_reached(db, counters, clock::from_utc(clock::now()?)?)
}

/// Whether a charge has reached a threshold that nobody has been told of.
pub fn reaches_threshold((limit, counter): &Reading) -> bool {
    if counter.stripe.is_some() {
        return false; // what was dealt out reaches no threshold
    }
    let Some(cap) = effective_cap(limit, counter).filter(|cap| *cap > AnyNumeric::default()) else {
        return false;
    };
    let used = AnyNumeric::from(100) * counter.used.clone();
    let is_new = |threshold: &&AnyNumeric| !counter.alerted.contains(threshold);
    limit.thresholds.iter().filter(is_new).any(|threshold| used >= threshold.clone() * cap.clone())
}
