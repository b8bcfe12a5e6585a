//! `limit`

use crate::call::Call;
use crate::cli::{LimitSetArgs, LimitTarget};
use crate::confirm;
use crate::error::Error;
use crate::output::Section;
use crate::session::Session;

/// Creates a limit, or changes one: what is not given stays as it is.
pub fn set(session: &mut Session, args: &LimitSetArgs) -> Result<Vec<Section>, Error> {
    let target = [Some(args.name.as_str()), args.target.plan.as_deref(), args.target.account.as_deref()];
    let old = session.query(include_str!("../../sql/limit_show.sql"), &target)?.into_iter().next();
    let kept = |given: Option<String>, column: &str| {
        given.or_else(|| old.as_ref().map(|old| old.text(column)).filter(|text| !text.is_empty()))
    };
    if old.is_none() {
        for (option, given) in [("--unit", &args.unit), ("--cap", &args.cap), ("--period", &args.period)] {
            if given.is_none() {
                let what = format!("there is no limit \"{}\" of {} yet", args.name, owner(&args.target));
                return Err(Error::usage(what, format!("A new limit needs {option}.")));
            }
        }
    }
    let given_thresholds =
        (!args.thresholds.is_empty()).then(|| format!("{{{}}}", args.thresholds.join(",")));
    let hard = either(args.soft, args.hard).map(|soft| (!soft).to_string());
    let anchored = either(args.anchored, args.calendar).map(|anchored| anchored.to_string());
    let call = Call::new("meter_set_limit")
        .arg("limit_name", "text", Some(&args.name))
        .arg("unit", "text", kept(args.unit.clone(), "unit"))
        .arg("cap", "numeric", unless(kept(args.cap.clone(), "cap"), "unlimited"))
        .arg("period", "text", kept(args.period.clone(), "period"))
        .text("plan", &args.target.plan)
        .text("account", &args.target.account)
        .opt("hard", "boolean", kept(hard, "hard"))
        .text("provider", &kept(args.provider.clone(), "provider"))
        .text("model", &kept(args.model.clone(), "model"))
        .text("operation", &kept(args.operation.clone(), "operation"))
        .opt("thresholds", "numeric[]", kept(given_thresholds, "thresholds"))
        .opt("anchored", "boolean", kept(anchored, "anchored"))
        .opt("carry_over_cap", "numeric", unless(kept(args.carry_over_cap.clone(), "carry_over_cap"), "none"))
        .opt("stripes", "integer", unless(kept(args.stripes.clone(), "stripes"), "auto"));
    let key_source = kept(args.key_source.clone(), "key_source");
    let call = match old.is_some() {
        true => call.arg("key_source", "text", key_source), // NULL, where it counts both
        false => call.text("key_source", &key_source),
    };
    Ok(vec![Section::one("limit", session.call_one(&call)?)])
}

/// A value, unless it is the word for none.
fn unless(value: Option<String>, word: &str) -> Option<String> {
    value.filter(|value| value != word)
}

/// One of two opposite flags; `None`: neither was given.
fn either(yes: bool, no: bool) -> Option<bool> {
    (yes || no).then_some(yes)
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
