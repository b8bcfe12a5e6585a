//! `pricing unpriced`, `differences` and `reprice`: calls whose cost is missing or wrong

use crate::call::Call;
use crate::cli::{DifferencesArgs, RepriceArgs, UnpricedArgs};
use crate::confirm;
use crate::error::Error;
use crate::output::stages::Stages;
use crate::output::{Record, Section};
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
    let mut session = open()?;
    let models = match &args.account {
        None if !args.dry_run => account_by_account(&mut session, args)?,
        account => session.call(&reprice(args, account.as_deref()))?,
    };
    let title = if args.dry_run { "Would change, USD" } else { "Changed, USD" };
    Ok(vec![Section::many("repriced", models).with_title(title)])
}

/// Each account in a transaction of its own, so that only its calls wait, and not for long. What is done stays done: run again, it goes on.
fn account_by_account(session: &mut Session, args: &RepriceArgs) -> Result<Vec<Record>, Error> {
    let accounts = accounts(session, args)?;
    let stages = Stages::new(accounts.len() as u64);
    let mut repriced = Vec::new();
    for account in &accounts {
        let models = stages.stage(account, || session.call(&reprice(args, Some(account))))?;
        repriced.extend(models);
    }
    let repriced = serde_json::to_string(&repriced)?;
    session.query(include_str!("../../sql/repriced_sums.sql"), &[Some(&repriced)])
}

/// Who has called in the span.
fn accounts(session: &mut Session, args: &RepriceArgs) -> Result<Vec<String>, Error> {
    let call = Call::new("meter_usage")
        .arg("account", "text", None::<&str>)
        .arg("from_at", "timestamptz", Some(&args.from))
        .arg("to_at", "timestamptz", Some(&args.to))
        .texts("group_by", &["account".to_owned()]);
    let totals = session.call(&call)?;
    Ok(totals.iter().filter_map(|total| total.get("groups")["account"].as_str().map(str::to_owned)).collect())
}

fn reprice(args: &RepriceArgs, account: Option<&str>) -> Call {
    Call::new("meter_reprice")
        .arg("from_at", "timestamptz", Some(&args.from))
        .arg("to_at", "timestamptz", Some(&args.to))
        .text("provider", &args.provider)
        .text("model", &args.model)
        .opt("account", "text", account)
        .opt("unpriced_only", "boolean", args.unpriced.then_some(true))
        .opt("dry_run", "boolean", args.dry_run.then_some(true))
        .opt("prices_at", "timestamptz", args.prices_at.as_ref())
        .text("note", &args.note)
}
