//! A hold opened past the executor. Where that does not do, the statement must.

use pgrx::prelude::*;

use super::{Estimate, Opened};
use crate::clock;
use crate::error::Result;
use crate::store::catalog::{next_id, oid_of};
use crate::store::heap::{Indexes, Table, Write, columns, in_order};
use crate::store::{accounts, conditions_column, jsonb, numeric};

columns!(
    HOLD,
    [
        c"hold_id",
        c"account",
        c"at",
        c"expires_at",
        c"slot",
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
        c"cost",
        c"metadata",
        c"charged",
        c"amounts",
        c"settled_at",
        c"released_at",
        c"late",
        c"overage",
        c"settlement",
        c"verdict",
        c"usage_id",
    ]
);
const COLUMNS: usize = 26;
columns!(RESERVATION, [c"hold_id", c"counter_id", c"amount", c"expires_at"]);
const RESERVATION_COLUMNS: usize = 4;

/// `None`: the statement must open it, and nothing is done.
pub(super) fn open(estimate: &Estimate, slot: i32) -> Result<Option<Opened>> {
    let holds = Table::open(oid_of(c"holds")?, pg_sys::RowExclusiveLock);
    let reservations = Table::open(oid_of(c"reservations")?, pg_sys::RowExclusiveLock);
    let are_plain = holds.is_plain(Write::InsertNamed, "holds")
        && holds.columns() == COLUMNS
        && reservations.is_plain(Write::InsertNamed, "reservations")
        && reservations.columns() == RESERVATION_COLUMNS;
    if !are_plain || !accounts::lock_key(&estimate.call.account)? {
        return Ok(None);
    }
    let hold_id = next_id(c"holds_hold_id_seq")?;
    if !holds.insert_new(oid_of(c"hold_slot_unique")?, &HOLD, row(estimate, hold_id, slot)?)? {
        // by a transaction that may still be open, or that a snapshot which is kept does not see: the statement waits for it, and fails with 40001
        return Ok(None);
    }
    reserve(&reservations, estimate, hold_id)?;
    Ok(Some(Opened::As(hold_id)))
}

fn row(estimate: &Estimate, hold_id: i64, slot: i32) -> Result<[Option<pg_sys::Datum>; COLUMNS]> {
    let Estimate { call, cost, until, reserved } = estimate;
    let (counters, amounts): (Vec<i64>, Vec<AnyNumeric>) = reserved.iter().cloned().unzip();
    Ok([
        hold_id.into_datum(),
        call.account.as_str().into_datum(),
        clock::from_utc(call.at)?.into_datum(),
        until.into_datum(),
        slot.into_datum(),
        call.provider.as_deref().into_datum(),
        call.model.as_deref().into_datum(),
        call.operation.as_deref().into_datum(),
        call.operation_id.as_deref().into_datum(),
        call.session_id.as_deref().into_datum(),
        call.key_source.into_datum(),
        call.service_tier.as_str().into_datum(),
        conditions_column(&call.conditions).into_datum(),
        call.counts.input.into_datum(),
        call.counts.output.into_datum(),
        numeric(*cost)?.into_datum(),
        call.metadata.as_deref().map(jsonb::from_text).transpose()?,
        counters.into_datum(),
        amounts.into_datum(),
        None,
        None,
        false.into_datum(),
        false.into_datum(),
        None,
        None,
        None,
    ])
}

/// What the hold takes up of each counter. It is this transaction's own, so that nobody can remove it meanwhile.
fn reserve(reservations: &Table, estimate: &Estimate, hold_id: i64) -> Result<()> {
    let places = reservations.places(&RESERVATION)?;
    let mut indexes = Indexes::open(reservations);
    let none = AnyNumeric::default();
    for (counter_id, amount) in estimate.reserved.iter().filter(|(_, amount)| *amount > none) {
        let row = [
            hold_id.into_datum(),
            counter_id.into_datum(),
            amount.clone().into_datum(),
            estimate.until.into_datum(),
        ];
        let (mut values, mut nulls) = in_order(row, places)?;
        reservations.insert(&mut indexes, &mut values, &mut nulls);
    }
    Ok(())
}
