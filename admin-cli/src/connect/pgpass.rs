//! Passwords from a libpq password file: lines of `host:port:database:user:password`.

use std::path::Path;

use super::params::Params;
use crate::connect::socket;
use crate::error;

/// The password of the first line that fits the (first) host. A file that others may read is passed over
/// with a warning, as libpq does.
pub fn password(file: &Path, params: &Params) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    if readable_by_others(file) {
        let file = file.display();
        error::warn(&format!("password file \"{file}\" is ignored: others may read it (chmod 0600)"));
        return None;
    }
    let first = |key| params.get(key).and_then(|list| list.split(',').next()).unwrap_or_default();
    let host = if socket::is_default_socket_dir(first("host")) { "localhost" } else { first("host") };
    let port = if first("port").is_empty() { "5432" } else { first("port") };
    let wanted = [host, port, params.get("dbname")?, params.get("user")?];
    find(&text, &wanted)
}

fn find(text: &str, wanted: &[&str; 4]) -> Option<String> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(fields).find_map(|fields| match fields.as_slice() {
        [keys @ .., password] if keys.len() == 4 && fits(keys, wanted) => Some(password.clone()),
        _ => None,
    })
}

fn fits(keys: &[String], wanted: &[&str; 4]) -> bool {
    keys.iter().zip(wanted).all(|(key, wanted)| key == "*" || key == wanted)
}

/// Splits at colons that have no backslash before them. The password is the fifth field, and ends at a colon too.
fn fields(line: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        match char {
            ':' => fields.push(std::mem::take(&mut field)),
            '\\' => field.extend(chars.next()),
            _ => field.push(char),
        }
    }
    fields.push(field);
    fields.truncate(5);
    fields
}

#[cfg(unix)]
fn readable_by_others(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn readable_by_others(_file: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::find;

    const FILE: &str = "# comment:*:*:*:no\n\
        db.example:5432:app:me:first\n\
        *:*:app:me:any\\:where\n\
        short:line\n\
        localhost:*:*:*:with\\\\slash:and more\n";

    #[test]
    fn the_first_line_that_fits_wins() {
        let find = |host, user| find(FILE, &[host, "5432", "app", user]);
        assert_eq!(find("db.example", "me").as_deref(), Some("first"));
        assert_eq!(find("other", "me").as_deref(), Some("any:where"));
        assert_eq!(find("localhost", "you").as_deref(), Some("with\\slash"));
        assert_eq!(find("other", "you"), None);
    }
}
