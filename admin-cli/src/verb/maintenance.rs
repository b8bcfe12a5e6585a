//! `reset-due`, `maintain`, `verify` and `doctor`

use super::{Answer, Outcome};
use crate::call::Call;
use crate::cli::{MaintainArgs, ResetDueArgs};
use crate::error::Error;
use crate::output::{Record, Section};
use crate::session::Session;

pub fn reset_due(session: &mut Session, args: &ResetDueArgs) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_reset_due")
        .opt("at", "timestamptz", args.at.as_ref())
        .opt("batch", "integer", args.batch);
    Ok(vec![Section::many("periods", session.call(&call)?)])
}

pub fn maintain(session: &mut Session, args: &MaintainArgs) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_maintain").opt("batch", "integer", args.batch);
    Ok(vec![Section::many("tasks", session.call(&call)?)])
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
    let outcome = if found.is_empty() { Outcome::Done } else { Outcome::Found };
    (vec![Section::many(what, found)], outcome)
}
