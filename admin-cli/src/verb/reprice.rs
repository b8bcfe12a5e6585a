//! `pricing unpriced`, `differences` and `reprice`: calls whose cost is missing or wrong

use crate::call::Call;
use crate::cli::{DifferencesArgs, RepriceArgs, UnpricedArgs};
use crate::confirm;
use crate::error::Error;
use crate::output::Section;
use crate::session::Session;

pub fn unpriced(session: &mut Session, args: &UnpricedArgs) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_unpriced").opt("from_at", "timestamptz", args.from.as_ref()).opt(
        "to_at",
        "timestamptz",
        args.to.as_ref(),
    );
    let models = session.call(&call)?;
    Ok(vec![Section::many("unpriced", models)])
}

pub fn differences(session: &mut Session, args: &DifferencesArgs) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_price_differences")
        .opt("from_at", "timestamptz", args.from.as_ref())
        .opt("to_at", "timestamptz", args.to.as_ref())
        .text("provider", &args.provider)
        .text("model", &args.model);
    Ok(vec![Section::many("differences", session.call(&call)?)])
}

/// Asks before it connects, so that nobody waits on a prompt with a transaction open.
pub fn run(open: impl FnOnce() -> Result<Session, Error>, args: &RepriceArgs) -> Result<Vec<Section>, Error> {
    let what = format!("giving calls from {} to {} another cost", args.from, args.to);
    confirm::destructive(&what, args.yes || args.dry_run)?;
    let call = Call::new("meter_reprice")
        .arg("from_at", "timestamptz", Some(&args.from))
        .arg("to_at", "timestamptz", Some(&args.to))
        .text("provider", &args.provider)
        .text("model", &args.model)
        .text("account", &args.account)
        .opt("unpriced_only", "boolean", args.unpriced.then_some(true))
        .opt("dry_run", "boolean", args.dry_run.then_some(true))
        .opt("prices_at", "timestamptz", args.prices_at.as_ref())
        .text("note", &args.note);
    let models = open()?.call(&call)?;
    let title = if args.dry_run { "Would change, USD" } else { "Changed, USD" };
    Ok(vec![Section::many("repriced", models).with_title(title)])
}
