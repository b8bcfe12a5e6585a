//! What to do about an error of the server, in this program's words.

use postgres::error::{DbError, SqlState};

/// What hints of the server call by its SQL name, and how it is called here.
const HERE: [(&str, &str); 38] = [
    (
        "The extension must first be installed",
        "or the SQL edition, which needs no files there: token-meter install --sql FILE",
    ),
    ("allow_past", "--allow-past"),
    ("max_factor", "--max-factor FACTOR, or --force for no check"),
    ("provider =>", "--provider PROVIDER"),
    ("from_at", "--from TIME"),
    ("to_at", "--to TIME"),
    ("fill =>", "no --fill"),
    ("group_by", "--by GROUP"),
    ("next_cursor", "--before CURSOR"),
    ("rolling => true", "--rolling"),
    ("meter_init()", "token-meter install"),
    ("meter_verify()", "token-meter verify"),
    ("meter_doctor()", "token-meter doctor"),
    ("meter_maintain", "token-meter maintain"),
    ("meter_detach_log", "token-meter log detach"),
    ("meter_rebuild_rollups", "token-meter log rebuild"),
    ("meter_reset_due", "token-meter reset-due"),
    ("meter_set_plan", "token-meter plan set"),
    ("meter_set_account", "token-meter account set"),
    ("meter_set_price", "token-meter pricing set"),
    ("meter_import_prices", "token-meter pricing import"),
    ("meter_reprice", "token-meter pricing reprice"),
    ("meter_set_setting", "token-meter config set"),
    ("meter_set_limit", "token-meter limit set"),
    ("meter_set_pool", "token-meter pool set"),
    ("meter_set_key_source", "token-meter key-source set"),
    ("meter_grants(", "token-meter account grants"),
    ("meter_status(", "token-meter account show"),
    ("meter_history", "token-meter history"),
    ("meter_usage", "token-meter usage"),
    ("meter_add_tokens", "token-meter add"),
    ("meter_estimate_tokens", "token-meter estimate"),
    ("meter_refund", "token-meter refund"),
    ("meter_forget_account", "token-meter account forget"),
    ("A page has", "--page-size N"),
    ("the hold_id", "token-meter hold list"),
    ("the usage_id of a call", "token-meter history ACCOUNT"),
    ("meter.model_rules", "token-meter pricing aliases"),
];

/// The server's own hint and its words in this program; or, where it has none, one by the kind of the error.
pub fn of(db: &DbError) -> Vec<String> {
    match db.hint() {
        Some(hint) => [Some(hint.to_owned()), here(hint)].into_iter().flatten().collect(),
        None => by_code(db.code(), db.message()).map(str::to_owned).into_iter().collect(),
    }
}

fn here(hint: &str) -> Option<String> {
    let named: Vec<&str> = HERE.iter().filter(|(sql, _)| hint.contains(sql)).map(|(_, here)| *here).collect();
    (!named.is_empty()).then(|| format!("Here: {}.", named.join("; ")))
}

fn by_code(code: &SqlState, message: &str) -> Option<&'static str> {
    let of_type = |name: &str| message.starts_with(&format!("invalid input syntax for type {name}"));
    Some(match code {
        code if *code == SqlState::INVALID_DATETIME_FORMAT || *code == SqlState::DATETIME_FIELD_OVERFLOW => {
            "A time is such as 2026-11-01 or '2026-11-01 08:00+01'."
        }
        code if *code == SqlState::INVALID_TEXT_REPRESENTATION && of_type("numeric") => {
            "A number is such as 40000 or 2.5, without separators and units."
        }
        code if *code == SqlState::INVALID_TEXT_REPRESENTATION && of_type("json") => {
            "JSON is in single quotes for the shell, such as '{\"tier\": \"beta\"}'."
        }
        code if *code == SqlState::UNDEFINED_TABLE && message.contains("\"meter.") => {
            "The meter's tables are not there, or not all of them: run \"token-meter install\" as a superuser."
        }
        code if *code == SqlState::INSUFFICIENT_PRIVILEGE => {
            "Most verbs need the role meter_admin, add and check meter_app: a superuser gives them by \
             \"token-meter install --grant admin=ROLE\". install itself needs a superuser."
        }
        code if *code == SqlState::UNDEFINED_OBJECT && message.starts_with("role ") => {
            "Create the role first: CREATE ROLE name LOGIN."
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use postgres::error::SqlState;

    use super::{by_code, here};

    #[test]
    fn names_of_sql_are_told_as_they_are_called_here() {
        let told = here("Set it with meter_set_price, or pass allow_past => true.").unwrap_or_default();
        assert_eq!(told, "Here: --allow-past; token-meter pricing set.");
        assert_eq!(here("Create the parent first."), None);
    }

    /// What no verb does, and the roles.
    const NOT_HERE: [&str; 6] =
        ["meter_settle", "meter_reserve", "meter_app", "meter_admin", "meter_reader", "meter_owner"];

    /// The files of a folder and of those below it.
    fn texts(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let paths = entries.map(|entry| entry.unwrap_or_else(|error| panic!("{error}")).path());
        paths
            .flat_map(|path| {
                if path.is_dir() { texts(&path) } else { vec![fs::read_to_string(&path).unwrap_or_default()] }
            })
            .collect()
    }

    #[test]
    fn every_function_that_a_hint_names_is_told_as_its_verb() {
        let sql = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sql");
        let texts: Vec<String> =
            ["api", "engine", "functions"].iter().flat_map(|part| texts(&sql.join(part))).collect();
        let hints = texts.iter().flat_map(|text| text.split("HINT = ").skip(1));
        let mut named = 0;
        for hint in hints.filter_map(|after| after.split(';').next()) {
            let words = hint.split(|char: char| !(char.is_ascii_lowercase() || char == '_'));
            for word in words.filter(|word| word.starts_with("meter_") && !NOT_HERE.contains(word)) {
                named += 1;
                assert!(here(hint).is_some_and(|told| told.contains("token-meter ")), "{word} in {hint}");
            }
        }
        assert!(named > 5, "hints are written in another way: {named}");
    }

    #[test]
    fn an_error_without_a_hint_gets_one_by_its_kind() {
        let wrong = |kind: &str| format!("invalid input syntax for type {kind}: \"x\"");
        let hint = |code, message: &str| by_code(&code, message).unwrap_or_default();
        assert!(hint(SqlState::INVALID_TEXT_REPRESENTATION, &wrong("numeric")).contains("number"));
        assert!(hint(SqlState::INVALID_TEXT_REPRESENTATION, &wrong("json")).contains("JSON"));
        assert!(
            hint(SqlState::UNDEFINED_TABLE, "relation \"meter.plans\" does not exist").contains("install")
        );
        assert_eq!(by_code(&SqlState::UNDEFINED_TABLE, "relation \"public.x\" does not exist"), None);
    }
}
