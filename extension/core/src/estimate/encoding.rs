//! Which of OpenAI's encodings a model reads.

/// Encodings of the models that are still served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// GPT-4, GPT-3.5 and the embedding models.
    Cl100k,
    /// Everything since GPT-4o. `gpt-oss` has more special tokens, which ordinary text has none of.
    O200k,
}

use Encoding::{Cl100k, O200k};

/// The first that a name begins with decides, so a longer name stands before the shorter one it begins with.
/// Google names its models `text-embedding-004`: only the ones listed are OpenAI's.
const PREFIXES: [(&str, Encoding); 10] = [
    ("gpt-4o", O200k),
    ("gpt-4.1", O200k),
    ("gpt-4.5", O200k),
    ("gpt-4", Cl100k),
    ("gpt-3.5", Cl100k),
    // as Azure spells it
    ("gpt-35", Cl100k),
    // whatever is to come
    ("gpt-", O200k),
    ("chatgpt-", O200k),
    ("text-embedding-3", Cl100k),
    ("text-embedding-ada-002", Cl100k),
];

impl Encoding {
    /// The encoding of a model of OpenAI's, `None` for every other. A name may have the vendor before it
    /// (`openai/gpt-4o`) and may be that of a fine-tune (`ft:gpt-4o:organisation::id`).
    pub fn of_model(model: &str) -> Option<Self> {
        let name = model.trim().to_ascii_lowercase();
        let name = name.strip_prefix("openai/").unwrap_or(&name);
        let name = name.strip_prefix("ft:").unwrap_or(name);
        if is_o_series(name) {
            return Some(O200k);
        }
        PREFIXES.iter().find(|(prefix, _)| name.starts_with(prefix)).map(|(_, encoding)| *encoding)
    }

    /// As OpenAI calls it.
    pub fn name(self) -> &'static str {
        match self {
            Cl100k => "cl100k_base",
            O200k => "o200k_base",
        }
    }
}

/// `o1`, `o3-mini`, `o4-mini-2025-04-16`; not `o1x`.
fn is_o_series(name: &str) -> bool {
    let Some(rest) = name.strip_prefix('o') else { return false };
    let after = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
    after.len() < rest.len() && (after.is_empty() || after.starts_with(['-', ':']))
}
