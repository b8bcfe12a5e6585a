//! What libpq would add to a connection string: its environment, `~/.pgpass` and built-in defaults.

use std::path::PathBuf;

use super::params::Params;
use super::{pgpass, socket};
use crate::error::Error;

const FROM_ENV: &[(&str, &str)] = &[
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    ("PGUSER", "user"),
    ("PGPASSWORD", "password"),
    ("PGPASSFILE", "passfile"),
    ("PGDATABASE", "dbname"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGSSLNEGOTIATION", "sslnegotiation"),
    ("PGAPPNAME", "application_name"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ("PGOPTIONS", "options"),
    ("PGCHANNELBINDING", "channel_binding"),
    ("PGTARGETSESSIONATTRS", "target_session_attrs"),
    ("PGLOADBALANCEHOSTS", "load_balance_hosts"),
];

/// What libpq would take from the environment and this program does not: to go on without it would be another database, or a connection that is
/// less safe than what was asked for.
const NOT_UNDERSTOOD: [&str; 9] = [
    "PGSSLCERT",
    "PGSSLKEY",
    "PGSSLCRL",
    "PGSSLCRLDIR",
    "PGREQUIREAUTH",
    "PGREQUIREPEER",
    "PGREQUIRESSL",
    "PGSSLMAXPROTOCOLVERSION",
    SERVICE,
];
const SERVICE: &str = "PGSERVICE";

/// # Errors
/// A variable that cannot be followed. A service says where the database is, which need not be asked where the caller has said that.
fn refuse_what_is_not_understood(params: &Params) -> Result<(), Error> {
    let is_told = params.get("host").or(params.get("hostaddr")).is_some() && params.get("dbname").is_some();
    let set = |name: &&&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match NOT_UNDERSTOOD.iter().filter(|name| **name != SERVICE || !is_told).find(set) {
        Some(name) => Err(Error::usage(
            format!("{name} is set, which is not understood here"),
            "Unset it, and say what it stands for by DATABASE_URL, or by PGHOST, PGDATABASE, PGSSLMODE and PGSSLROOTCERT.",
        )),
        None => Ok(()),
    }
}

/// Adds what was not given.
///
/// # Errors
/// A variable of libpq's that cannot be followed.
pub fn fill(params: &mut Params) -> Result<(), Error> {
    refuse_what_is_not_understood(params)?;
    for (variable, key) in FROM_ENV {
        params.set_default(key, std::env::var(variable).ok().filter(|value| !value.is_empty()));
    }
    params.set_default("port", Some("5432".to_owned()));
    let host = params
        .get("hostaddr")
        .map_or_else(|| socket::default_host(params.get("port").unwrap_or_default()), str::to_owned);
    params.set_default("host", Some(host));
    params.set_default("user", whoami::username().ok());
    params.set_default("dbname", params.get("user").map(str::to_owned));
    params.set_default("application_name", Some("token-meter".to_owned()));

    let passfile =
        params.take("passfile").map(PathBuf::from).or_else(|| home().map(|home| home.join(".pgpass")));
    if params.get("password").is_none()
        && let Some(passfile) = passfile
    {
        let password = pgpass::password(&passfile, params);
        params.set_default("password", password);
    }
    Ok(())
}

pub fn home() -> Option<PathBuf> {
    std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from)
}
