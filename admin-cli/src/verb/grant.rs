//! `grant`, `grant void` and `account grants`

use super::account;
use crate::call::Call;
use crate::cli::{GrantAddArgs, GrantVoidArgs};
use crate::confirm;
use crate::error::Error;
use crate::output::Section;
use crate::output::grid::Grid;
use crate::session::Session;

pub fn add(session: &mut Session, args: &GrantAddArgs) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_grant")
        .arg("account", "text", Some(&args.account))
        .arg("limit_name", "text", Some(&args.limit_name))
        .arg("amount", "numeric", Some(&args.amount))
        .text("kind", &args.kind)
        .opt("priority", "integer", args.priority)
        .opt("expires_at", "timestamptz", args.expires_at.as_ref())
        .text("note", &args.note)
        .text("idempotency_key", &args.idempotency_key);
    Ok(vec![Section::one("grant", session.call_one(&call)?)])
}

/// Asks before it connects, so that nobody waits on a prompt with a transaction open.
pub fn void(
    open: impl FnOnce() -> Result<Session, Error>,
    args: &GrantVoidArgs,
) -> Result<Vec<Section>, Error> {
    let how_much = args.amount.as_deref().unwrap_or("what is unspent");
    confirm::destructive(&format!("taking {how_much} of grant {} back", args.grant_id), args.yes)?;
    let call = Call::new("meter_void_grant")
        .arg("grant_id", "bigint", Some(args.grant_id))
        .opt("amount", "numeric", args.amount.as_ref())
        .text("note", &args.note);
    Ok(vec![Section::one("grant", open()?.call_one(&call)?)])
}

pub fn list(session: &mut Session, account: &str) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_grants").arg("account", "text", Some(account));
    let grants = session.call(&call)?;
    if grants.is_empty() {
        account::known(session, account)?;
    }
    let filled = Grid::of_filled(&grants);
    Ok(vec![Section::many("grants", grants).with_grid(filled)])
}
