//! `reset-due`, `maintain`, `verify`, `doctor` and `log`

use super::{Answer, Outcome};
use crate::call::Call;
use crate::cli::{LogVerb, MaintainArgs, ResetDueArgs};
use crate::confirm;
use crate::error::Error;
use crate::output::{Record, Section};
use crate::session::Session;

/// An account that could not be dealt with is told; the rest is done. One that is busy is for the next call.
pub fn reset_due(session: &mut Session, args: &ResetDueArgs) -> Result<Answer, Error> {
    let call = Call::new("meter_reset_due")
        .opt("at", "timestamptz", args.at.as_ref())
        .opt("batch", "integer", args.batch);
    let periods = session.call(&call)?;
    let failed =
        periods.iter().any(|period| !period.get("failed").is_null() && period.text("failed") != "busy");
    Ok((vec![Section::many("periods", periods)], found_if(failed)))
}

pub fn maintain(session: &mut Session, args: &MaintainArgs) -> Result<Answer, Error> {
    let call = Call::new("meter_maintain").opt("batch", "integer", args.batch);
    let tasks = session.call(&call)?;
    let failed = tasks.iter().any(|task| task.text("task") == "accounts_failed");
    Ok((vec![Section::many("tasks", tasks)], found_if(failed)))
}

pub fn log(session: &mut Session, verb: &LogVerb) -> Result<Vec<Section>, Error> {
    match verb {
        LogVerb::Detach { before, yes } => {
            confirm::destructive(&format!("taking months before {before} out of the usage log"), *yes)?;
            let call = Call::new("meter_detach_log").arg("before", "timestamptz", Some(before));
            Ok(vec![Section::many("months", session.call(&call)?)])
        }
        LogVerb::Rebuild => {
            let sums = session.scalar("sums", &Call::new("meter_rebuild_rollups"))?;
            Ok(vec![Section::one("rebuilt", sums)])
        }
    }
}

/// A difference is no error, but nothing that a job may pass over.
pub fn verify(session: &mut Session) -> Result<Answer, Error> {
    Ok(nothing_expected("differences", session.call(&Call::new("meter_verify"))?))
}

/// Likewise for the tables themselves, privileges and roles.
pub fn doctor(session: &mut Session) -> Result<Answer, Error> {
    Ok(nothing_expected("problems", session.call(&Call::new("meter_doctor"))?))
}

fn nothing_expected(what: &'static str, found: Vec<Record>) -> Answer {
    let outcome = found_if(!found.is_empty());
    (vec![Section::many(what, found)], outcome)
}

fn found_if(something: bool) -> Outcome {
    if something { Outcome::Found } else { Outcome::Done }
}
