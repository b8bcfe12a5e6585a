//! Where a price list comes from: a file, standard input, or an address.

use ureq::http::Uri;

use crate::error::Error;

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
    Address(Address),
}

#[derive(Debug, PartialEq, Eq)]
pub struct Address {
    pub uri: Uri,
    /// The address without what may be secret: neither user and password nor the query.
    pub shown: String,
    /// For the public lists.
    pub format: Option<&'static str>,
}

impl Source {
    /// # Errors
    /// An address that is none, or is not https.
    pub fn of(text: &str) -> Result<Self, Error> {
        if let Some((name, address)) = PUBLIC.iter().find(|(name, _)| *name == text) {
            return Ok(Self::Address(Address { format: Some(name), ..Address::parse(address)? }));
        }
        if text.contains("://") {
            return Ok(Self::Address(Address::parse(text)?));
        }
        Ok(Self::File(text.to_owned()))
    }

    /// For messages.
    pub fn shown(&self) -> String {
        match self {
            Self::File(path) if path == "-" => "standard input".to_owned(),
            Self::File(path) => format!("\"{path}\""),
            Self::Address(address) => address.shown.clone(),
        }
    }
}

impl Address {
    fn parse(text: &str) -> Result<Self, Error> {
        // the text itself may hold a password, and is not repeated
        let wrong =
            |what: &str| Error::usage(what, "Give an address such as https://example.com/prices.json.");
        let uri: Uri = text.parse().map_err(|_| wrong("the address of the price list is not a valid one"))?;
        let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host().filter(|host| !host.is_empty()))
        else {
            return Err(wrong("the address of the price list is not a valid one"));
        };
        if scheme != "https" && !(scheme == "http" && is_loopback(host)) {
            return Err(wrong("a price list is fetched over https only"));
        }
        let port = uri.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
        let shown = format!("{scheme}://{host}{port}{}", uri.path());
        Ok(Self { uri, shown, format: None })
    }

    pub fn is_https(&self) -> bool {
        self.uri.scheme_str() == Some("https")
    }
}

/// This machine: nobody listens in between.
fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::Source;

    fn told(text: &str) -> String {
        match Source::of(text) {
            Ok(source @ Source::File(_)) => format!("file {}", source.shown()),
            Ok(Source::Address(address)) => format!("{} {}", address.format.unwrap_or("-"), address.shown),
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
