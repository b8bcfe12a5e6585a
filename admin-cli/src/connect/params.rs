//! Connection parameters by their libpq names, wherever they came from.

use std::collections::BTreeMap;

use postgres::Config;

use super::{keyword, url};
use crate::error::Error;

/// Parameters that `postgres::Config` understands, and the TLS ones that are ours.
const KNOWN: &[&str] = &[
    "application_name",
    "channel_binding",
    "connect_timeout",
    "dbname",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_retries",
    "load_balance_hosts",
    "options",
    "password",
    "passfile",
    "port",
    "sslmode",
    "sslnegotiation",
    "sslrootcert",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
];

/// Parameters of libpq that change nothing here.
const IGNORED: &[&str] =
    &["client_encoding", "fallback_application_name", "gssencmode", "sslcompression", "sslsni"];

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Params(BTreeMap<String, String>);

impl Params {
    /// Reads a URL or a key=value string; the empty string has no parameters.
    ///
    /// # Errors
    /// A usage error that never quotes the string, since a part of it may be a password.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let pairs = match text.strip_prefix("postgresql://").or_else(|| text.strip_prefix("postgres://")) {
            Some(rest) => url::parse(rest),
            None => keyword::parse(text),
        };
        let mut params = Self::default();
        for (key, value) in pairs.map_err(unreadable)? {
            if KNOWN.contains(&key.as_str()) {
                params.0.insert(key, value);
            } else if !IGNORED.contains(&key.as_str()) {
                return Err(unreadable("it has a parameter that is not known".to_owned()));
            }
        }
        Ok(params)
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub fn set_default(&mut self, key: &str, value: Option<String>) {
        if let Some(value) = value
            && self.get(key).is_none()
        {
            self.0.insert(key.to_owned(), value);
        }
    }

    pub fn take(&mut self, key: &str) -> Option<String> {
        self.0.remove(key).filter(|value| !value.is_empty())
    }

    /// Only Unix sockets, on which TLS is never spoken?
    pub fn only_sockets(&self) -> bool {
        self.get("hostaddr").is_none()
            && self.get("host").is_some_and(|hosts| hosts.split(',').all(|h| h.starts_with('/')))
    }

    /// Where the connection goes, for messages.
    pub fn target(&self) -> String {
        let part = |key| self.get(key).unwrap_or("?");
        let user = self.get("user").map(|user| format!(" as user \"{user}\"")).unwrap_or_default();
        format!("database \"{}\" at \"{}\", port {}{user}", part("dbname"), part("host"), part("port"))
    }

    /// # Errors
    /// A usage error that names the parameter whose value is wrong, not the value.
    pub fn into_config(self) -> Result<Config, Error> {
        let text = keyword::write(self.0.iter().filter(|(_, value)| !value.is_empty()));
        text.parse().map_err(|error| unreadable(crate::error::chain(&error)))
    }
}

fn unreadable(reason: String) -> Error {
    Error::usage(
        format!("the connection string cannot be understood: {reason}"),
        "Write postgresql://user@host:5432/dbname?sslmode=require or 'host=… user=… dbname=…'. \
         In a URL, percent-encode @ : / ? # % in a password; in a key=value string, put it in single quotes.",
    )
}

#[cfg(test)]
mod tests {
    use super::Params;

    fn get(text: &str, key: &str) -> Option<String> {
        Params::parse(text).ok().and_then(|params| params.get(key).map(str::to_owned))
    }

    #[test]
    fn both_forms_say_the_same() {
        let url =
            Params::parse("postgres://me:s%20x@db.example:6432/app?sslmode=verify-full&connect_timeout=3");
        let dsn = Params::parse(
            "host=db.example port = 6432 user='me' password='s x' dbname=app sslmode=verify-full connect_timeout=3",
        );
        assert_eq!(url.ok(), dsn.ok());
    }

    #[test]
    fn errors_never_quote_the_password() {
        let strings = [
            "postgresql://me:hunter2/x@host/db",
            "postgresql://me:hunter2?a@host/db",
            "postgresql://me:hun?ter2=1@host/db",
            "postgresql://me:%zzhunter2@host/db",
            "host=h password=a hunter2 user=me",
            "host=h password=a hunter2=b user=me",
            "host=h password='hunter2",
            "hunter2",
        ];
        for text in strings {
            let told = Params::parse(text).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(told.contains("cannot be understood"), "{text}: {told}");
            assert!(!told.contains("unter2") && !told.contains("hun"), "{text}: {told}");
        }
    }

    #[test]
    fn an_unknown_parameter_is_refused_and_a_harmless_one_is_not() {
        assert!(Params::parse("host=h sslmod=require").is_err());
        assert_eq!(get("host=h gssencmode=disable", "host").as_deref(), Some("h"));
    }

    #[test]
    fn a_bad_value_is_told_by_the_name_of_its_parameter() {
        let config = Params::parse("host=h port=hunter2").and_then(Params::into_config);
        let told = config.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(told.contains("port") && !told.contains("hunter2"), "{told}");
    }
}
