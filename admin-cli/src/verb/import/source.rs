//! Where a price list comes from: a file, standard input, or an address.

use crate::error::Error;
use crate::http::Address;

/// The public lists by name. Each is also the name of its format.
const PUBLIC: [(&str, &str); 4] = [
    (
        "litellm",
        "https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json",
    ),
    ("openrouter", "https://openrouter.ai/api/v1/models"),
    ("genai-prices", "https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/data.json"),
    ("models.dev", "https://models.dev/api.json"),
];

#[derive(Debug, PartialEq, Eq)]
pub enum Source {
    /// A path; `-` is standard input.
    File(String),
    /// And its format, for the public lists.
    Address(Address, Option<&'static str>),
}

impl Source {
    /// # Errors
    /// An address that is none, or is not https.
    pub fn of(text: &str) -> Result<Self, Error> {
        if let Some((name, address)) = PUBLIC.iter().find(|(name, _)| *name == text) {
            return Ok(Self::Address(self::address(address)?, Some(name)));
        }
        if text.contains("://") {
            return Ok(Self::Address(address(text)?, None));
        }
        Ok(Self::File(text.to_owned()))
    }

    /// For messages.
    pub fn shown(&self) -> String {
        match self {
            Self::File(path) if path == "-" => "standard input".to_owned(),
            Self::File(path) => format!("\"{path}\""),
            Self::Address(address, _) => address.shown.clone(),
        }
    }
}

fn address(text: &str) -> Result<Address, Error> {
    Address::parse(text, "a price list is fetched", "https://example.com/prices.json")
}

#[cfg(test)]
mod tests {
    use super::Source;

    fn told(text: &str) -> String {
        match Source::of(text) {
            Ok(source @ Source::File(_)) => format!("file {}", source.shown()),
            Ok(Source::Address(address, format)) => format!("{} {}", format.unwrap_or("-"), address.shown),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn files_addresses_and_names() {
        assert_eq!(told("prices.json"), "file \"prices.json\"");
        assert_eq!(told("./litellm"), "file \"./litellm\"");
        assert_eq!(told("-"), "file standard input");
        assert_eq!(told("models.dev"), "models.dev https://models.dev/api.json");
        assert_eq!(told("https://example.org:8443/p.json"), "- https://example.org:8443/p.json");
        assert_eq!(told("http://127.0.0.1:80/p"), "- http://127.0.0.1:80/p");
    }

    #[test]
    fn what_may_be_secret_is_not_shown() {
        assert_eq!(told("https://me:pw@h.example/p?token=s3cret"), "- https://h.example/p");
        for text in
            ["https://me:pw@/p", "http://me:pw@example.org/p", "ftp://me:pw@h/p", "https://me:pw@h/p q"]
        {
            assert!(!told(text).contains("pw"), "{}", told(text));
        }
    }

    #[test]
    fn only_https_leaves_this_machine() {
        assert!(told("http://example.org/p").contains("https only"));
        assert!(told("http://localhost.example.org/p").contains("https only"));
        assert!(
            told("file:///etc/passwd").contains("address") || told("file:///etc/passwd").contains("https")
        );
    }
}
