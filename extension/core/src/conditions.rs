//! What multiplies the token prices of a call: a faster speed, a region that the data may not leave.

use std::collections::BTreeSet;
use thiserror::Error;

use crate::model_name::is_claude_of_a_region;

/// How many conditions a call may have.
const CONDITIONS_MAX: usize = 8;
/// A call that stays in a region or a geography.
const REGIONAL: &str = "endpoint:regional";
/// Bytes that one may have.
const BYTES_MAX: usize = 63;

/// Names such as `speed:fast` and `geo:us`, each once. A price of component `factor:speed:fast` says by how much it
/// multiplies; a condition without such a price changes nothing, and is kept on the usage row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions(BTreeSet<String>);

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConditionsError {
    #[error("too many conditions")]
    TooMany(usize),
    #[error("invalid condition \"{0}\"")]
    Invalid(String),
}

impl Conditions {
    pub const fn none() -> Self {
        Self(BTreeSet::new())
    }

    /// # Errors
    /// The first name that cannot be one.
    pub fn read(names: impl IntoIterator<Item = String>) -> Result<Self, ConditionsError> {
        let mut conditions = BTreeSet::new();
        for name in names {
            let lower = name.to_ascii_lowercase();
            if !is_condition(&lower) {
                return Err(ConditionsError::Invalid(name));
            }
            conditions.insert(lower);
        }
        if conditions.len() > CONDITIONS_MAX {
            return Err(ConditionsError::TooMany(conditions.len()));
        }
        Ok(Self(conditions))
    }

    /// Conditions as an answer tells them: what can be none is left out.
    pub fn reported(names: impl IntoIterator<Item = String>) -> Self {
        let lower = names.into_iter().map(|name| name.to_ascii_lowercase());
        Self(lower.filter(|name| is_condition(name)).take(CONDITIONS_MAX).collect())
    }

    /// These, and of the others those whose key is not among them.
    pub fn beside(mut self, others: &Self) -> Self {
        let keys: BTreeSet<String> = self.0.iter().map(|name| key(name).to_owned()).collect();
        self.0.extend(others.0.iter().filter(|name| !keys.contains(key(name))).cloned());
        self
    }

    /// Those whose key is none of these.
    pub fn without(&self, keys: &[&str]) -> Self {
        Self(self.0.iter().filter(|name| !keys.contains(&key(name))).cloned().collect())
    }

    /// With what a model's name tells: Vertex AI's names may have a location, Bedrock's names of Claude a region, and those of one
    /// region or geography cost more than the global endpoint. A condition of the same key that was given holds.
    pub fn and_of_name(self, model: Option<&str>) -> Self {
        let is_regional = model.is_some_and(|model| match model.split_once("locations/") {
            Some((_, rest)) => rest.split('/').next() != Some("global"),
            None => is_claude_of_a_region(model),
        });
        if is_regional { self.beside(&Self(BTreeSet::from([REGIONAL.to_owned()]))) } else { self }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

fn key(name: &str) -> &str {
    name.split_once(':').map_or(name, |(key, _)| key)
}

/// A key and a value of lower-case letters, digits, `_`, `-` and `.`, with a colon between.
pub fn is_condition(name: &str) -> bool {
    let is_word = |word: &str| {
        let plain = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.');
        !word.is_empty() && word.bytes().all(plain)
    };
    name.len() <= BYTES_MAX && name.split_once(':').is_some_and(|(key, value)| is_word(key) && is_word(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(names: &[&str]) -> Result<Vec<String>, ConditionsError> {
        let conditions = Conditions::read(names.iter().map(|name| (*name).to_owned()))?;
        Ok(conditions.iter().map(str::to_owned).collect())
    }

    #[test]
    fn names_are_folded_and_stand_once() {
        assert_eq!(
            read(&["Speed:Fast", "geo:us", "speed:fast"]),
            Ok(vec!["geo:us".into(), "speed:fast".into()])
        );
        assert_eq!(read(&[]), Ok(vec![]));
    }

    #[test]
    fn conditions_stand_beside_others_of_other_keys() {
        let all = |names: &[&str]| Conditions::reported(names.iter().map(|name| (*name).to_owned()));
        assert_eq!(all(&["geo:us"]).beside(&all(&["geo:eu", "speed:fast"])), all(&["geo:us", "speed:fast"]));
        assert_eq!(all(&["geo:us", "speed:fast"]).without(&["speed"]), all(&["geo:us"]));
        let at = |location: &str| format!("projects/p/locations/{location}/publishers/anthropic/models/m");
        assert_eq!(all(&[]).and_of_name(Some(&at("us-east5"))), all(&["endpoint:regional"]));
        for (name, is_regional) in [
            ("us.anthropic.claude-x-v1", true),
            ("bedrock/EU.anthropic.claude-x", true),
            ("anthropic.claude-x-v1:0", true),
            ("global.anthropic.claude-x", false),
            ("us.meta.llama-x", false),
            ("anthropic/claude-x", false),
        ] {
            assert_eq!(!all(&[]).and_of_name(Some(name)).is_empty(), is_regional, "{name}");
        }
        assert_eq!(all(&["endpoint:none"]).and_of_name(Some(&at("eu"))), all(&["endpoint:none"]));
        assert_eq!(all(&[]).and_of_name(Some(&at("global"))), all(&[]));
        assert_eq!(all(&[]).and_of_name(Some("publishers/anthropic/models/m")), all(&[]));
    }

    #[test]
    fn what_is_no_condition_is_named() {
        for name in ["", "fast", "speed:", ":fast", "a:b:c", "speed:very fast"] {
            assert_eq!(read(&[name]), Err(ConditionsError::Invalid(name.into())));
        }
        let many: Vec<String> = (0..9).map(|n| format!("key:{n}")).collect();
        assert_eq!(Conditions::read(many), Err(ConditionsError::TooMany(9)));
    }
}
