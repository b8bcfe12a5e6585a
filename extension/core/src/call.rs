//! A call to be metered.

use chrono::{DateTime, Utc};

use crate::conditions::Conditions;
use crate::counts::TokenCounts;
use crate::units::Units;

#[derive(Clone)]
pub struct Call {
    pub account: String,
    pub counts: TokenCounts,
    pub units: Units,
    pub model: Option<String>,
    pub provider: Option<String>,
    pub operation: Option<String>,
    pub operation_id: Option<String>,
    pub session_id: Option<String>,
    pub service_tier: String,
    pub conditions: Conditions,
    /// `shared`: the operator's provider key; `own`: the account brings its own; `None`: as is set for the account.
    pub key_source: Option<&'static str>,
    /// The text of a JSON object.
    pub metadata: Option<String>,
    pub at: DateTime<Utc>,
    /// `false`: the tokens are spent already, record them whatever the limits say.
    pub enforce: bool,
}
