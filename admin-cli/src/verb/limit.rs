//! `limit`

use crate::call::Call;
use crate::cli::{LimitSetArgs, LimitTarget};
use crate::confirm;
use crate::error::Error;
use crate::output::Section;
use crate::session::Session;

pub fn set(session: &mut Session, args: &LimitSetArgs) -> Result<Vec<Section>, Error> {
    let cap = Some(args.cap.as_str()).filter(|cap| *cap != "unlimited");
    let thresholds = Some(&args.thresholds).filter(|list| !list.is_empty());
    let call = Call::new("meter_set_limit")
        .arg("limit_name", "text", Some(&args.name))
        .arg("unit", "text", Some(&args.unit))
        .arg("cap", "numeric", cap)
        .arg("period", "text", Some(&args.period))
        .text("plan", &args.target.plan)
        .text("account", &args.target.account)
        .opt("hard", "boolean", args.soft.then_some(false))
        .text("provider", &args.provider)
        .text("model", &args.model)
        .text("operation", &args.operation)
        .text("key_source", &args.key_source)
        .opt("thresholds", "numeric[]", thresholds.map(|list| format!("{{{}}}", list.join(","))));
    Ok(vec![Section::one("limit", session.call_one(&call)?)])
}

/// Asks before it connects, so that nobody waits on a prompt with a transaction open.
pub fn remove(
    open: impl FnOnce() -> Result<Session, Error>,
    name: &str,
    target: &LimitTarget,
    yes: bool,
) -> Result<Vec<Section>, Error> {
    confirm::destructive(&format!("removing limit \"{name}\" of {}", owner(target)), yes)?;
    let call = Call::new("meter_remove_limit")
        .arg("limit_name", "text", Some(name))
        .text("plan", &target.plan)
        .text("account", &target.account);
    Ok(vec![Section::one("removed", open()?.call_one(&call)?).with_title("Removed:")])
}

fn owner(target: &LimitTarget) -> String {
    match (&target.plan, &target.account) {
        (Some(plan), _) => format!("plan \"{plan}\""),
        (None, account) => format!("account \"{}\"", account.as_deref().unwrap_or_default()),
    }
}
