//! A call to be metered.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use crate::conditions::Conditions;
use crate::counts::TokenCounts;
use crate::units::Units;

/// A count was larger than what it is a part of, and was cut down to it.
pub const CLAMPED: &str = "clamped";
/// The account has been charged for this answer before.
pub const DUPLICATE: &str = "duplicate";
/// No price knows the call's service tier: it is charged as the standard one.
pub const UNPRICED_TIER: &str = "unpriced_tier";

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
    /// The provider's own bill, USD, where it is told.
    pub reported_cost: Option<Decimal>,
    /// What is to be known of the row, such as [`CLAMPED`]; most have none.
    pub marks: Vec<&'static str>,
    /// The text of a JSON object.
    pub metadata: Option<String>,
    pub at: DateTime<Utc>,
    /// `false`: the tokens are spent already, record them whatever the limits say.
    pub enforce: bool,
}
