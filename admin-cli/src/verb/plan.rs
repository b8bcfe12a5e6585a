//! `plan`

use crate::call::Call;
use crate::cli::{PlanSetArgs, PlanVerb};
use crate::error::Error;
use crate::output::grid::Grid;
use crate::output::{Record, Section};
use crate::session::Session;

pub fn answer(session: &mut Session, verb: &PlanVerb) -> Result<Vec<Section>, Error> {
    match verb {
        PlanVerb::List => list(session),
        PlanVerb::Show { plan } => show(session, plan),
        PlanVerb::Set(args) => set(session, args),
    }
}

fn list(session: &mut Session) -> Result<Vec<Section>, Error> {
    let plans = session.query(include_str!("../../sql/plan_list.sql"), &[])?;
    let limits = session.query(include_str!("../../sql/plan_limits.sql"), &[None])?;
    let filled = Grid::of_filled(&limits);
    Ok(vec![
        Section::many("plans", plans).with_title("Plans"),
        Section::many("limits", limits).with_title("Limits of the plans").with_grid(filled),
    ])
}

fn show(session: &mut Session, plan: &str) -> Result<Vec<Section>, Error> {
    let found = known(session, plan)?;
    let limits = session.query(include_str!("../../sql/plan_limits.sql"), &[Some(plan)])?;
    let filled = Grid::of_filled(&limits);
    Ok(vec![
        Section::one("plan", found),
        Section::many("limits", limits).with_title("Limits").with_grid(filled),
    ])
}

/// The row of a plan.
///
/// # Errors
/// A plan that there is not.
pub fn known(session: &mut Session, plan: &str) -> Result<Record, Error> {
    let plans = session.query(include_str!("../../sql/plan_list.sql"), &[])?;
    plans.into_iter().find(|known| known.text("plan") == plan).ok_or_else(|| {
        Error::usage(
            format!("there is no plan \"{plan}\""),
            "\"token-meter plan list\" shows those that there are.",
        )
    })
}

fn set(session: &mut Session, args: &PlanSetArgs) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_set_plan")
        .arg("plan", "text", Some(&args.plan))
        .text("description", &args.description)
        .opt("is_default", "boolean", args.default.then_some(true))
        .opt("markup", "numeric", args.markup.as_ref());
    Ok(vec![Section::one("plan", session.call_one(&call)?)])
}
