use pgrx::prelude::*;
use rust_decimal::Decimal;
use token_meter_core::call::Call;
use token_meter_core::period::Period;

use super::accounts::{Account, Calendar, calendar_from};
use super::db::{Db, Row, statement};
use super::numeric;
use crate::clock;
use crate::error::Result;

statement!(
    IN_FORCE,
    "limits_in_force.sql",
    [
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TIMESTAMPTZOID,
        TEXTARRAYOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        TEXTOID,
        INT8OID,
        INT8OID,
        NUMERICOID,
        INT8OID,
        NUMERICOID
    ]
);
statement!(OF_ACCOUNT, "limits_of_account.sql", [TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID]);

/// A limit that counts a call, and how much of it.
#[derive(Clone)]
pub struct Limit {
    /// The account whose limit it is: the caller's own, one above it, or a pool.
    pub payer: String,
    pub calendar: Calendar,
    pub id: i64,
    pub name: String,
    pub unit: String,
    /// `None`: unlimited.
    pub cap: Option<AnyNumeric>,
    pub period_name: String,
    pub period: Period,
    pub hard: bool,
    pub anchored: bool,
    pub carry_over_cap: Option<AnyNumeric>,
    /// Percent of the cap, ascending.
    pub thresholds: Vec<AnyNumeric>,
    /// In the limit's unit; `None` where the unit is cost and the cost is not known.
    pub amount: Option<AnyNumeric>,
}

/// Where a limit comes from and what it counts.
pub struct Scope {
    pub plan: Option<String>,
    pub provider: Option<String>,
    pub model: Option<String>,
    pub operation: Option<String>,
    pub key_source: Option<String>,
}

/// The limits that count a call of this account, in the order in which they are charged; with those that a hold was
/// reserved on, where the call settles one.
pub fn in_force(
    db: &mut Db,
    account: &Account,
    call: &Call,
    cost: Option<Decimal>,
    hold: Option<i64>,
) -> Result<Vec<Limit>> {
    let args = [
        account.id.as_str().into(),
        account.plan.as_str().into(),
        account.calendar.time_zone.as_str().into(),
        clock::from_utc(account.calendar.anchor)?.into(),
        account.ancestors.clone().into(),
        call.provider.as_deref().into(),
        call.model.as_deref().into(),
        call.operation.as_deref().into(),
        call.key_source.into(),
        call.counts.input.into(),
        call.counts.output.into(),
        numeric(cost)?.into(),
        hold.into(),
        numeric(account.markup)?.into(),
    ];
    let mut limits: Vec<Limit> = Vec::new();
    for limit in db.rows(&IN_FORCE, &args, limit_from)? {
        if !limits.iter().any(|taken| (taken.id, &taken.payer) == (limit.id, &limit.payer)) {
            limits.push(limit);
        }
    }
    Ok(limits)
}

/// Every limit that holds for an account, with its scope.
pub fn of_account(db: &mut Db, account: &Account) -> Result<Vec<(Limit, Scope)>> {
    let args = [
        account.id.as_str().into(),
        account.plan.as_str().into(),
        account.calendar.time_zone.as_str().into(),
        clock::from_utc(account.calendar.anchor)?.into(),
    ];
    db.rows(&OF_ACCOUNT, &args, |row| {
        let scope = Scope {
            plan: row.get(14)?,
            provider: row.get(15)?,
            model: row.get(16)?,
            operation: row.get(17)?,
            key_source: row.get(18)?,
        };
        Ok((limit_from(row)?, scope))
    })
}

fn limit_from(row: &Row) -> Result<Limit> {
    let period_name: String = row.need(8)?;
    Ok(Limit {
        payer: row.need(1)?,
        calendar: calendar_from(row, 2)?,
        id: row.need(4)?,
        name: row.need(5)?,
        unit: row.need(6)?,
        cap: row.get(7)?,
        period: period_name.parse()?,
        period_name,
        hard: row.need(9)?,
        anchored: row.need(10)?,
        carry_over_cap: row.get(11)?,
        thresholds: row.need(12)?,
        amount: row.get(13)?,
    })
}
