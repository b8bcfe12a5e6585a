//! `add`, `check` and `cost`

use super::{Answer, Outcome};
use crate::call::Call;
use crate::cli::{AddArgs, CheckArgs, CostArgs, Kept, Scope, TokenParts};
use crate::error::Error;
use crate::output::grid::{Entry, Grid};
use crate::output::{Record, Section, gauge, text};
use crate::session::Session;

pub fn add(session: &mut Session, args: &AddArgs) -> Result<Answer, Error> {
    let call = Call::new("meter_add_tokens")
        .arg("account", "text", Some(&args.account))
        .arg("input_tokens", "bigint", Some(args.input))
        .opt("output_tokens", "bigint", args.output)
        .text("operation_id", &args.operation_id)
        .text("service_tier", &args.service_tier)
        .opt("other_units", "jsonb", args.other_units.as_ref())
        .texts("conditions", &args.conditions)
        .opt("reported_cost", "numeric", args.reported_cost.as_ref())
        .opt("enforce", "boolean", args.no_enforce.then_some(false));
    Ok(verdict(session.call_one(&parts(scope(kept(call, &args.kept), &args.scope), &args.parts))?))
}

pub fn check(session: &mut Session, args: &CheckArgs) -> Result<Answer, Error> {
    let call = Call::new("meter_check_quota")
        .arg("account", "text", Some(&args.account))
        .opt("input_tokens", "bigint", args.input)
        .opt("output_tokens", "bigint", args.output);
    Ok(verdict(session.call_one(&scope(call, &args.scope))?))
}

pub fn cost(session: &mut Session, args: &CostArgs) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_cost")
        .arg("model", "text", Some(&args.model))
        .arg("input_tokens", "bigint", Some(args.input))
        .opt("output_tokens", "bigint", args.output)
        .text("provider", &args.provider)
        .text("service_tier", &args.service_tier)
        .opt("other_units", "jsonb", args.other_units.as_ref())
        .texts("conditions", &args.conditions)
        .opt("at", "timestamptz", args.at.as_ref());
    let cost = session.scalar("cost", &parts(call, &args.parts))?;
    let mut line = Grid::default();
    let shown = text::value("cost", cost.get("cost")) + " USD";
    line.push(vec![Entry::text("cost"), Entry::text(shown)]);
    Ok(vec![Section::one("cost", cost).with_grid(line)])
}

pub fn kept(call: Call, kept: &Kept) -> Call {
    call.text("session_id", &kept.session_id)
        .opt("metadata", "jsonb", kept.metadata.as_ref())
        .text("idempotency_key", &kept.idempotency_key)
        .opt("at", "timestamptz", kept.at.as_ref())
}

pub fn scope(call: Call, scope: &Scope) -> Call {
    call.text("model", &scope.model)
        .text("provider", &scope.provider)
        .text("operation", &scope.operation)
        .text("key_source", &scope.key_source)
}

fn parts(call: Call, parts: &TokenParts) -> Call {
    call.opt("cache_read_tokens", "bigint", parts.cache_read)
        .opt("cache_write_tokens", "bigint", parts.cache_write)
        .opt("reasoning_tokens", "bigint", parts.reasoning)
        .opt("audio_input_tokens", "bigint", parts.audio_input)
        .opt("audio_output_tokens", "bigint", parts.audio_output)
}

/// Anything but a plain yes is a refusal.
pub fn verdict(row: Record) -> Answer {
    let outcome = if row.is_true("allowed") { Outcome::Done } else { Outcome::Refused };
    let lines = gauge::verdict(&row);
    (vec![Section::one("verdict", row).with_grid(lines)], outcome)
}
