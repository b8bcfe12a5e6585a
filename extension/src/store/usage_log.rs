//! The log of calls: a row each, with its receipt.

mod line;
mod partitions;

use chrono::SecondsFormat;
use pgrx::AnyNumeric;
use serde_json::{Value, json};
use token_meter_core::call::{Call, UNPRICED_TIER};
use token_meter_core::price::Priced;

use super::accounts::Account;
use super::catalog::next_id;
use super::db::{Db, statement};
use super::grants::Draws;
use super::{conditions_column, numeric};
use crate::error::Result;
use partitions::Partitions;
pub use partitions::has_none;

statement!(INSERT, "usage_insert.sql", [TEXTOID]);

/// A call to be written, with what was decided of it.
pub struct Entry<'a> {
    pub account: &'a Account,
    pub call: &'a Call,
    pub priced: &'a Priced,
    /// What it was charged to.
    pub counters: Vec<i64>,
    pub draws: Draws,
    /// The hold that it settles.
    pub hold: Option<i64>,
}

/// A call's row in the log.
pub struct Recorded {
    pub usage_id: i64,
    /// USD, with the plan's markup; `None`: the cost is not known.
    pub charged_cost: Option<AnyNumeric>,
}

/// Writes calls' rows with their receipts, in this order.
pub fn insert(db: &mut Db, entries: Vec<Entry>) -> Result<Vec<Recorded>> {
    let recorded: Vec<Recorded> = entries.iter().map(record).collect::<Result<_>>()?;
    let lines: Vec<(Entry, &Recorded)> = entries.into_iter().zip(&recorded).collect();
    match Partitions::of(&lines)? {
        Some(mut partitions) => lines.into_iter().try_for_each(|(entry, row)| partitions.add(entry, row))?,
        None => {
            let rows: Vec<Value> = lines.into_iter().map(|(entry, row)| as_json(entry, row)).collect();
            db.execute(&INSERT, &[Value::Array(rows).to_string().into()])?;
        }
    }
    Ok(recorded)
}

fn record(entry: &Entry) -> Result<Recorded> {
    let cost = numeric(entry.priced.cost)?;
    Ok(Recorded {
        usage_id: next_id(c"usage_id_seq")?,
        charged_cost: entry.account.charged_cost(entry.call.key_source, cost)?,
    })
}

/// What is to be known of a row; `None`: nothing.
fn marks(call: &Call, priced: &Priced) -> Option<Vec<&'static str>> {
    let tier = priced.unpriced_tier.then_some(UNPRICED_TIER);
    let marks: Vec<&str> = call.marks.iter().copied().chain(tier).collect();
    (!marks.is_empty()).then_some(marks)
}

/// A row for the statement: numerics and metadata as texts, what is NULL left out.
fn as_json(entry: Entry, recorded: &Recorded) -> Value {
    let Entry { account, call, priced, counters, draws, hold } = entry;
    let (grant_ids, grant_amounts) = draws.columns();
    let digits = |amounts: Vec<AnyNumeric>| amounts.iter().map(AnyNumeric::to_string).collect::<Vec<_>>();
    let mut row = json!({
        "account": account.id, "at": call.at.to_rfc3339_opts(SecondsFormat::Micros, true), "usage_id": recorded.usage_id,
        "plan": account.plan, "provider": call.provider, "model": call.model, "operation": call.operation,
        "operation_id": call.operation_id, "session_id": call.session_id, "key_source": call.key_source,
        "service_tier": call.service_tier, "conditions": conditions_column(&call.conditions), "input_tokens": call.counts.input, "output_tokens": call.counts.output,
        "cache_read_tokens": call.counts.cache_read, "cache_write_tokens": call.counts.cache_write,
        "reasoning_tokens": call.counts.reasoning, "audio_input_tokens": call.counts.audio_input,
        "audio_output_tokens": call.counts.audio_output,
        "other_units": (!call.units.is_empty()).then(|| call.units.to_json()),
        "cost": priced.cost.map(|cost| cost.to_string()), "markup": account.markup.map(|markup| markup.to_string()),
        "charged_cost": recorded.charged_cost.as_ref().map(AnyNumeric::to_string),
        "price_match": priced.matched.name(), "price_ids": priced.price_ids, "charged": counters,
        "grant_ids": grant_ids, "grant_amounts": grant_amounts.map(digits), "enforced": call.enforce, "hold_id": hold,
        "metadata": call.metadata, "reported_cost": call.reported_cost.map(|cost| cost.to_string()),
        "priced_cost": priced.by_prices.map(|cost| cost.to_string()), "marks": marks(call, priced),
    });
    if let Some(fields) = row.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    row
}
