//! `estimate`: what a call will cost, before it is made

use super::{Answer, Outcome};
use crate::call::Call;
use crate::cli::EstimateArgs;
use crate::error::Error;
use crate::input;
use crate::output::grid::{Entry, Grid};
use crate::output::{Record, Section, gauge, text};
use crate::session::Session;

/// Columns of a verdict that an estimate has by itself, or that nothing stands in before a call.
const NOT_OF_A_VERDICT: [&str; 7] =
    ["tokens", "cost", "usage_id", "hold_id", "charged_cost", "price_match", "duplicate"];

pub fn run(open: impl FnOnce() -> Result<Session, Error>, args: &EstimateArgs) -> Result<Answer, Error> {
    let text = match (&args.text, &args.file) {
        (Some(text), _) => text.clone(),
        (None, file) => input::text(file.as_deref().unwrap_or("-"))?,
    };
    let mut session = open()?;
    let estimated = estimated(&mut session, &text, args)?;
    let lines = lines(&estimated);
    let Some(account) = &args.account else {
        return Ok((vec![Section::one("estimate", estimated).with_grid(lines)], Outcome::Done));
    };
    let verdict = session.call_one(&check(account, &estimated.text("input_tokens"), args))?;
    let outcome = if verdict.is_true("allowed") { Outcome::Done } else { Outcome::Refused };
    let verdict = verdict.only(|column| !NOT_OF_A_VERDICT.contains(&column));
    let gauge = gauge::verdict(&verdict);
    let all = verdict.values().fold(estimated, |all, (column, value)| all.with(column, value.clone()));
    let people = Section::one("estimate", all).with_grid(lines);
    Ok((vec![people, Section::table(gauge)], outcome))
}

fn estimated(session: &mut Session, text: &str, args: &EstimateArgs) -> Result<Record, Error> {
    let count = Call::new("meter_estimate_tokens").arg("text", "text", Some(text)).arg(
        "model",
        "text",
        Some(&args.model),
    );
    let tokens = session.scalar("input_tokens", &count)?;
    let cost = Call::new("meter_cost")
        .arg("model", "text", Some(&args.model))
        .arg("input_tokens", "bigint", Some(tokens.text("input_tokens")))
        .opt("output_tokens", "bigint", args.output)
        .text("provider", &args.provider)
        .text("service_tier", &args.service_tier)
        .texts("conditions", &args.conditions)
        .opt("at", "timestamptz", args.at.as_ref());
    let cost = session.scalar("cost", &cost)?;
    Ok(tokens.with("output_tokens", args.output.unwrap_or_default()).with("cost", cost.get("cost").clone()))
}

fn check(account: &str, input_tokens: &str, args: &EstimateArgs) -> Call {
    Call::new("meter_check_quota")
        .arg("account", "text", Some(account))
        .arg("input_tokens", "bigint", Some(input_tokens))
        .opt("output_tokens", "bigint", args.output)
        .arg("model", "text", Some(&args.model))
        .text("provider", &args.provider)
        .text("operation", &args.operation)
        .text("key_source", &args.key_source)
}

fn lines(estimated: &Record) -> Grid {
    let mut lines = Grid::default();
    for (column, value) in estimated.values() {
        let unit = if column == "cost" && !value.is_null() { " USD" } else { "" };
        lines.push(vec![Entry::text(column), Entry::text(text::value(column, value) + unit)]);
    }
    lines
}
