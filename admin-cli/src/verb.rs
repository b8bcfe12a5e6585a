//! The verbs, one file each: arguments to a call, rows to an answer.

mod account;
mod alerts;
mod batch;
mod completions;
mod config;
mod estimate;
mod events;
mod export;
mod grant;
mod hold;
mod import;
mod install;
mod key_source;
mod limit;
mod maintenance;
mod man;
mod matching;
mod metering;
mod plan;
mod pool;
mod pricing;
mod report;
mod reports;
mod reprice;
mod response;
mod stats;
mod status;
mod top;
mod usage_export;

use std::process::ExitCode;

use crate::cli::{AlertsArgs, Cli, ConfigVerb, Global, GrantArgs, GrantVerb, PricingVerb, Verb};
use crate::error::Error;
use crate::output::{self, Record, Section};
use crate::session::Session;

/// How a verb that did its work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// A limit said no.
    Refused,
    /// There are differences where there should be none, or something could not be done.
    Found,
}

impl Outcome {
    pub fn exit_code(self) -> ExitCode {
        match self {
            Self::Done => ExitCode::SUCCESS,
            Self::Refused => ExitCode::from(1),
            Self::Found => ExitCode::from(4),
        }
    }
}

/// Runs the verb that was asked for and shows its answer.
pub fn run(cli: Cli) -> Result<Outcome, Error> {
    let global = &cli.global;
    match &cli.verb {
        Verb::Completions { shell } => return completions::run(*shell),
        Verb::Man { dir } => return man::run(dir),
        Verb::Pricing(PricingVerb::Export(args)) => return export::run(global, args),
        Verb::Export(args) => return usage_export::run(global, args),
        Verb::AddBatch(args) => return batch::run(global, args),
        Verb::Top(args) => return top::run(global, args),
        Verb::Report(args) => return report::run(global, args),
        Verb::Alerts(AlertsArgs { deliver, verb: None }) => return alerts::deliver(global, deliver),
        _ => {}
    }
    if let Some((header, rows)) = rows_of_sheet(global, &cli.verb)? {
        output::write(&output::sheet(&header, &rows)?)?;
        return Ok(Outcome::Done);
    }
    let (sections, outcome) = answer(global, &cli.verb)?;
    output::print(global, &sections)?;
    Ok(outcome)
}

/// What is written as CSV, where that was asked for: a row with all columns, and those that there are.
fn rows_of_sheet(global: &Global, verb: &Verb) -> Result<Option<(Record, Vec<Record>)>, Error> {
    let open = || Session::open(global.database_url.as_deref());
    match verb {
        Verb::Usage(args) if args.csv => reports::usage_sheet(&mut open()?, args).map(Some),
        Verb::History(args) if args.csv => reports::history_sheet(&mut open()?, args).map(Some),
        _ => Ok(None),
    }
}

type Answer = (Vec<Section>, Outcome);

fn answer(global: &Global, verb: &Verb) -> Result<Answer, Error> {
    let open = || Session::open(global.database_url.as_deref());
    let done = |sections: Vec<Section>| Ok((sections, Outcome::Done));
    match verb {
        Verb::Install(args) => done(install::run(global, args)?),
        Verb::Status => done(status::run(&mut open()?)?),
        Verb::Pricing(verb) => done(pricing::answer(open, verb)?),
        Verb::Plan(verb) => done(plan::answer(&mut open()?, verb)?),
        Verb::Limit(verb) => done(limit::answer(open, verb)?),
        Verb::Account(verb) => done(account::answer(&mut open()?, verb)?),
        Verb::Add(args) => metering::add(&mut open()?, args),
        Verb::AddResponse(args) => response::add(open, args),
        Verb::Check(args) => metering::check(&mut open()?, args),
        Verb::Cost(args) => done(metering::cost(&mut open()?, args)?),
        Verb::Estimate(args) => estimate::run(open, args),
        Verb::Extract(args) => response::extract(open, args),
        Verb::Grant(GrantArgs { verb: Some(GrantVerb::Void(args)), .. }) => done(grant::void(open, args)?),
        Verb::Grant(GrantArgs { add: Some(args), .. }) => done(grant::add(&mut open()?, args)?),
        Verb::Refund(args) => done(events::refund(&mut open()?, args)?),
        Verb::Hold(verb) => hold::answer(&mut open()?, verb),
        Verb::Pool(verb) => done(pool::answer(open, verb)?),
        Verb::KeySource(verb) => done(key_source::answer(&mut open()?, verb)?),
        Verb::Alerts(AlertsArgs { verb: Some(verb), .. }) => done(alerts::answer(&mut open()?, verb)?),
        Verb::Denials(args) => done(events::denials(&mut open()?, args)?),
        Verb::Usage(args) => done(reports::usage(&mut open()?, args)?),
        Verb::History(args) => done(reports::history(&mut open()?, args)?),
        Verb::ResetDue(args) => maintenance::reset_due(&mut open()?, args),
        Verb::Maintain(args) => maintenance::maintain(&mut open()?, args),
        Verb::Log(verb) => done(maintenance::log(&mut open()?, verb)?),
        Verb::Verify => maintenance::verify(&mut open()?),
        Verb::Doctor => maintenance::doctor(&mut open()?),
        Verb::Config(ConfigVerb::List) => done(config::list(&mut open()?)?),
        Verb::Config(ConfigVerb::Set { setting, value }) => done(config::set(&mut open()?, setting, value)?),
        // they answer in their own way; the last does not pass the arguments' check
        Verb::Completions { .. }
        | Verb::Man { .. }
        | Verb::Export(_)
        | Verb::AddBatch(_)
        | Verb::Top(_)
        | Verb::Report(_)
        | Verb::Alerts(AlertsArgs { verb: None, .. })
        | Verb::Grant(GrantArgs { add: None, verb: None }) => done(Vec::new()),
    }
}
