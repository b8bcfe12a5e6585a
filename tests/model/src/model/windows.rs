//! Rolling windows: one counter for all time, of which each call leaves when the window has passed, with all others of its slice.

use super::Model;
use super::charge::Metered;
use super::counter::Key;
use super::limits::LimitId;
use crate::amount::Amount;
use crate::calendar::{Moment, Span};

impl Model {
    /// The slice of a window that holds a moment; none: the limit goes by the calendar.
    pub(super) fn slice(&self, limit: LimitId, at: Moment) -> Option<Span> {
        self.limits[limit].spec.period.slice(at)
    }

    /// Whether a call counts: all do in a period of the calendar; in a window those of its slice and of the sixty before.
    pub(super) fn is_in_window(&self, key: &Key, call: usize) -> bool {
        self.leaves_at(key, call).is_none_or(|moment| self.now < moment)
    }

    /// When a window has passed since the slice in which a call was told.
    fn leaves_at(&self, key: &Key, call: usize) -> Option<Moment> {
        self.leaves(key.limit, self.told.get(&(*key, call)).copied().unwrap_or(self.usage[call].metered.at))
    }

    /// When what was used at a moment leaves a window, with all of its slice.
    fn leaves(&self, limit: LimitId, at: Moment) -> Option<Moment> {
        self.slice(limit, at).map(|slice| slice.end + self.limits[limit].spec.period.window())
    }

    /// Whether it has, for a window that counts the log.
    pub(super) fn has_left(&self, limit: LimitId, at: Moment) -> bool {
        self.leaves(limit, at).is_some_and(|moment| moment <= self.now)
    }

    /// What is told counts from now on, however late that is.
    pub(super) fn tell_now(&mut self, keys: &[Key], call: usize) {
        let rolling = keys.iter().filter(|key| self.limits[key.limit].spec.period.rolls());
        self.told.extend(rolling.map(|key| ((*key, call), self.now)));
    }

    /// Usage that is told when it is older than the window counts in none.
    pub(super) fn is_too_old(&self, limit: LimitId, metered: &Metered) -> bool {
        let period = self.limits[limit].spec.period;
        period.rolls() && metered.at + period.window() <= self.now
    }

    /// What is shown of a counter: since when it counts, and until when.
    pub(super) fn shown(&self, key: &Key, at: Moment) -> Span {
        let window = self.limit(key).spec.period.window();
        match self.slice(key.limit, at) {
            Some(slice) => Span { start: slice.start - window, end: slice.end + window },
            None => key.span,
        }
    }

    /// The slices of what a counter counts, in the order in which they leave, with how much leaves then.
    fn leaving(&self, key: &Key) -> Vec<(Moment, Amount)> {
        let mut leaving = std::collections::BTreeMap::new();
        for call in self.calls(key) {
            let amount = self.amount_of(key, call).unwrap_or_default();
            if let Some(moment) = self.leaves_at(key, call) {
                *leaving.entry(moment).or_insert(Amount::ZERO) += amount;
            }
        }
        leaving.into_iter().collect()
    }

    /// When nothing is left of what is counted now; what is reserved leaves last of all.
    pub(super) fn empties_at(&self, key: &Key) -> Moment {
        let shown = self.shown(key, self.now).end;
        let last = self.leaving(key).into_iter().rfind(|(_, amount)| *amount > Amount::ZERO);
        match last {
            Some((moment, _))
                if self.limit(key).spec.period.rolls() && self.reserved(key) == Amount::ZERO =>
            {
                moment
            }
            _ => shown,
        }
    }

    /// When there will be room for a call that does not fit; never: it is more than the cap.
    pub(super) fn frees_at(&self, key: &Key, amount: Amount) -> Option<Moment> {
        let cap = self.cap(key).filter(|&cap| amount <= cap)?;
        let mut missing = self.used(key) + self.reserved(key) + amount - cap;
        for (moment, freed) in self.leaving(key) {
            missing -= freed;
            if missing <= Amount::ZERO {
                return Some(moment);
            }
        }
        Some(self.shown(key, self.now).end)
    }

    /// A slice begins with its first call: a threshold that the window has fallen below is told again.
    pub(super) fn begin_slice(&mut self, key: &Key) {
        let Some(slice) = self.slice(key.limit, self.now) else { return };
        if self.slices.insert(*key, slice.start) == Some(slice.start) {
            return;
        }
        let (used, cap) = (self.used(key), self.cap(key));
        for alert in self.alerts.iter_mut().filter(|alert| alert.key == *key) {
            alert.rearmed |= cap.is_none_or(|cap| !used.reaches(alert.threshold, cap));
        }
    }
}
