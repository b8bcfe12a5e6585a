//! `denials` and `refund`

use crate::call::Call;
use crate::cli::{DenialsArgs, RefundArgs};
use crate::error::Error;
use crate::output::Section;
use crate::output::grid::Grid;
use crate::session::Session;

pub fn denials(session: &mut Session, args: &DenialsArgs) -> Result<Vec<Section>, Error> {
    let limit = args.limit.to_string();
    let values = [args.account.as_deref(), args.from.as_deref(), args.to.as_deref(), Some(&limit)];
    let denials = session.query(include_str!("../../sql/denial_list.sql"), &values)?;
    let filled = Grid::of_filled(&denials);
    Ok(vec![Section::many("denials", denials).with_grid(filled)])
}

pub fn refund(session: &mut Session, args: &RefundArgs) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_refund")
        .arg("account", "text", Some(&args.account))
        .arg("usage_id", "bigint", Some(args.usage_id))
        .text("note", &args.note)
        .text("idempotency_key", &args.idempotency_key);
    Ok(vec![Section::one("refund", session.call_one(&call)?)])
}
