//! `install`

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::call::Call;
use crate::cli::{Global, Grant, InstallArgs};
use crate::error::{self, Error};
use crate::output::{Record, Section};
use crate::session::Session;

/// Extension or SQL edition, tables and grants in one transaction, so that a half-installed meter does not exist.
pub fn run(global: &Global, args: &InstallArgs) -> Result<Vec<Section>, Error> {
    Session::open_bare(global.database_url.as_deref())?.transaction(|session| {
        let installed_before = session.installed()?.is_some();
        if let Some(file) = &args.sql {
            run_edition(session, file, args.schema.as_deref().filter(|_| !installed_before))?;
        } else if !installed_before {
            create_extension(session, args.schema.as_deref())?;
        }
        let installed = session.installed()?.ok_or(Error::NotInstalled)?;
        check_schema(args.schema.as_deref(), &installed.schema)?;
        let schema = installed.schema.clone();
        let edition = if installed.edition == "SQL" { "sql_edition" } else { "extension" };
        session.adopt(installed)?;
        let version = session.scalar("version", &Call::new("meter_version"))?.text("version");
        let answer = Record::default()
            .with(edition, if installed_before { "was installed already" } else { "created" })
            .with("version", version)
            .with("schema", schema.as_str());
        let tables = session.scalar("tables", &Call::new("meter_init"))?.text("tables");

        let mut granted: Vec<Value> = Vec::new();
        for grant in &args.grants {
            give(session, grant, &schema)?;
            granted.push(format!("{} to {}", grant.meter_role, grant.role).into());
        }
        Ok(vec![Section::one("install", answer.with("tables", tables).with("granted", granted))])
    })
}

/// Membership that works at once, also for a role that does not inherit, and the functions' schema, where nobody has it.
fn give(session: &mut Session, grant: &Grant, schema: &str) -> Result<(), Error> {
    let (meter_role, role) = (grant.meter_role, quoted(&grant.role));
    let server =
        session.query("SELECT current_setting('server_version_num')::integer >= 160000 AS per_grant", &[])?;
    // before 16 whether a role inherits is its own affair, not a grant's
    let per_grant = server.first().is_some_and(|server| server.is_true("per_grant"));
    let option = if per_grant { " WITH INHERIT TRUE" } else { "" };
    session.execute(&format!("GRANT {meter_role} TO {role}{option}"))?;

    let names = [Some(grant.role.as_str()), Some(meter_role), Some(schema)];
    let rights = session.query(include_str!("../../sql/granted.sql"), &names)?;
    for row in rights.iter().filter(|row| !row.is_true("has_schema")) {
        session.execute(&format!("GRANT USAGE ON SCHEMA {schema} TO {}", quoted(&row.text("role"))))?;
    }
    if rights.iter().any(|row| !row.is_true("inherits")) {
        error::warn(&format!(
            "role {role} does not inherit: it can use the meter only after SET ROLE {meter_role}, \
             or once ALTER ROLE {role} INHERIT is run"
        ));
    }
    Ok(())
}

fn create_extension(session: &mut Session, schema: Option<&str>) -> Result<(), Error> {
    let Some(schema) = schema.map(quoted) else {
        return session.execute("CREATE EXTENSION token_meter");
    };
    session.execute(&format!("CREATE SCHEMA IF NOT EXISTS {schema}"))?;
    session.execute(&format!("CREATE EXTENSION token_meter SCHEMA {schema}"))
}

/// The SQL edition, or its upgrade: it puts its functions into the first schema of search_path.
fn run_edition(session: &mut Session, file: &Path, schema: Option<&str>) -> Result<(), Error> {
    let path = || file.display().to_string();
    let sql = fs::read_to_string(file).map_err(|source| Error::Edition { path: path(), source })?;
    if let Some(schema) = schema.map(quoted) {
        session
            .execute(&format!("CREATE SCHEMA IF NOT EXISTS {schema}; SET LOCAL search_path = {schema}"))?;
    }
    session.execute(&sql)
}

/// `installed` is quoted by the server when it needs to be.
fn check_schema(wanted: Option<&str>, installed: &str) -> Result<(), Error> {
    match wanted {
        Some(wanted) if wanted != installed && quoted(wanted) != installed => Err(Error::usage(
            format!("the meter is installed in schema {installed} already"),
            "Leave --schema out to keep it there.",
        )),
        _ => Ok(()),
    }
}

/// A name as an SQL identifier.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::{check_schema, quoted};

    #[test]
    fn names_become_identifiers() {
        assert_eq!(quoted("a\"; DROP ROLE x; --"), "\"a\"\"; DROP ROLE x; --\"");
    }

    #[test]
    fn a_schema_is_the_same_quoted_or_not() {
        assert!(check_schema(None, "public").is_ok());
        assert!(check_schema(Some("public"), "public").is_ok());
        assert!(check_schema(Some("My Schema"), "\"My Schema\"").is_ok());
        assert!(check_schema(Some("other"), "public").is_err());
    }
}
