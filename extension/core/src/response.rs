//! What a provider's answer says of its own usage, whatever API it came from and however it was framed.
//!
//! Providers count differently: some include cache reads in the input, some do not, some leave reasoning out of the
//! output. Everything here is turned into the counts of [`crate::counts`]. What an answer does not say is unknown
//! (`None`), never 0: a count of 0 is charged as nothing.

mod alone;
mod anthropic;
mod bedrock;
mod bill;
mod cohere;
mod count;
mod error;
mod event;
mod framing;
mod google;
mod headers;
mod node;
mod ollama;
mod openai;
mod origin;
mod other;
mod parts;
mod sdk;
mod shapes;
mod stream;
pub mod tier;
mod tokens;
mod tools;
mod units;

#[cfg(test)]
mod billed_apart_tests;
#[cfg(test)]
mod billing_tests;
#[cfg(test)]
mod handed_over_tests;
#[cfg(test)]
mod held_by_libraries_tests;
#[cfg(test)]
mod own_apis_tests;
#[cfg(test)]
mod rarer_answers_tests;
#[cfg(test)]
mod reading_for_tests;
#[cfg(test)]
mod searches_tests;
#[cfg(test)]
mod steps_tests;
#[cfg(test)]
mod stream_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod told_beside_tests;
#[cfg(test)]
mod told_by_others_tests;
#[cfg(test)]
mod turns_tests;

use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

pub use tokens::Counts;

use crate::counts::TokenCounts;

/// What a response says of the call it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extracted {
    /// Canonical name, from the hint, or told by the body where that is certain.
    pub provider: Option<String>,
    /// By the answer's own word, where that is certain.
    pub told_provider: Option<&'static str>,
    pub model: Option<String>,
    /// Which API's shape was recognised, such as `openai.chat`; `error` for a provider's refusal, `unknown` for JSON
    /// that no known API answers.
    pub shape: &'static str,
    /// `None`: the usage is not known, because the answer does not carry it or broke off before it was final.
    pub counts: Option<Counts>,
    /// What had been reported when a stream broke off: at least this was used. `None` where `counts` is known.
    pub at_least: Option<Counts>,
    /// Counts as the answer says them, where a part was larger than its whole and was cut down to it.
    pub clamped: Counts,
    /// Other units than tokens, and tokens with a price of their own, by the name of the price component:
    /// `web_search` and `search` (requests), `cache_write_1h` (tokens, part of `cache_write`), `image_output` (tokens,
    /// part of `output`), `citation` (tokens), `audio_second`, … Only those above 0.
    pub other_units: BTreeMap<String, Decimal>,
    /// As the provider spells it.
    pub service_tier: Option<String>,
    /// What multiplies all of the call's prices, such as `speed:fast` and `geo:us`.
    pub conditions: BTreeSet<String>,
    /// The provider's own bill for the call, USD, exact from its text.
    pub reported_cost: Option<Decimal>,
    /// The answer's own name. Providers do not promise that no other has it.
    pub id: Option<String>,
    /// What the answer says where it is an error.
    pub error: Option<String>,
    /// How many answers the text holds, 0 for none. More than one where streams were stored together: the rest of
    /// this is the last one's, and not all that was used.
    pub answers: u32,
    /// `false`: the answer is not finished, or broke off, or part of it could not be read.
    pub complete: bool,
}

impl Extracted {
    /// The service tier by the name that its prices have.
    pub fn tier(&self) -> Option<String> {
        tier::canonical(self.service_tier.as_deref()?)
    }

    /// Counts to charge; `None` where input or output is not known. They pass [`TokenCounts::checked`]. An answer that is
    /// billed in other units alone, such as searches, has used no tokens.
    pub fn tokens(&self) -> Option<TokenCounts> {
        match &self.counts {
            Some(counts) => counts.tokens(),
            None if self.complete && self.at_least.is_none() && !self.other_units.is_empty() => {
                Some(TokenCounts::default())
            }
            None => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ResponseError {
    #[error("response is empty")]
    Empty,
    #[error("response is neither JSON nor an event stream")]
    NotJson { problem: String },
    #[error("response is nested too deeply")]
    TooDeep,
    #[error("response must be an object, an array of events or a stream")]
    NotAResponse,
    #[error("usage says \"{field}\" twice")]
    DuplicateField { field: String },
    #[error("\"{field}\" must be a whole number between 0 and 9007199254740991")]
    NotACount { field: String, value: String },
}

/// Reads the usage of an answer: a JSON body, an array of events, server-sent events, JSON lines, or any of these as
/// a JSON string; also a usage object alone, and what client libraries make of an answer. A body inside
/// `{"headers": …, "body": …}` is read together with its headers, for the models that report in headers only.
/// `provider` is a hint, used where bodies of several providers look alike.
///
/// # Errors
/// [`ResponseError`] where the text is no answer at all, or says a count that cannot be one.
pub fn extract(response: &str, provider: Option<&str>) -> Result<Extracted, ResponseError> {
    framing::read(response, hint(provider))
}

/// The same of an answer whose headers, a JSON object of names in any case or a list of pairs, came beside it.
///
/// # Errors
/// [`ResponseError`], also where the headers are no JSON.
pub fn extract_with_headers(
    response: &str,
    headers: &str,
    provider: Option<&str>,
) -> Result<Extracted, ResponseError> {
    let hint = hint(provider);
    framing::beside(response, framing::headers_of(headers)?, hint)
}

fn hint(provider: Option<&str>) -> Option<String> {
    provider.filter(|name| !name.is_empty()).map(crate::provider::canonical)
}
