use serde::{Deserialize, Serialize};

/// Why a call was allowed or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Within every limit.
    Ok,
    /// Allowed, above a limit that only warns.
    SoftLimit,
    /// Allowed for what a hard limit had left: a reservation was cut to it, or what was used already is recorded above it.
    Capped,
    /// Recorded above a hard limit, because the caller said `enforce => false`.
    NotEnforced,
    /// The account's own key, which no limit counts.
    OwnKey,
    /// A settlement after the hold had expired.
    Late,
    /// A settlement of more than was reserved.
    Overage,
    /// A hold given back.
    Released,
    /// Refused by a hard limit.
    OverLimit,
    /// Refused: a hard cost limit applies and the cost is not known.
    Unpriced,
    /// Refused: the account has been charged for this answer, and the setting `duplicate_responses` says so.
    Duplicate,
    /// Refused: the account has as many open holds as it may.
    TooManyHolds,
}

impl Reason {
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::SoftLimit => "soft_limit",
            Self::Capped => "capped",
            Self::NotEnforced => "not_enforced",
            Self::OwnKey => "own_key",
            Self::Late => "late",
            Self::Overage => "overage",
            Self::Released => "released",
            Self::OverLimit => "over_limit",
            Self::Unpriced => "unpriced",
            Self::TooManyHolds => "too_many_holds",
            Self::Duplicate => "duplicate",
        }
    }

    pub fn allows(self) -> bool {
        !matches!(self, Self::OverLimit | Self::Unpriced | Self::TooManyHolds | Self::Duplicate)
    }
}
