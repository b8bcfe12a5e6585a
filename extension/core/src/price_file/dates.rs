//! Prices that hold from a date on, and which of them matter from the moment of an import.

use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

use super::sheet::{ModelPrices, PriceKey};

/// What holds from the moment `at` on, of prices that change at `changes`: those in force at `at`, and at each later
/// change what it sets and what it ends.
pub fn from_moment(
    in_force: impl Fn(DateTime<Utc>) -> ModelPrices,
    mut changes: Vec<DateTime<Utc>>,
    at: DateTime<Utc>,
) -> ModelPrices {
    changes.retain(|change| *change > at);
    changes.sort_unstable();
    changes.dedup();

    let mut before = in_force(at);
    let mut all = before.clone();
    for moment in changes {
        let set = in_force(moment);
        let from = |key: &PriceKey| PriceKey { effective_from: Some(moment), ..key.clone() };
        for (key, price) in set.iter().filter(|(key, price)| before.get(key) != Some(price)) {
            all.insert(from(key), *price);
        }
        for key in before.keys().filter(|key| !set.contains_key(key)) {
            all.insert(from(key), None);
        }
        before = set;
    }
    all
}

/// The prices of one key, each from its own moment on (`None`: always), from the moment `at` on.
pub fn of_key<T: Clone>(
    starts: &BTreeMap<Option<DateTime<Utc>>, T>,
    at: DateTime<Utc>,
) -> Vec<(Option<DateTime<Utc>>, T)> {
    let begun = starts.range(..=Some(at)).next_back().map(|(_, price)| (None, price.clone()));
    let later = starts.iter().filter(|(start, _)| start.is_some_and(|start| start > at));
    begun.into_iter().chain(later.map(|(start, price)| (*start, price.clone()))).collect()
}
