//! `pricing export`

use super::Outcome;
use crate::call::Call;
use crate::cli::{ExportArgs, Global};
use crate::error::Error;
use crate::output::{self, Section};
use crate::session::Session;

/// Writes the file to standard output as the server wrote it; with `--json`, as a text beside its format.
pub fn run(global: &Global, args: &ExportArgs) -> Result<Outcome, Error> {
    let call = Call::new("meter_export_prices")
        .arg("format", "text", Some(&args.format))
        .text("provider", &args.provider);
    let file = Session::open(global.database_url.as_deref())?.scalar("prices", &call)?;
    if global.json {
        output::print(global, &[Section::one("export", file.with("format", args.format.as_str()))])?;
    } else {
        let text = file.text("prices");
        output::write(if text.ends_with('\n') { text } else { text + "\n" }.as_bytes())?;
    }
    Ok(Outcome::Done)
}
