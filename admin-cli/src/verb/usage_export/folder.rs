//! A folder with a file for each day. It holds one selection of rows, so that its days can be put together.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::span::Day;
use crate::cli::{ExportFormat, UsageExportArgs};
use crate::error::Error;
use crate::output::file::{failed, replace};

/// What the rows are restricted to. Programs that read all files of a folder leave out those that begin with a dot.
const SELECTION: &str = ".token-meter-export.json";

/// # Errors
/// A folder that is not there, or that holds an export of other rows.
pub fn claim(dir: &Path, args: &UsageExportArgs) -> Result<(), Error> {
    // a file in a folder that is none would be told as a file
    let entries = fs::read_dir(dir);
    entries.map_err(|source| Error::Folder { path: dir.display().to_string(), source })?;
    let path = dir.join(SELECTION);
    let wanted = selection(args);
    match fs::read_to_string(&path) {
        Ok(text) if serde_json::from_str::<Value>(&text).is_ok_and(|found| found == wanted) => Ok(()),
        Ok(text) => Err(Error::usage(
            format!("{} holds an export of other rows: {}", dir.display(), text.trim()),
            "Give each selection of rows a folder of its own.",
        )),
        Err(error) if error.kind() == ErrorKind::NotFound => replace(&path, wanted.to_string().as_bytes())
            .map_err(|error| match error {
                Error::Unwritten { source, .. } => Error::Folder { path: dir.display().to_string(), source },
                other => other,
            }),
        Err(error) => Err(failed(&path, error)),
    }
}

fn selection(args: &UsageExportArgs) -> Value {
    let only = &args.only;
    json!({
        "account": args.account, "descendants": args.descendants, "provider": only.provider, "model": only.model,
        "operation": only.operation, "session": only.session, "key_source": only.key_source,
    })
}

pub fn path(dir: &Path, format: ExportFormat, day: &Day) -> PathBuf {
    let (stem, ending) = match format {
        ExportFormat::Csv => ("usage", "csv"),
        ExportFormat::Jsonl => ("usage", "jsonl"),
        ExportFormat::Parquet => ("usage", "parquet"),
        ExportFormat::Focus => ("focus", "csv"),
    };
    dir.join(format!("{stem}-{}.{ending}", day.date))
}
