//! What each format has of the log, and the query that reads it.

use crate::rows::Column;
use crate::rows::Kind::{self, Exact, Flag, Json, Text, Time, Whole};

/// All of a row but its receipt, which says which counters and grants it went into.
pub const USAGE: &[Column] = &[
    column("usage_id", Whole),
    column("at", Time),
    column("recorded_at", Time),
    column("account", Text),
    column("plan", Text),
    column("provider", Text),
    column("model", Text),
    column("operation", Text),
    column("operation_id", Text),
    column("session_id", Text),
    column("key_source", Text),
    column("service_tier", Text),
    column("conditions", Json),
    column("requests", Whole),
    column("input_tokens", Whole),
    column("output_tokens", Whole),
    column("tokens", Whole),
    column("cache_read_tokens", Whole),
    column("cache_write_tokens", Whole),
    column("reasoning_tokens", Whole),
    column("audio_input_tokens", Whole),
    column("audio_output_tokens", Whole),
    column("other_units", Json),
    column("cost", Exact),
    column("markup", Exact),
    column("charged_cost", Exact),
    column("reported_cost", Exact),
    column("priced_cost", Exact),
    column("price_match", Text),
    column("price_ids", Json),
    column("enforced", Flag),
    column("hold_id", Whole),
    column("refunds", Whole),
    column("adjusts", Whole),
    column("marks", Json),
    column("metadata", Json),
];

/// In the order of the specification: its columns, then ours.
pub const FOCUS: &[Column] = &[
    column("BilledCost", Exact),
    column("BillingAccountId", Text),
    column("BillingAccountName", Text),
    column("BillingCurrency", Text),
    column("BillingPeriodEnd", Text),
    column("BillingPeriodStart", Text),
    column("ChargeCategory", Text),
    column("ChargeClass", Text),
    column("ChargeDescription", Text),
    column("ChargeFrequency", Text),
    column("ChargePeriodEnd", Text),
    column("ChargePeriodStart", Text),
    column("ConsumedQuantity", Exact),
    column("ConsumedUnit", Text),
    column("ContractedCost", Exact),
    column("EffectiveCost", Exact),
    column("InvoiceIssuerName", Text),
    column("ListCost", Exact),
    column("PricingCategory", Text),
    column("PricingQuantity", Exact),
    column("PricingUnit", Text),
    column("ProviderName", Text),
    column("PublisherName", Text),
    column("ResourceId", Text),
    column("ResourceName", Text),
    column("ResourceType", Text),
    column("ServiceCategory", Text),
    column("ServiceName", Text),
    column("ServiceSubcategory", Text),
    column("SkuId", Text),
    column("SubAccountId", Text),
    column("SubAccountName", Text),
    column("Tags", Json),
    column("x_Adjusts", Whole),
    column("x_At", Time),
    column("x_CacheReadTokens", Whole),
    column("x_CacheWriteTokens", Whole),
    column("x_ChargedCost", Exact),
    column("x_InputTokens", Whole),
    column("x_KeySource", Text),
    column("x_Operation", Text),
    column("x_OperationId", Text),
    column("x_OutputTokens", Whole),
    column("x_Plan", Text),
    column("x_PriceMatch", Text),
    column("x_ProviderCost", Exact),
    column("x_ReasoningTokens", Whole),
    column("x_RecordedAt", Time),
    column("x_Refunds", Whole),
    column("x_Requests", Whole),
    column("x_ServiceTier", Text),
    column("x_SessionId", Text),
    column("x_UsageId", Whole),
];

const LOG: &str = include_str!("../../../sql/export_usage.sql");

/// Rows of a span, in the order of their time.
pub fn usage_sql() -> String {
    text_of(USAGE, &format!("{LOG}ORDER BY l.at, l.usage_id"))
}

pub fn focus_sql() -> String {
    let focus = include_str!("../../../sql/export_focus.sql");
    text_of(FOCUS, &format!("WITH log AS (\n{LOG})\n{focus}ORDER BY l.at, l.usage_id"))
}

/// How many calls of a span have no known cost.
pub fn unpriced_sql() -> String {
    let unpriced = include_str!("../../../sql/export_unpriced.sql");
    format!("WITH log AS (\n{LOG})\n{unpriced}")
}

fn text_of(columns: &[Column], sql: &str) -> String {
    let columns: Vec<String> = columns.iter().map(Column::sql).collect();
    format!("SELECT {} FROM (\n{sql}\n) AS answer", columns.join(", "))
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}
