//! `extract` and `add-response`: a provider's answer, as the server reads it

mod body;

use super::{Answer, Outcome, metering};
use crate::call::Call;
use crate::cli::{AddResponseArgs, BodyArgs, ExtractArgs};
use crate::error::Error;
use crate::output::grid::Grid;
use crate::output::{Record, Section};
use crate::session::Session;

/// An answer that has none of these says nothing of what was used.
const SAID: [&str; 4] = ["input_tokens", "output_tokens", "other_units", "reported_cost"];

pub fn extract(open: impl FnOnce() -> Result<Session, Error>, args: &ExtractArgs) -> Result<Answer, Error> {
    let call = with_body(Call::new("meter_extract_usage"), &args.body)?.text("provider", &args.provider);
    let read = open()?.call_one(&call)?;
    let told = what_is_wrong(&read);
    let outcome = if told.is_empty() { Outcome::Done } else { Outcome::Found };
    let said = Grid::of_record(&read.clone().without_nulls());
    Ok((vec![Section::one("usage", read).with_grid(said).with_note(told.join(" "))], outcome))
}

/// Why `add-response` would refuse it.
fn what_is_wrong(read: &Record) -> Vec<&'static str> {
    let mut told = Vec::new();
    if SAID.iter().all(|column| read.get(column).is_null()) {
        told.push(match (read.get("error").is_null(), read.is_true("complete")) {
            (false, _) => "It is an error, and nothing was used.",
            (true, false) => {
                "It broke off before it said what was used; at_least is what it had told by then."
            }
            (true, true) => "It does not say what was used.",
        });
    }
    if read.text("answers").parse::<u64>().is_ok_and(|answers| answers > 1) {
        told.push("Several answers stand in it: pass them one by one.");
    }
    told
}

pub fn add(open: impl FnOnce() -> Result<Session, Error>, args: &AddResponseArgs) -> Result<Answer, Error> {
    let call =
        with_body(Call::new("meter_add_response").arg("account", "text", Some(&args.account)), &args.body)?
            .text("operation_id", &args.operation_id)
            .text("service_tier", &args.service_tier)
            .texts("conditions", &args.conditions)
            .opt("enforce", "boolean", args.enforce.then_some(true));
    Ok(metering::verdict(open()?.call_one(&metering::scope(metering::kept(call, &args.kept), &args.scope))?))
}

fn with_body(call: Call, args: &BodyArgs) -> Result<Call, Error> {
    let call = call.arg("response", "jsonb", Some(body::response(args)?));
    Ok(call.opt("headers", "jsonb", args.headers.as_deref().map(body::headers).transpose()?))
}
