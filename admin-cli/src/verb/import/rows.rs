//! A list for the SQL edition, which reads no price files: it is read here, by the code that the extension reads them with.

use chrono::{DateTime, Utc};
use token_meter_core::price_file::{self, PriceFileError};

use super::List;
use crate::call::Call;
use crate::cli::ImportArgs;
use crate::error::Error;
use crate::session::Session;

/// The name of this form of a list, where the others have that of their format.
const ROWS: &str = "rows";

/// The list as the server takes it: as it is, or as rows.
pub fn for_server(session: &mut Session, shown: &str, list: List, args: &ImportArgs) -> Result<List, Error> {
    if !session.is_sql_edition() {
        return Ok(list);
    }
    let not_prices = |reason: String| Error::PriceFile { path: shown.to_owned(), reason };
    let at = moment(session, args)?;
    let json = serde_json::from_str(&list.json)?;
    let file =
        price_file::read(&json, list.format.as_deref(), at).map_err(|wrong| not_prices(told(&wrong)))?;
    Ok(List { json: file.rows().to_string(), format: Some(ROWS.to_owned()), ..list })
}

fn told(wrong: &PriceFileError) -> String {
    match wrong {
        PriceFileError::BrokenEntry { entry, key, value, problem } => {
            format!("entry \"{entry}\" has {key} = {value}: {problem}")
        }
        other => other.to_string(),
    }
}

/// The moment from which the prices hold, by the server's clock.
fn moment(session: &mut Session, args: &ImportArgs) -> Result<DateTime<Utc>, Error> {
    let now = session.scalar("now", &Call::new("meter_now"))?.text("now");
    let asked = args.from.as_deref().unwrap_or(&now);
    let sql = "SELECT extract(epoch FROM $1::timestamptz) * 1000000 AS micros";
    let micros =
        session.query(sql, &[Some(asked)])?.first().map(|row| row.text("micros")).unwrap_or_default();
    let micros = micros.split('.').next().and_then(|whole| whole.parse().ok());
    let at = micros.and_then(DateTime::from_timestamp_micros);
    at.ok_or_else(|| Error::usage("--from is out of range", "Give a moment such as 2026-11-01."))
}
