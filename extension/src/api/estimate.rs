use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;
use token_meter_core::estimate;

use super::args;

/// How many tokens a text will be, before a provider counts it: exact for OpenAI's models, else a quarter of the
/// characters.
#[pg_extern(immutable, parallel_safe)]
fn meter_estimate_tokens(
    text: Option<&str>,
    model: default!(Option<&str>, "NULL"),
) -> Result<i64, ErrorReport> {
    let text = args::needed("text", text)?;
    Ok(estimate::tokens(text, args::text("model", model)?.as_deref()))
}
