use pgrx::prelude::*;

use super::{Entry, Recorded};
use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::heap::{Table, columns};
use crate::store::{conditions_column, jsonb, numeric};

/// The columns of a row: all that the log has.
pub const COLUMNS: usize = 39;

/// A value each, in this order.
pub type Line = [Option<pg_sys::Datum>; COLUMNS];

columns!(
    NAMES,
    [
        c"account",
        c"at",
        c"usage_id",
        c"plan",
        c"provider",
        c"model",
        c"operation",
        c"operation_id",
        c"session_id",
        c"key_source",
        c"service_tier",
        c"conditions",
        c"input_tokens",
        c"output_tokens",
        c"cache_read_tokens",
        c"cache_write_tokens",
        c"reasoning_tokens",
        c"audio_input_tokens",
        c"audio_output_tokens",
        c"other_units",
        c"requests",
        c"tokens",
        c"cost",
        c"markup",
        c"charged_cost",
        c"price_match",
        c"price_ids",
        c"charged",
        c"grant_ids",
        c"grant_amounts",
        c"enforced",
        c"hold_id",
        c"refunds",
        c"adjusts",
        c"metadata",
        c"recorded_at",
        c"reported_cost",
        c"priced_cost",
        c"marks",
    ]
);

/// Where a partition has them.
pub fn places(partition: &Table) -> Result<[i16; COLUMNS]> {
    partition.places(&NAMES)
}

pub fn of(entry: Entry, recorded: &Recorded) -> Result<Line> {
    let Entry { account, call, priced, counters, draws, hold } = entry;
    let counts = &call.counts;
    let units = (!call.units.is_empty()).then(|| call.units.to_json().to_string());
    let (grant_ids, grant_amounts) = draws.columns();
    // SAFETY: the moment of this very row
    let now = TimestampWithTimeZone::try_from(unsafe { pg_sys::GetCurrentTimestamp() });
    Ok([
        account.id.as_str().into_datum(),
        clock::from_utc(call.at)?.into_datum(),
        recorded.usage_id.into_datum(),
        account.plan.as_str().into_datum(),
        call.provider.as_deref().into_datum(),
        call.model.as_deref().into_datum(),
        call.operation.as_deref().into_datum(),
        call.operation_id.as_deref().into_datum(),
        call.session_id.as_deref().into_datum(),
        call.key_source.into_datum(),
        call.service_tier.as_str().into_datum(),
        conditions_column(&call.conditions).into_datum(),
        counts.input.into_datum(),
        counts.output.into_datum(),
        counts.cache_read.into_datum(),
        counts.cache_write.into_datum(),
        counts.reasoning.into_datum(),
        counts.audio_input.into_datum(),
        counts.audio_output.into_datum(),
        units.as_deref().map(jsonb::from_text).transpose()?,
        1_i32.into_datum(),
        counts.total().into_datum(),
        numeric(priced.cost)?.into_datum(),
        numeric(account.markup)?.into_datum(),
        recorded.charged_cost.clone().into_datum(),
        priced.matched.name().into_datum(),
        priced.price_ids.clone().into_datum(),
        counters.into_datum(),
        grant_ids.into_datum(),
        grant_amounts.into_datum(),
        call.enforce.into_datum(),
        hold.into_datum(),
        None::<i64>.into_datum(),
        None::<i64>.into_datum(),
        call.metadata.as_deref().map(jsonb::from_text).transpose()?,
        now.map_err(|_| MeterError::Internal("the clock is out of range"))?.into_datum(),
        numeric(call.reported_cost)?.into_datum(),
        numeric(priced.by_prices)?.into_datum(),
        super::marks(call, priced).into_datum(),
    ])
}
