use pgrx::prelude::*;
use rust_decimal::Decimal;
use token_meter_core::call::Call;
use token_meter_core::period::Period;

use super::accounts::Account;
use super::db::{Db, Row, statement};
use super::numeric;
use crate::error::Result;

statement!(
    IN_FORCE,
    "limits_in_force.sql",
    [TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, INT8OID, INT8OID, NUMERICOID]
);
statement!(OF_ACCOUNT, "limits_of_account.sql", [TEXTOID, TEXTOID]);

/// A limit that counts a call, and how much of it.
#[derive(Clone)]
pub struct Limit {
    pub id: i64,
    pub name: String,
    pub unit: String,
    /// `None`: unlimited.
    pub cap: Option<AnyNumeric>,
    pub period_name: String,
    pub period: Period,
    pub hard: bool,
    pub anchored: bool,
    /// Percent of the cap from which on the level is `warning`.
    pub warning_at: AnyNumeric,
    /// Percent of the cap from which on the level is `critical`.
    pub critical_at: Option<AnyNumeric>,
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

/// The limits that count a call of this account, in the order in which they are charged.
pub fn in_force(db: &mut Db, account: &Account, call: &Call, cost: Option<Decimal>) -> Result<Vec<Limit>> {
    let args = [
        account.id.as_str().into(),
        account.plan.as_str().into(),
        call.provider.as_deref().into(),
        call.model.as_deref().into(),
        call.operation.as_deref().into(),
        call.key_source.into(),
        call.counts.input.into(),
        call.counts.output.into(),
        numeric(cost)?.into(),
    ];
    db.rows(&IN_FORCE, &args, limit_from)
}

/// Every limit that holds for an account, with its scope.
pub fn of_account(db: &mut Db, account: &Account) -> Result<Vec<(Limit, Scope)>> {
    db.rows(&OF_ACCOUNT, &[account.id.as_str().into(), account.plan.as_str().into()], |row| {
        let scope = Scope {
            plan: row.get(11)?,
            provider: row.get(12)?,
            model: row.get(13)?,
            operation: row.get(14)?,
            key_source: row.get(15)?,
        };
        Ok((limit_from(row)?, scope))
    })
}

fn limit_from(row: &Row) -> Result<Limit> {
    let period_name: String = row.need(5)?;
    Ok(Limit {
        id: row.need(1)?,
        name: row.need(2)?,
        unit: row.need(3)?,
        cap: row.get(4)?,
        period: period_name.parse()?,
        period_name,
        hard: row.need(6)?,
        anchored: row.need(7)?,
        warning_at: row.need(8)?,
        critical_at: row.get(9)?,
        amount: row.get(10)?,
    })
}
