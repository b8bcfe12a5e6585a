//! How many tokens a text will be, before any provider has counted it.
//!
//! An estimate decides how much is held back before a call; what is charged is what the provider reports. A quarter of
//! the characters is near enough for that. OpenAI publishes its encodings, so for its models the count is exact. Other
//! vendors publish none, or one that does not give the counts they bill.

mod encoding;
mod exact;

#[cfg(test)]
mod tests;

use encoding::Encoding;

const CHARACTERS_PER_TOKEN: usize = 4;

/// Tokens of a text, as ordinary text: what looks like a special token (`<|endoftext|>`) is counted letter by letter,
/// which is how a provider reads what a user wrote. `model` is a name as a caller or a provider writes it.
///
/// For OpenAI's models the first use in a process loads the encoding (about 0.1 s and 25 MB).
pub fn tokens(text: &str, model: Option<&str>) -> i64 {
    let exact = model.and_then(Encoding::of_model).and_then(|encoding| exact::tokens(text, encoding));
    i64::try_from(exact.unwrap_or_else(|| quarter(text))).unwrap_or(i64::MAX)
}

/// A quarter of the characters, rounded up: a text that is not empty has a token.
fn quarter(text: &str) -> usize {
    text.chars().count().div_ceil(CHARACTERS_PER_TOKEN)
}
