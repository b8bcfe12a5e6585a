//! What LiteLLM says multiplies the prices of a call's tokens: the speed, and where the call is processed.

use crate::price::component::FACTOR;

/// Factors of a provider's own, by the speed or the place, among flags that are no factors.
pub const KEY: &str = "provider_specific_entry";
const FAST: &str = "fast";
/// Factors with a key of their own, and the component of each.
const KEYS: [(&str, &str); 5] = [
    ("regional_endpoint_uplift_multiplier", "factor:endpoint:regional"),
    ("fedramp_uplift_multiplier", "factor:endpoint:fedramp"),
    ("regional_processing_uplift_multiplier_eu", "factor:geo:eu"),
    ("regional_processing_uplift_multiplier_us", "factor:geo:us"),
    // lists do not have it yet: it is written so that a list that was exported keeps it
    ("latency_optimized_uplift_multiplier", "factor:latency:optimized"),
];

/// The component of a key that is a factor.
pub fn of_key(name: &str) -> Option<&'static str> {
    KEYS.iter().find_map(|(key, component)| (*key == name).then_some(*component))
}

/// The component of a name in [`KEY`]: the fast speed, or a place, whose name has no `_` as flags have.
pub fn named(condition: &str) -> Option<String> {
    match condition {
        FAST => Some(format!("{FACTOR}speed:{FAST}")),
        flag if flag.contains('_') => None,
        place => Some(format!("{FACTOR}geo:{place}")),
    }
}

/// How LiteLLM names a factor.
pub enum Name<'a> {
    /// In [`KEY`].
    Inner(&'a str),
    Key(&'static str),
}

pub fn name(component: &str) -> Option<Name<'_>> {
    let condition = component.strip_prefix(FACTOR)?;
    let inner = condition.strip_prefix("geo:").or(condition.strip_prefix("speed:").filter(|it| *it == FAST));
    let inner = inner.filter(|name| named(name).as_deref() == Some(component)).map(Name::Inner);
    inner.or_else(|| KEYS.iter().find_map(|(key, known)| (*known == component).then_some(Name::Key(key))))
}
