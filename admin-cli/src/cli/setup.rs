use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter install
  token-meter install --schema metering --grant app=my_service --grant reader=analyst
  token-meter install --sql token_meter.sql           (where the server does not have the library)
  token-meter install --grant app=service_role        (Supabase)")]
pub struct InstallArgs {
    /// Schema for the functions; created when missing [default: the first one of search_path]
    #[arg(long)]
    pub schema: Option<String>,
    /// Install or upgrade the SQL edition, which needs no library, from the file that "make sql" writes
    #[arg(long, value_name = "FILE")]
    pub sql: Option<PathBuf>,
    /// Let a role, which must exist, use the meter: app (may meter), admin (may also set prices and plans), reader (may
    /// read its own rows); may be given several times
    #[arg(long = "grant", value_name = "KIND=ROLE", value_parser = parse_grant)]
    pub grants: Vec<Grant>,
}

/// `app=my_service`: membership in `meter_app` for role `my_service`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub meter_role: &'static str,
    pub role: String,
}

fn parse_grant(text: &str) -> Result<Grant, String> {
    let (kind, role) = text.split_once('=').ok_or("expected KIND=ROLE, such as app=my_service")?;
    let meter_role = match kind {
        "app" => "meter_app",
        "admin" => "meter_admin",
        "reader" => "meter_reader",
        _ => return Err(format!("\"{kind}\" is not app, admin or reader")),
    };
    if role.is_empty() {
        return Err("the role's name is missing".to_owned());
    }
    Ok(Grant { meter_role, role: role.to_owned() })
}

#[derive(Debug, Subcommand)]
pub enum ConfigVerb {
    /// List the settings and their values
    #[command(after_help = "\
Example:
  token-meter config list")]
    List,
    /// Change one setting
    #[command(after_help = "\
A value that a setting does not take is answered with those that it does. docs/functions.md, meter_set_setting, says what \
each is for.

Examples:
  token-meter config set unknown_model refuse        (or fallback, or record)
  token-meter config set denial_days 30")]
    Set {
        /// Name of the setting, see "token-meter config list"
        setting: String,
        /// Its new value
        value: String,
    },
}

#[cfg(test)]
mod tests {
    use super::{Grant, parse_grant};

    #[test]
    fn grants_name_a_kind_and_a_role() {
        let expected = Grant { meter_role: "meter_app", role: "a=b".to_owned() };
        assert_eq!(parse_grant("app=a=b"), Ok(expected));
        assert!(parse_grant("owner=x").is_err());
        assert!(parse_grant("app=").is_err());
        assert!(parse_grant("app").is_err());
    }
}
