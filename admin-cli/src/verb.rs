//! The verbs, one file each: arguments to a call, rows to an answer.

mod account;
mod completions;
mod config;
mod export;
mod grant;
mod import;
mod install;
mod limit;
mod maintenance;
mod matching;
mod metering;
mod plan;
mod pricing;
mod reprice;
mod status;

use std::process::ExitCode;

use crate::cli::{
    AccountVerb, Cli, ConfigVerb, Global, GrantArgs, GrantVerb, LimitVerb, PlanVerb, PricingVerb, Verb,
};
use crate::error::Error;
use crate::output::{self, Section};
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
    if let Verb::Completions { shell } = cli.verb {
        return completions::run(shell);
    }
    if let Verb::Pricing(PricingVerb::Export(args)) = &cli.verb {
        return export::run(global, args);
    }
    let (sections, outcome) = answer(global, &cli.verb)?;
    output::print(global, &sections)?;
    Ok(outcome)
}

type Answer = (Vec<Section>, Outcome);

fn answer(global: &Global, verb: &Verb) -> Result<Answer, Error> {
    let open = || Session::open(global.database_url.as_deref());
    let done = |sections: Vec<Section>| Ok((sections, Outcome::Done));
    match verb {
        Verb::Install(args) => done(install::run(global, args)?),
        Verb::Status => done(status::run(&mut open()?)?),
        Verb::Pricing(PricingVerb::List(args)) => done(pricing::list(&mut open()?, args)?),
        Verb::Pricing(PricingVerb::Show(key)) => done(pricing::show(&mut open()?, key)?),
        Verb::Pricing(PricingVerb::History(key)) => done(pricing::history(&mut open()?, key)?),
        Verb::Pricing(PricingVerb::Set(args)) => done(pricing::set(&mut open()?, args)?),
        Verb::Pricing(PricingVerb::Match(args)) => done(matching::explain(&mut open()?, args)?),
        Verb::Pricing(PricingVerb::Unpriced(args)) => done(reprice::unpriced(&mut open()?, args)?),
        Verb::Pricing(PricingVerb::Differences(args)) => done(reprice::differences(&mut open()?, args)?),
        Verb::Pricing(PricingVerb::Aliases) => done(matching::list(&mut open()?)?),
        Verb::Pricing(PricingVerb::Alias(args)) => done(matching::set(&mut open()?, args)?),
        Verb::Pricing(PricingVerb::Unalias { key }) => done(matching::remove(&mut open()?, key)?),
        Verb::Pricing(PricingVerb::Reprice(args)) => done(reprice::run(open, args)?),
        Verb::Pricing(PricingVerb::Import(args)) => done(import::run(open, args)?),
        Verb::Plan(PlanVerb::List) => done(plan::list(&mut open()?)?),
        Verb::Plan(PlanVerb::Set(args)) => done(plan::set(&mut open()?, args)?),
        Verb::Limit(LimitVerb::Set(args)) => done(limit::set(&mut open()?, args)?),
        Verb::Limit(LimitVerb::Remove { name, target, yes }) => {
            done(limit::remove(open, name, target, *yes)?)
        }
        Verb::Account(AccountVerb::Show { account }) => done(account::show(&mut open()?, account)?),
        Verb::Account(AccountVerb::Set(args)) => done(account::set(&mut open()?, args)?),
        Verb::Account(AccountVerb::List(args)) => done(account::list(&mut open()?, args)?),
        Verb::Account(AccountVerb::Grants { account }) => done(grant::list(&mut open()?, account)?),
        Verb::Add(args) => metering::add(&mut open()?, args),
        Verb::Check(args) => metering::check(&mut open()?, args),
        Verb::Cost(args) => done(metering::cost(&mut open()?, args)?),
        Verb::Grant(GrantArgs { verb: Some(GrantVerb::Void(args)), .. }) => done(grant::void(open, args)?),
        Verb::Grant(GrantArgs { add: Some(args), .. }) => done(grant::add(&mut open()?, args)?),
        Verb::ResetDue(args) => maintenance::reset_due(&mut open()?, args),
        Verb::Maintain(args) => maintenance::maintain(&mut open()?, args),
        Verb::Verify => maintenance::verify(&mut open()?),
        Verb::Doctor => maintenance::doctor(&mut open()?),
        Verb::Config(ConfigVerb::List) => done(config::list(&mut open()?)?),
        Verb::Config(ConfigVerb::Set { setting, value }) => done(config::set(&mut open()?, setting, value)?),
        // the first two write a file, not an answer; the last one does not pass the arguments' check
        Verb::Pricing(PricingVerb::Export(_))
        | Verb::Completions { .. }
        | Verb::Grant(GrantArgs { add: None, verb: None }) => done(Vec::new()),
    }
}
