//! HTTPS to others: one TLS for all of this program, addresses whose secrets are not shown, and what goes wrong in words.

use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use sha2::{Digest, Sha256};
use ureq::Agent;
use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::error::{Error, chain};

#[derive(Debug, PartialEq, Eq)]
pub struct Address {
    pub uri: Uri,
    /// The address without what may be secret: neither user and password nor the query.
    pub shown: String,
}

impl Address {
    /// What tells addresses apart that are shown the same, without telling the secret: `None` where all of it is shown.
    pub fn hidden_part(&self) -> Option<String> {
        let whole = self.uri.to_string();
        let digest =
            || Sha256::digest(whole.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        (whole != self.shown).then(digest)
    }

    /// `use_of_it` begins the error: "a price list is fetched".
    ///
    /// # Errors
    /// An address that is none, or is neither https nor of this machine.
    pub fn parse(text: &str, use_of_it: &str, example: &str) -> Result<Self, Error> {
        // the text itself may hold a password, and is not repeated
        let wrong = |why: &str| Error::usage(why, format!("Give an address such as {example}."));
        let invalid = || wrong("the address is not a valid one");
        let uri: Uri = text.parse().map_err(|_| invalid())?;
        let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host().filter(|host| !host.is_empty()))
        else {
            return Err(invalid());
        };
        if scheme != "https" && !(scheme == "http" && is_loopback(host)) {
            return Err(wrong(&format!("{use_of_it} over https only")));
        }
        let port = uri.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
        let shown = format!("{scheme}://{host}{port}{}", uri.path());
        Ok(Self { uri, shown })
    }

    pub fn is_https(&self) -> bool {
        self.uri.scheme_str() == Some("https")
    }
}

/// This machine: nobody listens in between.
fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

/// Trusts what the system trusts, or what SSL_CERT_FILE and SSL_CERT_DIR name. Proxies are those of the environment. A status is an answer,
/// no error, and so is a redirect that is not followed.
pub fn agent(address: &Address, seconds_max: u32, redirects_max: u32) -> Agent {
    let roots = rustls_native_certs::load_native_certs().certs;
    let roots: Vec<_> = roots.iter().map(|root| Certificate::from_der(root).to_owned()).collect();
    let tls = TlsConfig::builder()
        .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
        .root_certs(RootCerts::new_with_certs(&roots))
        .build();
    Agent::config_builder()
        .tls_config(tls)
        .https_only(address.is_https())
        // plain HTTP is for this machine, and a redirect may lead away from it
        .max_redirects(if address.is_https() { redirects_max } else { 0 })
        .timeout_global(Some(Duration::from_secs(seconds_max.into())))
        .http_status_as_error(false)
        .user_agent(concat!("token-meter/", env!("CARGO_PKG_VERSION")))
        .build()
        .into()
}

/// What has happened on the way. Texts of the library that may quote an address, and a password with it, are not shown.
pub fn reason(error: &ureq::Error, seconds_max: u32) -> String {
    use ureq::Error as E;
    match error {
        E::Timeout(_) => format!("it took more than {seconds_max} s"),
        E::HostNotFound => "there is no host of that name".to_owned(),
        E::TooManyRedirects => "it redirects too often".to_owned(),
        E::RequireHttpsOnly(_) => "it redirects to an address without TLS".to_owned(),
        E::BadUri(_) | E::Http(_) => "it redirects to what is no address".to_owned(),
        E::InvalidProxyUrl | E::ConnectProxyFailed(_) => "the proxy cannot be used".to_owned(),
        E::Io(error) => chain(error),
        other => chain(other),
    }
}
