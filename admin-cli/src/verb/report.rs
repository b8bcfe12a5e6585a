//! `report`: a page to look at. What SQL answers, put into one file of HTML.

mod calls;
mod facts;
mod page;

use std::path::Path;

use super::Outcome;
use crate::cli::{Global, ReportArgs};
use crate::error::Error;
use crate::output::stages::Stages;
use crate::output::{self, Record, Section, file};
use crate::session::Session;

const STDOUT: &str = "-";

/// Writes the page, and tells what it holds; where the page goes to standard output, it is all that does.
pub fn run(global: &Global, args: &ReportArgs) -> Result<Outcome, Error> {
    if global.json && args.html == STDOUT {
        return Err(Error::usage(
            "standard output takes the page, or what --json tells of it",
            "Leave --json out, or give --html a file.",
        ));
    }
    let mut session = Session::open(global.database_url.as_deref())?;
    let stages = Stages::new(2);
    let facts = stages.stage("asking for sums and calls", || facts::gather(&mut session, args))?;
    let written = stages.stage("writing", || {
        let html = page::page(&facts)?;
        match args.html.as_str() {
            STDOUT => output::write(html.as_bytes())?,
            path => file::replace(Path::new(path), html.as_bytes())?,
        }
        Ok(html.len())
    })?;
    drop(stages);
    if args.html != STDOUT {
        output::print(global, &[Section::one("report", told(args, &facts, written))])?;
    }
    Ok(Outcome::Done)
}

fn told(args: &ReportArgs, facts: &facts::Facts, bytes: usize) -> Record {
    Record::default()
        .with("file", args.html.as_str())
        .with("bytes", bytes)
        .with("requests", facts.used[0].totals.get("requests").clone())
        .with("calls_listed", facts.history.rows.len())
        .with("more_calls", facts.history.more)
}
