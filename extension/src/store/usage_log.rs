use chrono::SecondsFormat;
use pgrx::AnyNumeric;
use serde_json::{Value, json};
use token_meter_core::call::Call;
use token_meter_core::price::Priced;

use super::accounts::Account;
use super::db::{Db, statement};
use super::grants::Draws;
use super::numeric;
use crate::clock;
use crate::error::{MeterError, Result};

statement!(
    INSERT,
    "usage_insert.sql",
    [
        TEXTOID,
        TIMESTAMPTZOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        INT8OID,
        INT8OID,
        INT8OID,
        INT8OID,
        INT8OID,
        INT8OID,
        INT8OID,
        NUMERICOID,
        TEXTOID,
        INT8ARRAYOID,
        INT8ARRAYOID,
        INT8ARRAYOID,
        NUMERICARRAYOID,
        BOOLOID,
        INT8OID,
        TEXTOID,
        TEXTOID,
        NUMERICOID
    ]
);

statement!(IDS, "usage_ids.sql", [INT4OID]);
statement!(INSERT_ALL, "usage_insert_all.sql", [TEXTOID]);

/// What a call was charged to.
pub struct Receipt {
    pub counters: Vec<i64>,
    pub draws: Draws,
    /// The hold that it settles.
    pub hold: Option<i64>,
}

/// A call to be written, with what was decided of it.
pub struct Entry<'a> {
    pub usage_id: i64,
    pub account: &'a Account,
    pub call: &'a Call,
    pub priced: &'a Priced,
    pub counters: Vec<i64>,
    pub draws: Draws,
}

/// So many new ids, ascending: later than what the log holds.
pub fn new_ids(db: &mut Db, number: usize) -> Result<Vec<i64>> {
    let number = i32::try_from(number).map_err(|_| MeterError::Internal("too many calls"))?;
    db.rows(&IDS, &[number.into()], |row| row.need(1))
}

/// Writes many calls' rows at once; they come back in any order.
pub fn insert_all(db: &mut Db, entries: Vec<Entry>) -> Result<Vec<Recorded>> {
    let rows: Vec<Value> = entries.into_iter().map(as_json).collect();
    db.rows(&INSERT_ALL, &[Value::Array(rows).to_string().into()], |row| {
        Ok(Recorded { usage_id: row.need(1)?, charged_cost: row.get(2)? })
    })
}

fn as_json(entry: Entry) -> Value {
    let Entry { usage_id, account, call, priced, counters, draws } = entry;
    let (grant_ids, grant_amounts) = draws.columns();
    let digits = |amounts: Vec<AnyNumeric>| amounts.iter().map(AnyNumeric::to_string).collect::<Vec<_>>();
    let mut row = json!({
        "account": account.id, "at": call.at.to_rfc3339_opts(SecondsFormat::Micros, true), "usage_id": usage_id,
        "plan": account.plan, "provider": call.provider, "model": call.model, "operation": call.operation,
        "operation_id": call.operation_id, "session_id": call.session_id, "key_source": call.key_source,
        "service_tier": call.service_tier, "input_tokens": call.counts.input, "output_tokens": call.counts.output,
        "cache_read_tokens": call.counts.cache_read, "cache_write_tokens": call.counts.cache_write,
        "reasoning_tokens": call.counts.reasoning, "audio_input_tokens": call.counts.audio_input,
        "audio_output_tokens": call.counts.audio_output,
        "other_units": (!call.units.is_empty()).then(|| call.units.to_json()),
        "cost": priced.cost.map(|cost| cost.to_string()), "markup": account.markup.map(|markup| markup.to_string()),
        "price_match": priced.matched.name(), "price_ids": priced.price_ids, "charged": counters,
        "grant_ids": grant_ids, "grant_amounts": grant_amounts.map(digits), "enforced": call.enforce,
        "metadata": call.metadata,
    });
    if let Some(fields) = row.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    row
}

/// A call's row in the log.
pub struct Recorded {
    pub usage_id: i64,
    /// USD, with the plan's markup; `None`: the cost is not known.
    pub charged_cost: Option<AnyNumeric>,
}

/// Writes a call's row with its receipt.
pub fn insert(
    db: &mut Db,
    account: &Account,
    call: &Call,
    priced: &Priced,
    receipt: Receipt,
) -> Result<Recorded> {
    let counts = &call.counts;
    let units = (!call.units.is_empty()).then(|| call.units.to_json().to_string());
    let (grant_ids, grant_amounts) = receipt.draws.columns();
    let args = [
        account.id.as_str().into(),
        clock::from_utc(call.at)?.into(),
        account.plan.as_str().into(),
        call.provider.as_deref().into(),
        call.model.as_deref().into(),
        call.operation.as_deref().into(),
        call.operation_id.as_deref().into(),
        call.session_id.as_deref().into(),
        call.key_source.into(),
        call.service_tier.as_str().into(),
        counts.input.into(),
        counts.output.into(),
        counts.cache_read.into(),
        counts.cache_write.into(),
        counts.reasoning.into(),
        counts.audio_input.into(),
        counts.audio_output.into(),
        numeric(priced.cost)?.into(),
        priced.matched.name().into(),
        priced.price_ids.clone().into(),
        receipt.counters.into(),
        grant_ids.into(),
        grant_amounts.into(),
        call.enforce.into(),
        receipt.hold.into(),
        call.metadata.as_deref().into(),
        units.into(),
        numeric(account.markup)?.into(),
    ];
    db.row(&INSERT, &args, |row| Ok(Recorded { usage_id: row.need(1)?, charged_cost: row.get(2)? }))?
        .ok_or(MeterError::Internal("a usage row has no id"))
}
