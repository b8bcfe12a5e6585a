//! `pricing import`

mod price_file;
mod report;

use crate::call::Call;
use crate::cli::ImportArgs;
use crate::error::Error;
use crate::output::Section;
use crate::output::stages::Stages;
use crate::session::Session;

/// Sends the file once and lets the server compare it, all in one transaction.
pub fn run(open: impl FnOnce() -> Result<Session, Error>, args: &ImportArgs) -> Result<Vec<Section>, Error> {
    let stages = Stages::new(3);
    let text = stages.stage("reading the file", || price_file::read(&args.file))?;
    let (entries, text) = stages
        .stage("checking the file", || price_file::as_json(&args.file, text, args.format.as_deref()))?;
    let name = if args.dry_run { "comparing prices" } else { "comparing and writing prices" };
    let rows = stages.stage(name, || {
        let mut call = Call::new("meter_import_prices")
            .arg("prices", "jsonb", Some(&text))
            .text("format", &args.format)
            .opt("dry_run", "boolean", args.dry_run.then_some(true))
            .opt("effective_from", "timestamptz", args.from.as_ref())
            .text("provider", &args.provider)
            .opt("add_only", "boolean", args.add_only.then_some(true))
            .opt("max_factor", "numeric", args.max_factor.as_ref());
        if args.force {
            call = call.arg("max_factor", "numeric", None::<&str>);
        }
        open()?.transaction(|session| session.call(&call))
    })?;
    drop(stages);
    Ok(report::sections(args, entries, rows))
}
