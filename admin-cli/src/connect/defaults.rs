//! What libpq would add to a connection string: its environment, `~/.pgpass` and built-in defaults.

use std::path::PathBuf;

use super::params::Params;
use super::{pgpass, socket};

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

/// Adds what was not given.
pub fn fill(params: &mut Params) {
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
}

pub fn home() -> Option<PathBuf> {
    std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from)
}
