//! `grant` and `account grants`

use crate::call::Call;
use crate::cli::GrantArgs;
use crate::error::Error;
use crate::output::Section;
use crate::session::Session;

pub fn add(session: &mut Session, args: &GrantArgs) -> Result<Vec<Section>, Error> {
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

pub fn list(session: &mut Session, account: &str) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_grants").arg("account", "text", Some(account));
    Ok(vec![Section::many("grants", session.call(&call)?)])
}
