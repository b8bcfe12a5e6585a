//! Opens the connection: from `--database-url`, `DATABASE_URL` or libpq's environment, with TLS as `sslmode` says.

mod defaults;
mod keyword;
mod params;
mod pgpass;
pub mod scrub;
mod socket;
mod tls;
mod url;
mod verifier;

use postgres::config::SslMode;
use postgres::error::SqlState;
use postgres::{Client, Config, NoTls};

use crate::error::{self, Error, chain};
use params::Params;
use tls::{Mode, TlsOptions};

/// Connects. Warnings of the server go to standard error.
///
/// # Errors
/// A connection string that cannot be understood, certificates that cannot be read, or no connection; never
/// with a password in the message.
pub fn open(database_url: Option<&str>) -> Result<Client, Error> {
    let from_env = std::env::var("DATABASE_URL").ok();
    let given = database_url.or(from_env.as_deref()).filter(|text| !text.trim().is_empty());
    let mut params = Params::parse(given.unwrap_or_default())?;
    defaults::fill(&mut params)?;

    let tls = TlsOptions::take_from(&mut params)?;
    let target = params.target();
    let mut config = params.into_config()?;
    config.notice_callback(|notice| error::notice(&notice));
    connect(&mut config, &tls).map_err(|failure| failure.into_error(target))
}

/// Why there is no connection.
enum Failure {
    Tls(Error),
    Postgres(postgres::Error),
}

fn connect(config: &mut Config, tls: &TlsOptions) -> Result<Client, Failure> {
    let plain = |config: &mut Config| config.ssl_mode(SslMode::Disable).connect(NoTls);
    let client = match tls.mode {
        Mode::Disable => plain(config),
        Mode::Prefer => {
            let connector = tls.connector().map_err(Failure::Tls)?;
            match config.ssl_mode(SslMode::Prefer).connect(connector) {
                Err(error) if plain_may_help(&error) => plain(config),
                other => other,
            }
        }
        Mode::Require | Mode::VerifyCa | Mode::VerifyFull => {
            let connector = tls.connector().map_err(Failure::Tls)?;
            config.ssl_mode(SslMode::Require).connect(connector)
        }
    };
    client.map_err(Failure::Postgres)
}

/// As libpq does for `prefer`: a failed handshake, or no pg_hba.conf entry for encrypted connections.
fn plain_may_help(error: &postgres::Error) -> bool {
    error.code().is_none_or(|code| *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
}

impl Failure {
    fn into_error(self, target: String) -> Error {
        match self {
            Self::Tls(error) => error,
            Self::Postgres(error) => {
                let reason = match error.as_db_error() {
                    Some(db) => format!("{} (SQLSTATE {})", db.message(), db.code().code()),
                    None => chain(&error).replace("error connecting to server: ", ""),
                };
                let hint = hint(&error, &reason);
                Error::Connect { target, reason, hint }
            }
        }
    }
}

fn hint(error: &postgres::Error, reason: &str) -> Option<String> {
    let hint = match error.code() {
        Some(code) if *code == SqlState::INVALID_PASSWORD => "Check the user and the password.",
        Some(_) => {
            return error.as_db_error().and_then(|db| db.hint()).map(str::to_owned);
        }
        None if reason.contains("password missing") => {
            "Give the password in PGPASSWORD, in ~/.pgpass or in the connection string."
        }
        None if reason.contains("certificate") => {
            "sslmode=verify-full needs a certificate for that host name, signed by sslrootcert."
        }
        None if reason.contains("does not support TLS") => "The server has TLS switched off: see sslmode.",
        None => "Is the server running there? See --database-url, DATABASE_URL, PGHOST and PGPORT.",
    };
    Some(hint.to_owned())
}
