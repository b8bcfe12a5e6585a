//! What a metering call answers.

use super::Model;
use super::charge::Metered;
use super::counter::{Gauge, Key};
use crate::amount::Amount;
use crate::calendar::Moment;
use crate::names::Name;
use crate::operation::KeySource;
use crate::value::{Id, Row};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Ok,
    Capped,
    SoftLimit,
    NotEnforced,
    OwnKey,
    Late,
    Overage,
    Released,
    OverLimit,
    Unpriced,
    TooManyHolds,
}

impl Reason {
    pub fn name(self) -> Name {
        match self {
            Self::Ok => "ok",
            Self::Capped => "capped",
            Self::SoftLimit => "soft_limit",
            Self::NotEnforced => "not_enforced",
            Self::OwnKey => "own_key",
            Self::Late => "late",
            Self::Overage => "overage",
            Self::Released => "released",
            Self::OverLimit => "over_limit",
            Self::Unpriced => "unpriced",
            Self::TooManyHolds => "too_many_holds",
        }
    }

    pub fn allows(self) -> bool {
        !matches!(self, Self::OverLimit | Self::Unpriced | Self::TooManyHolds)
    }
}

#[derive(Clone, Debug)]
pub struct Verdict {
    pub reason: Reason,
    pub about: Option<(Key, Gauge)>,
    pub tokens: i64,
    pub cost: Option<Amount>,
    pub usage: Option<usize>,
    pub hold: Option<usize>,
    /// When the limit that it speaks of has nothing left of what it counts now, or has room for what it refused.
    pub resets_at: Option<Moment>,
}

impl Model {
    pub(super) fn refused(&self, metered: &Metered, reason: Reason, key: Option<Key>) -> Verdict {
        let resets_at = key.and_then(|key| match self.limit(&key).amount(metered) {
            Some(amount) if reason == Reason::OverLimit && self.limit(&key).spec.period.rolls() => {
                self.frees_at(&key, amount)
            }
            _ => Some(self.shown(&key, self.now).end),
        });
        Verdict {
            resets_at,
            reason,
            about: key.map(|key| (key, self.gauge(&key))),
            tokens: metered.tokens(),
            cost: metered.cost,
            usage: None,
            hold: None,
        }
    }

    /// It speaks of the limit nearest to its cap, the first of equals; after `not_enforced` of the hard limits that were
    /// passed.
    pub(super) fn allowed(&self, metered: &Metered, reason: Reason, keys: &[Key]) -> Verdict {
        let mut about: Option<(Key, Gauge)> = None;
        for key in keys {
            if reason == Reason::NotEnforced && !(self.limit(key).spec.hard && self.passed(key, metered)) {
                continue;
            }
            let gauge = self.gauge(key);
            if about.as_ref().is_none_or(|(_, nearest)| gauge.percent > nearest.percent) {
                about = Some((*key, gauge));
            }
        }
        let resets_at = about.as_ref().map(|(key, _)| self.shown(key, self.now).end);
        Verdict {
            reason,
            about,
            tokens: metered.tokens(),
            cost: metered.cost,
            usage: None,
            hold: None,
            resets_at,
        }
    }

    /// Whether a charged limit stands above its cap, or may, by a cost that is not known.
    fn passed(&self, key: &Key, metered: &Metered) -> bool {
        match self.limit(key).amount(metered) {
            Some(_) => !self.admits(key, Amount::ZERO),
            None => self.limit(key).spec.cap.is_some(),
        }
    }

    /// Why a call passed, told after it was charged.
    pub(super) fn reason_of(&self, metered: &Metered, enforced: bool, keys: &[Key]) -> Reason {
        let passes =
            |hard| keys.iter().any(|key| self.limit(key).spec.hard == hard && self.passed(key, metered));
        if !enforced && passes(true) {
            Reason::NotEnforced
        } else if passes(false) {
            Reason::SoftLimit
        } else if keys.is_empty() && metered.key_source == KeySource::Own {
            Reason::OwnKey
        } else {
            Reason::Ok
        }
    }

    pub(super) fn verdict_row(&self, verdict: &Verdict) -> Row {
        let about = verdict.about.as_ref();
        let spec = about.map(|(key, _)| &self.limit(key).spec);
        let gauge = about.map(|(_, gauge)| gauge);
        vec![
            ("allowed", verdict.reason.allows().into()),
            ("reason", verdict.reason.name().into()),
            ("limit_name", spec.map(|spec| spec.name).into()),
            ("unit", spec.map(|spec| spec.unit.name()).into()),
            ("period", spec.map(|spec| spec.period.name()).into()),
            ("used", gauge.map(|gauge| gauge.used).into()),
            ("reserved", gauge.map(|gauge| gauge.reserved).into()),
            ("cap", gauge.and_then(|gauge| gauge.cap).into()),
            ("remaining", gauge.and_then(|gauge| gauge.remaining).into()),
            ("percent", gauge.and_then(|gauge| gauge.percent).into()),
            ("level", gauge.map_or("ok", |gauge| gauge.level).into()),
            ("resets_at", verdict.resets_at.into()),
            ("tokens", Amount::whole(verdict.tokens).into()),
            ("cost", verdict.cost.into()),
            ("usage_id", verdict.usage.map(Id::Usage).into()),
            ("hold_id", verdict.hold.map(Id::Hold).into()),
        ]
    }
}
