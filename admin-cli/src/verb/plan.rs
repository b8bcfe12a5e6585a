//! `plan`

use crate::call::Call;
use crate::cli::PlanSetArgs;
use crate::error::Error;
use crate::output::Section;
use crate::output::grid::Grid;
use crate::session::Session;

pub fn list(session: &mut Session) -> Result<Vec<Section>, Error> {
    let plans = session.query(include_str!("../../sql/plan_list.sql"), &[])?;
    let limits = session.query(include_str!("../../sql/plan_limits.sql"), &[])?;
    let filled = Grid::of_filled(&limits);
    Ok(vec![
        Section::many("plans", plans).with_title("Plans"),
        Section::many("limits", limits).with_title("Limits of the plans").with_grid(filled),
    ])
}

/// # Errors
/// A plan that there is not.
pub fn known(session: &mut Session, plan: &str) -> Result<(), Error> {
    let plans = session.query(include_str!("../../sql/plan_list.sql"), &[])?;
    if plans.iter().any(|known| known.text("plan") == plan) {
        return Ok(());
    }
    Err(Error::usage(
        format!("there is no plan \"{plan}\""),
        "\"token-meter plan list\" shows those that there are.",
    ))
}

pub fn set(session: &mut Session, args: &PlanSetArgs) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_set_plan")
        .arg("plan", "text", Some(&args.plan))
        .text("description", &args.description)
        .opt("is_default", "boolean", args.default.then_some(true))
        .opt("markup", "numeric", args.markup.as_ref());
    Ok(vec![Section::one("plan", session.call_one(&call)?)])
}
