//! What every metering call answers.

use pgrx::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};
use token_meter_core::call::Call;
use token_meter_core::price::Priced;

use super::gauge::{Gauge, capped, gauge, passed};
use super::reading::Reading;
use super::reason::Reason;
use crate::error::{MeterError, Result};
use crate::store::limits::Limit;
use crate::store::numeric;
use crate::store::usage_log::Recorded;

/// The row of type `meter_verdict`. It speaks of the limit that refused, or else of the one nearest to its cap.
#[derive(Debug, Clone, Deserialize)]
pub struct Verdict {
    pub reason: Reason,
    pub limit_name: Option<String>,
    pub unit: Option<String>,
    pub period: Option<String>,
    #[serde(deserialize_with = "digits::deserialize")]
    pub used: Option<AnyNumeric>,
    #[serde(deserialize_with = "digits::deserialize")]
    pub reserved: Option<AnyNumeric>,
    #[serde(deserialize_with = "digits::deserialize")]
    pub cap: Option<AnyNumeric>,
    #[serde(deserialize_with = "digits::deserialize")]
    pub remaining: Option<AnyNumeric>,
    #[serde(deserialize_with = "digits::deserialize")]
    pub percent: Option<AnyNumeric>,
    pub level: String,
    #[serde(deserialize_with = "micros::deserialize")]
    pub resets_at: Option<TimestampWithTimeZone>,
    pub tokens: i64,
    /// USD; `None`: not known.
    #[serde(deserialize_with = "digits::deserialize")]
    pub cost: Option<AnyNumeric>,
    pub usage_id: Option<i64>,
    pub hold_id: Option<i64>,
    /// USD, what the account was charged: the cost with its plan's markup. `None`: nothing was recorded, or the cost is not
    /// known.
    #[serde(deserialize_with = "digits::deserialize", default)]
    pub charged_cost: Option<AnyNumeric>,
    /// How the cost was found, as on the usage row; `None`: nothing was priced.
    #[serde(default)]
    pub price_match: Option<String>,
    /// The account has been charged for this answer before.
    #[serde(default)]
    pub duplicate: bool,
}

impl Verdict {
    /// A verdict about the limit nearest to its cap, of those that let the call pass.
    pub fn allowed(call: &Call, priced: &Priced, reason: Reason, readings: &[Reading]) -> Result<Self> {
        let mut binding: Option<(&Limit, Gauge)> = None;
        for (limit, counter) in readings {
            let is_about = match reason {
                Reason::NotEnforced => limit.hard && passed(limit, counter),
                Reason::Capped => capped(limit, counter),
                _ => true,
            };
            if !is_about {
                continue; // it speaks of the hard limit that was passed
            }
            let gauge = gauge(limit, counter)?;
            if binding.as_ref().is_none_or(|(_, nearest)| gauge.percent > nearest.percent) {
                binding = Some((limit, gauge));
            }
        }
        Self::new(call, priced, reason, binding)
    }

    /// A verdict as it was kept, to be given again; earlier versions kept the names of its fields too.
    pub fn kept(json: Value) -> Result<Self> {
        serde_json::from_value(json).map_err(|_| MeterError::Internal("a kept verdict cannot be read"))
    }

    /// Its fields in their order, as `meter.verdict_kept` has them: their names would take more room than what they say.
    pub fn to_json(&self) -> Value {
        json!([
            self.reason,
            self.limit_name,
            self.unit,
            self.period,
            digits::of(&self.used),
            digits::of(&self.reserved),
            digits::of(&self.cap),
            digits::of(&self.remaining),
            digits::of(&self.percent),
            self.level,
            self.resets_at.map(i64::from),
            self.tokens,
            digits::of(&self.cost),
            self.usage_id,
            self.hold_id,
            digits::of(&self.charged_cost),
            self.price_match,
            self.duplicate,
        ])
    }

    pub fn with_usage(self, recorded: Recorded) -> Self {
        Self { usage_id: Some(recorded.usage_id), charged_cost: recorded.charged_cost, ..self }
    }

    /// It speaks of a limit that has cut the call.
    pub fn because(self, reason: Reason) -> Self {
        Self { reason, ..self }
    }

    pub fn with_hold(self, hold_id: i64) -> Self {
        Self { hold_id: Some(hold_id), ..self }
    }

    fn new(call: &Call, priced: &Priced, reason: Reason, binding: Option<(&Limit, Gauge)>) -> Result<Self> {
        let (limit, gauge) = binding.unzip();
        Ok(Self {
            reason,
            limit_name: limit.map(|limit| limit.name.clone()),
            unit: limit.map(|limit| limit.unit.name().to_owned()),
            period: limit.map(|limit| limit.period_name.clone()),
            level: gauge.as_ref().map_or("ok", |gauge| gauge.level).to_owned(),
            resets_at: gauge.as_ref().and_then(|gauge| gauge.resets_at),
            used: gauge.as_ref().map(|gauge| gauge.used.clone()),
            reserved: gauge.as_ref().map(|gauge| gauge.reserved.clone()),
            cap: gauge.as_ref().and_then(|gauge| gauge.cap.clone()),
            remaining: gauge.as_ref().and_then(|gauge| gauge.remaining.clone()),
            percent: gauge.and_then(|gauge| gauge.percent),
            tokens: call.counts.total(),
            cost: numeric(priced.cost)?,
            usage_id: None,
            hold_id: None,
            charged_cost: None,
            price_match: Some(priced.matched.name().to_owned()),
            duplicate: false,
        })
    }
}

/// A numeric kept as its digits: a JSON number would lose none here, but readers of JSON do.
mod digits {
    use pgrx::AnyNumeric;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer};

    pub fn of(value: &Option<AnyNumeric>) -> Option<String> {
        value.as_ref().map(AnyNumeric::to_string)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<AnyNumeric>, D::Error> {
        let digits = Option::<String>::deserialize(from)?;
        digits.map(|digits| AnyNumeric::try_from(digits.as_str()).map_err(D::Error::custom)).transpose()
    }
}

/// A moment kept as microseconds since 2000: its text would depend on the session's settings.
mod micros {
    use pgrx::prelude::TimestampWithTimeZone;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer};

    pub fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<TimestampWithTimeZone>, D::Error> {
        let micros = Option::<i64>::deserialize(from)?;
        micros.map(|micros| TimestampWithTimeZone::try_from(micros).map_err(D::Error::custom)).transpose()
    }
}
