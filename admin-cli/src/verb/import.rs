//! `pricing import`

mod fetch;
mod last;
mod price_file;
mod report;
mod rows;
mod source;

use crate::call::Call;
use crate::cli::ImportArgs;
use crate::error::Error;
use crate::http::Address;
use crate::output::Section;
use crate::output::stages::Stages;
use crate::session::Session;
use fetch::{Fetched, Validators};
use source::Source;

/// Sends the list once and lets the server compare it, all in one transaction. A list at an address that has not
/// changed since it was last imported in the same way is not imported again.
pub fn run(open: impl FnOnce() -> Result<Session, Error>, args: &ImportArgs) -> Result<Vec<Section>, Error> {
    match Source::of(&args.list)? {
        Source::Address(address, format) => from_address(&mut open()?, &address, format, args),
        file @ Source::File(_) => from_file(open, &file, args),
    }
}

fn from_file(
    open: impl FnOnce() -> Result<Session, Error>,
    file: &Source,
    args: &ImportArgs,
) -> Result<Vec<Section>, Error> {
    let stages = Stages::new(3);
    let bytes = stages.stage("reading the file", || {
        price_file::read(&args.list).map_err(|source| Error::File { path: file.shown(), source })
    })?;
    let list = List::read(&file.shown(), bytes, args.format.as_deref(), &stages)?;
    let entries = list.entries;
    let rows = stages.stage(writing(args), || {
        open()?.transaction(|session| {
            let list = rows::for_server(session, &file.shown(), list, args)?;
            session.call(&import_call(&list, args))
        })
    })?;
    drop(stages);
    Ok(report::sections(args, None, entries, rows))
}

fn from_address(
    session: &mut Session,
    address: &Address,
    listed_as: Option<&str>,
    args: &ImportArgs,
) -> Result<Vec<Section>, Error> {
    let format = args.format.as_deref().or(listed_as);
    let last = last::Import::of(address, format, args);
    let (known, at) = match args.dry_run || args.refetch {
        true => (Validators::default(), None),
        false => last.known(session)?,
    };
    let stages = Stages::new(3);
    let fetched =
        stages.stage("fetching the list", || fetch::fetch(address, &known, args.timeout, &stages))?;
    let Fetched::New { bytes, validators } = fetched else {
        drop(stages);
        return Ok(report::unchanged(&address.shown, &at.unwrap_or_default()));
    };
    let list = List::read(&address.shown, bytes, format, &stages)?;
    let entries = list.entries;
    let rows = stages.stage(writing(args), || {
        session.transaction(|session| {
            let list = rows::for_server(session, &address.shown, list, args)?;
            let rows = session.call(&import_call(&list, args))?;
            if !args.dry_run {
                session.call(&last.note(&validators))?;
            }
            Ok(rows)
        })
    })?;
    drop(stages);
    Ok(report::sections(args, Some(&address.shown), entries, rows))
}

/// A list that is read, and known to be JSON or CSV.
struct List {
    json: String,
    entries: u64,
    format: Option<String>,
}

impl List {
    fn read(shown: &str, bytes: Vec<u8>, format: Option<&str>, stages: &Stages) -> Result<Self, Error> {
        stages.stage("checking the list", || {
            let text = price_file::as_text(shown, bytes)?;
            let (entries, json) = price_file::as_json(shown, text, format)?;
            Ok(Self { json, entries, format: format.map(str::to_owned) })
        })
    }
}

fn writing(args: &ImportArgs) -> &'static str {
    if args.dry_run { "comparing prices" } else { "comparing and writing prices" }
}

fn import_call(list: &List, args: &ImportArgs) -> Call {
    let call = Call::new("meter_import_prices")
        .arg("prices", "jsonb", Some(&list.json))
        .text("format", &list.format)
        .opt("dry_run", "boolean", args.dry_run.then_some(true))
        .opt("effective_from", "timestamptz", args.from.as_ref())
        .text("provider", &args.provider)
        .opt("add_only", "boolean", args.add_only.then_some(true))
        .opt("max_factor", "numeric", args.max_factor.as_ref());
    if args.force { call.arg("max_factor", "numeric", None::<&str>) } else { call }
}
