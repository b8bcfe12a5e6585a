//! Thresholds that a charge has reached.

use pgrx::prelude::*;

use super::gauge::effective_cap;
use super::reading::Reading;
use crate::clock;
use crate::error::Result;
use crate::store::{Db, alerts};

/// Raises an alert for each threshold that is reached and not yet told of; answers which. The counters' rows are locked by
/// the charge, so that each is told once.
pub fn raise(db: &mut Db, charged: &[Reading]) -> Result<Vec<AnyNumeric>> {
    let mut told = Vec::new();
    for reading in charged {
        let (limit, counter) = reading;
        if counter.stripe.is_some() {
            continue; // what was dealt out reaches no threshold
        }
        let (Some(id), Some(cap)) = (counter.id, effective_cap(limit, counter)) else { continue };
        let used = AnyNumeric::from(100) * counter.used.clone();
        let reached: Vec<AnyNumeric> = (limit.thresholds.iter())
            .filter(|threshold| {
                !counter.alerted.contains(threshold) && used >= (*threshold).clone() * cap.clone()
            })
            .cloned()
            .collect();
        if !reached.is_empty() && cap > AnyNumeric::default() {
            told.extend(reached.clone());
            alerts::raise(db, id, reached, &counter.used, &cap, clock::from_utc(clock::now()?)?)?;
        }
    }
    Ok(told)
}
