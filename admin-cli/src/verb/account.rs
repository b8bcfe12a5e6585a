//! `account`

use super::{grant, plan, stats};
use crate::call::Call;
use crate::cli::{AccountListArgs, AccountSetArgs, AccountVerb, LeavingArgs};
use crate::confirm;
use crate::error::Error;
use crate::output::grid::Grid;
use crate::output::{Record, Section, gauge};
use crate::session::Session;

pub fn answer(session: &mut Session, verb: &AccountVerb) -> Result<Vec<Section>, Error> {
    match verb {
        AccountVerb::Show { account } => show(session, account),
        AccountVerb::Set(args) => set(session, args),
        AccountVerb::List(args) => list(session, args),
        AccountVerb::Rename { account, new_name } => {
            let call = named("meter_rename_account", account).arg("new_name", "text", Some(new_name));
            Ok(vec![Section::one("account", session.call_one(&call)?)])
        }
        AccountVerb::Forget(args) => {
            leave(session, "meter_forget_account", "forgetting", "forgotten_as", args)
        }
        AccountVerb::Remove(args) => leave(session, "meter_remove_account", "removing", "removed", args),
        AccountVerb::Grants { account } => grant::list(session, account),
        AccountVerb::Stats(args) => stats::stats(session, args),
        AccountVerb::Cheaper(args) => stats::cheaper(session, args),
    }
}

fn show(session: &mut Session, account: &str) -> Result<Vec<Section>, Error> {
    let found = known(session, account)?;
    let limits = session.query(include_str!("../../sql/report_gauges.sql"), &[Some(account)])?;
    let gauges = gauge::limits(&limits);
    let known = Grid::of_record(&found.clone().without_nulls());
    Ok(vec![
        Section::one("account", found).with_grid(known),
        Section::many("limits", limits).with_grid(gauges),
    ])
}

fn set(session: &mut Session, args: &AccountSetArgs) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_set_account")
        .arg("account", "text", Some(&args.account))
        .text("plan", &args.plan)
        .text("parent", &args.parent)
        .text("time_zone", &args.time_zone)
        .opt("anchor", "timestamptz", args.anchor.as_ref())
        .text("auth_subject", &args.auth_subject)
        .opt("metadata", "jsonb", args.metadata.as_ref());
    Ok(vec![Section::one("account", session.call_one(&call)?)])
}

fn leave(
    session: &mut Session,
    function: &'static str,
    doing: &str,
    column: &'static str,
    args: &LeavingArgs,
) -> Result<Vec<Section>, Error> {
    known(session, &args.account)?;
    confirm::destructive(&format!("{doing} the account \"{}\"", args.account), args.yes)?;
    let done = session.scalar(column, &named(function, &args.account))?;
    Ok(vec![Section::one("account", done)])
}

fn named(function: &'static str, account: &str) -> Call {
    Call::new(function).arg("account", "text", Some(account))
}

fn list(session: &mut Session, args: &AccountListArgs) -> Result<Vec<Section>, Error> {
    let limit = args.limit.to_string();
    let rows =
        session.query(include_str!("../../sql/account_list.sql"), &[args.plan.as_deref(), Some(&limit)])?;
    match &args.plan {
        Some(plan) if rows.is_empty() => plan::known(session, plan).map(|_| ())?,
        _ => {}
    }
    Ok(vec![Section::many("accounts", rows)])
}

/// Of an account that a report found nothing of.
///
/// # Errors
/// As [`known`]. What the log or its sums have of an account is told before anybody asks this.
pub fn known_unless_found(session: &mut Session, account: Option<&str>, found: bool) -> Result<(), Error> {
    match account {
        Some(account) if !found => known(session, account).map(|_| ()),
        _ => Ok(()),
    }
}

/// The row of an account.
///
/// # Errors
/// An account that there is not: its lists would be empty, as those of one that has nothing.
pub fn known(session: &mut Session, account: &str) -> Result<Record, Error> {
    let found = session.query(include_str!("../../sql/account_show.sql"), &[Some(account)])?;
    found.into_iter().next().ok_or_else(|| {
        Error::usage(
            format!("there is no account \"{account}\""),
            "An account is made by its first charge, or by \"token-meter account set\".",
        )
    })
}
