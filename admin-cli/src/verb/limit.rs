//! `limit`

use super::{account, plan};
use crate::call::Call;
use crate::cli::{LimitSetArgs, LimitTarget, LimitVerb};
use crate::confirm;
use crate::error::Error;
use crate::output::Section;
use crate::output::grid::Grid;
use crate::session::Session;

pub fn answer(
    open: impl FnOnce() -> Result<Session, Error>,
    verb: &LimitVerb,
) -> Result<Vec<Section>, Error> {
    match verb {
        LimitVerb::List { plan, account, limit } => {
            list(&mut open()?, plan.as_deref(), account.as_deref(), *limit)
        }
        LimitVerb::Set(args) => set(&mut open()?, args),
        LimitVerb::Remove { name, target, yes } => remove(open, name, target, *yes),
    }
}

fn list(
    session: &mut Session,
    plan: Option<&str>,
    account: Option<&str>,
    limit: u32,
) -> Result<Vec<Section>, Error> {
    let limit = limit.to_string();
    let values = [plan, account, Some(limit.as_str())];
    let limits = session.query(include_str!("../../sql/limit_list.sql"), &values)?;
    if let (Some(plan), true) = (plan, limits.is_empty()) {
        plan::known(session, plan)?;
    }
    if let (Some(account), true) = (account, limits.is_empty()) {
        account::known(session, account)?;
    }
    let filled = Grid::of_filled(&limits);
    Ok(vec![Section::many("limits", limits).with_grid(filled)])
}

/// Creates a limit, or changes one: what is not given stays as it is.
fn set(session: &mut Session, args: &LimitSetArgs) -> Result<Vec<Section>, Error> {
    let thresholds = (!args.thresholds.is_empty()).then(|| format!("{{{}}}", args.thresholds.join(",")));
    let call = Call::new("meter_set_limit")
        .arg("limit_name", "text", Some(&args.name))
        .text("plan", &args.target.plan)
        .text("account", &args.target.account)
        .text("unit", &args.unit)
        .text("period", &args.period)
        .opt("hard", "boolean", either(args.soft, args.hard).map(|soft| !soft))
        .text("provider", &args.provider)
        .text("model", &args.model)
        .text("operation", &args.operation)
        .text("key_source", &args.key_source)
        .text("on_excess", &args.on_excess)
        .opt("thresholds", "numeric[]", thresholds)
        .opt("anchored", "boolean", either(args.anchored, args.calendar))
        .opt("rolling", "boolean", args.rolling.then_some(true));
    let call = or_none(call, "cap", "numeric", &args.cap, "unlimited");
    let call = or_none(call, "carry_over_cap", "numeric", &args.carry_over_cap, "none");
    let call = or_none(call, "stripes", "integer", &args.stripes, "auto");
    let call = or_none(call, "expires_at", "timestamptz", &args.expires_at, "never");
    let limit = session.call_one(&call).map_err(|error| of_a_new_limit(error, args))?;
    Ok(vec![Section::one("limit", limit)])
}

/// An argument whose NULL has a word of its own.
fn or_none(
    call: Call,
    name: &'static str,
    sql_type: &'static str,
    given: &Option<String>,
    none: &str,
) -> Call {
    match given.as_deref() {
        None => call,
        Some(value) => call.arg(name, sql_type, Some(value).filter(|value| *value != none)),
    }
}

/// What the server says of a new limit, in this program's words.
fn of_a_new_limit(error: Error, args: &LimitSetArgs) -> Error {
    let missing = match &error {
        Error::Server(db) => db.message().strip_prefix("a new limit needs ").map(str::to_owned),
        _ => None,
    };
    missing.map_or(error, |missing| {
        let what = format!("there is no limit \"{}\" of {} yet", args.name, owner(&args.target));
        Error::usage(what, format!("A new limit needs --{missing}."))
    })
}

/// One of two opposite flags; `None`: neither was given.
fn either(yes: bool, no: bool) -> Option<bool> {
    (yes || no).then_some(yes)
}

/// Asks before it connects, so that nobody waits on a prompt with a transaction open.
fn remove(
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
