//! The arguments of a call as JSON: what a retry under the same idempotency key must repeat.

use serde_json::{Value, json};
use token_meter_core::call::Call;
use token_meter_core::conditions::Conditions;
use token_meter_core::counts::TokenCounts;
use token_meter_core::units::Units;

use crate::meter::settle::Actuals;

/// All but the moment, which counts only where the caller gave one.
pub fn of_call(call: &Call) -> Value {
    let mut request = of_counts(&call.counts, &call.units);
    request["model"] = json!(call.model);
    request["provider"] = json!(call.provider);
    request["operation"] = json!(call.operation);
    request["operation_id"] = json!(call.operation_id);
    request["session_id"] = json!(call.session_id);
    request["service_tier"] = json!(call.service_tier);
    add_conditions(&mut request, Some(&call.conditions));
    request["key_source"] = json!(call.key_source);
    request["metadata"] = json!(of_metadata(call.metadata.as_deref()));
    request["enforce"] = json!(call.enforce);
    if let Some(cost) = call.reported_cost {
        request["reported_cost"] = json!(cost.normalize().to_string());
    }
    request
}

/// Only where there are any: a request of a version that knew none is still the same.
pub fn add_conditions(request: &mut Value, conditions: Option<&Conditions>) {
    if let Some(conditions) = conditions.filter(|conditions| !conditions.is_empty()) {
        request["conditions"] = conditions.iter().collect();
    }
}

/// The same with its moment, where the caller gave one.
pub fn of_dated_call(call: &Call, dated: bool) -> Value {
    let mut request = of_call(call);
    request["at"] = json!(dated.then(|| call.at.to_rfc3339()));
    request
}

/// What a call has used in the end; what it leaves as it was reserved is NULL.
pub fn of_actuals(actuals: &Actuals) -> Value {
    let mut request = of_counts(&actuals.counts, &actuals.units);
    request["service_tier"] = json!(actuals.service_tier);
    add_conditions(&mut request, actuals.conditions.as_ref());
    request["operation_id"] = json!(actuals.operation_id);
    request["metadata"] = json!(of_metadata(actuals.metadata.as_deref()));
    for (name, value) in [("model", &actuals.model), ("provider", &actuals.provider)] {
        if value.is_some() {
            request[name] = json!(value);
        }
    }
    if let Some(cost) = actuals.reported_cost {
        request["reported_cost"] = json!(cost.normalize().to_string());
    }
    request
}

pub fn of_counts(counts: &TokenCounts, units: &Units) -> Value {
    json!({
        "input_tokens": counts.input,
        "output_tokens": counts.output,
        "cache_read_tokens": counts.cache_read,
        "cache_write_tokens": counts.cache_write,
        "reasoning_tokens": counts.reasoning,
        "audio_input_tokens": counts.audio_input,
        "audio_output_tokens": counts.audio_output,
        "other_units": units.to_json(),
    })
}

/// As JSON where it can be read, so that 1 and 1.0 are the same request.
pub fn of_metadata(text: Option<&str>) -> Option<Value> {
    text.map(|text| serde_json::from_str(text).unwrap_or(json!(text)))
}
