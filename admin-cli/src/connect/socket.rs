//! Where a local server is found, when nobody said where.

use std::path::Path;

/// Directories that servers keep their socket in, as packagers compile them into libpq.
const SOCKET_DIRS: &[&str] = &["/var/run/postgresql", "/tmp"];

/// libpq looks such a host up as `localhost` in the password file.
pub fn is_default_socket_dir(host: &str) -> bool {
    SOCKET_DIRS.contains(&host)
}

/// The directory that holds the socket of a server on this port, else `localhost`.
pub fn default_host(port: &str) -> String {
    let socket = format!(".s.PGSQL.{port}");
    let dir = SOCKET_DIRS.iter().find(|dir| Path::new(dir).join(&socket).exists());
    dir.map_or("localhost", |dir| *dir).to_owned()
}
