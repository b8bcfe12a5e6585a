//! Thresholds that were reached: told once for each counter and threshold, unless a grant has brought the counter below.

use super::Model;
use super::counter::Key;
use crate::amount::Amount;
use crate::calendar::Moment;
use crate::value::{Row, Value};

#[derive(Clone)]
pub struct Alert {
    pub key: Key,
    pub threshold: i64,
    pub used: Amount,
    pub cap: Amount,
    pub at: Moment,
    /// Of a window the slice that was begun last: what is repriced begins none.
    pub in_slice: Moment,
    /// In the order of telling.
    pub number: usize,
    pub delivered: bool,
    /// A grant has brought the counter below: it is told again when it is reached again.
    pub rearmed: bool,
}

impl Model {
    /// After a charge: every threshold that is reached and was not told yet.
    pub(super) fn alert(&mut self, key: &Key) {
        let Some(cap) = self.cap(key).filter(|&cap| cap > Amount::ZERO) else { return };
        let used = self.used(key);
        for threshold in self.limit(key).spec.thresholds.clone() {
            let told =
                self.alerts.iter().rposition(|alert| alert.key == *key && alert.threshold == threshold);
            if !used.reaches(threshold, cap) || told.is_some_and(|told| !self.alerts[told].rearmed) {
                continue;
            }
            // of a window each has a row of its own
            if let Some(told) = told.filter(|_| !self.limit(key).spec.period.rolls()) {
                self.alerts.remove(told);
            }
            let number = self.alerts_told;
            self.alerts_told += 1;
            self.alerts.push(Alert {
                key: *key,
                threshold,
                used,
                cap,
                at: self.now,
                in_slice: self.slices.get(key).copied().unwrap_or(self.now),
                number,
                delivered: false,
                rearmed: false,
            });
        }
    }

    /// After a grant.
    pub(super) fn rearm(&mut self, key: &Key) {
        let Some(cap) = self.cap(key) else { return };
        let used = self.used(key);
        for alert in self.alerts.iter_mut().filter(|alert| alert.key == *key) {
            alert.rearmed |= !used.reaches(alert.threshold, cap);
        }
    }

    /// Hands out the oldest.
    pub(super) fn take_alerts(&mut self, batch: usize) -> Vec<Row> {
        let mut waiting: Vec<usize> = (0..self.alerts.len()).filter(|&n| !self.alerts[n].delivered).collect();
        waiting.sort_by_key(|&n| self.alerts[n].number);
        waiting.truncate(batch);
        waiting.iter().for_each(|&n| self.alerts[n].delivered = true);
        waiting.iter().map(|&n| self.alert_row(&self.alerts[n])).collect()
    }

    pub(super) fn alert_row(&self, alert: &Alert) -> Row {
        let spec = &self.limit(&alert.key).spec;
        vec![
            ("account", alert.key.payer.into()),
            ("limit_name", spec.name.into()),
            ("unit", spec.unit.name().into()),
            ("period", spec.period.name().into()),
            ("period_start", self.shown(&alert.key, alert.in_slice).start.into()),
            ("resets_at", self.shown(&alert.key, alert.in_slice).end.into()),
            ("threshold", Amount::whole(alert.threshold).into()),
            ("used", alert.used.into()),
            ("cap", alert.cap.into()),
            ("remaining", (alert.cap - alert.used).at_least_zero().into()),
            ("at", Value::Moment(alert.at)),
        ]
    }
}
