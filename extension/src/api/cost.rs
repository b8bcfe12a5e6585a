use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;
use token_meter_core::price::{Matched, Used};

use super::args;
use super::jsonb::JsonbText;
use crate::clock;
use crate::meter::price::{Priceable, price};
use crate::store::{Db, installation, numeric};

/// The exact cost in USD at that moment's prices; NULL only where the operator has unknown models recorded without one.
#[pg_extern(stable, security_definer)]
#[search_path(pg_catalog, meter, pg_temp)]
#[allow(clippy::too_many_arguments)] // the SQL signature
fn meter_cost(
    model: Option<&str>,
    input_tokens: Option<i64>,
    output_tokens: default!(Option<i64>, 0),
    provider: default!(Option<&str>, "NULL"),
    cache_read_tokens: default!(Option<i64>, 0),
    cache_write_tokens: default!(Option<i64>, 0),
    reasoning_tokens: default!(Option<i64>, 0),
    audio_input_tokens: default!(Option<i64>, 0),
    audio_output_tokens: default!(Option<i64>, 0),
    service_tier: default!(Option<&str>, "'standard'"),
    at: default!(Option<TimestampWithTimeZone>, "NULL"),
    other_units: default!(Option<JsonbText>, "NULL"),
    conditions: default!(Option<Vec<Option<String>>>, "NULL"),
) -> Result<Option<AnyNumeric>, ErrorReport> {
    let priced = Db::read(|db| {
        installation::ready(db)?;
        let name = args::needed_text("model", model)?;
        let provider = args::provider(provider)?;
        let counts = args::counts([
            input_tokens,
            output_tokens,
            cache_read_tokens,
            cache_write_tokens,
            reasoning_tokens,
            audio_input_tokens,
            audio_output_tokens,
        ])?;
        let at = match at {
            Some(at) => clock::to_utc(at, "at")?,
            None => clock::now()?,
        };
        let what = Priceable {
            model: Some(&name),
            provider: provider.as_deref(),
            used: Used {
                counts: &counts,
                units: &args::units(other_units, &counts)?,
                service_tier: &args::service_tier(service_tier)?,
                conditions: &args::conditions(conditions, model)?,
                at,
            },
            prices_at: at,
        };
        price(db, &what)
    })?;
    if priced.matched == Matched::Fallback {
        warning!("model \"{}\" lacks a price, the fallback price was used", model.unwrap_or_default());
    }
    Ok(numeric(priced.cost)?)
}
