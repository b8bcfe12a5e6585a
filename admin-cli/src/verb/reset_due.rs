//! `reset-due`

use crate::call::Call;
use crate::cli::ResetDueArgs;
use crate::error::Error;
use crate::output::Section;
use crate::session::Session;

pub fn run(session: &mut Session, args: &ResetDueArgs) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_reset_due")
        .opt("at", "timestamptz", args.at.as_ref())
        .opt("batch", "integer", args.batch);
    Ok(vec![Section::many("periods", session.call(&call)?)])
}
