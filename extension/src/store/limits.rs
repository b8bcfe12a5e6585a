mod amounts;

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

use pgrx::prelude::*;
use token_meter_core::call::Call;
use token_meter_core::period::Period;
use token_meter_core::price::Usd;
use token_meter_core::unit::Unit;

use super::accounts::{self, Account, Calendar, calendar_from};
use super::counters::Owned;
use super::db::{Db, Row, statement};
use super::kept::{Kept, kept};
use crate::clock;
use crate::error::{MeterError, Result};
use amounts::Amounts;

statement!(
    IN_FORCE,
    "limits_in_force.sql",
    [TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTARRAYOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID]
);
statement!(
    MAY_REFUSE,
    "limits_that_may_refuse.sql",
    [TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTARRAYOID]
);

thread_local! {
    static KEPT: RefCell<Kept<Class, Vec<Limit>>> = Kept::at_most(1024);
}

/// A limit that counts a call, and how much of it.
#[derive(Clone)]
pub struct Limit {
    /// The account whose limit it is: the caller's own, one above it, or a pool.
    pub payer: String,
    pub calendar: Calendar,
    /// In the limit's unit; `None` where the unit is cost and the cost is not known.
    pub amount: Option<AnyNumeric>,
    rule: Rc<Rule>,
}

impl Deref for Limit {
    type Target = Rule;

    fn deref(&self) -> &Rule {
        &self.rule
    }
}

/// What a limit says, whoever it is charged to.
#[derive(Clone)]
pub struct Rule {
    pub id: i64,
    pub name: String,
    pub unit: Unit,
    /// `None`: unlimited.
    pub cap: Option<AnyNumeric>,
    pub period_name: String,
    pub period: Period,
    pub hard: bool,
    pub anchored: bool,
    pub carry_over_cap: Option<AnyNumeric>,
    /// Percent of the cap, ascending.
    pub thresholds: Vec<AnyNumeric>,
    /// Which of those that calls of its kind are charged to it is charged to, the caller first, then those above it; `None`: always
    /// this payer.
    payer_at: Option<usize>,
    /// When its payer's counters are locked, of all that a transaction locks.
    pub turn: i32,
    /// How many parts its counter is dealt out to; 1: none.
    pub stripes: i32,
    /// What the stripes must have been dealt under.
    pub terms: i64,
    /// It is dealt out once two have met at it, not at once.
    pub when_crowded: bool,
}

impl Limit {
    /// Whether a counter is one of this limit and payer.
    pub fn is_of(&self, counter: &Owned) -> bool {
        (self.id, &self.payer) == (counter.limit_id, &counter.account)
    }

    /// Whether another is this limit of the same payer.
    fn is_same(&self, other: &Self) -> bool {
        (self.id, &self.payer) == (other.id, &other.payer)
    }

    /// The same limit for a call that is charged to these.
    fn of_payers(&self, payers: &[Rc<Account>]) -> Self {
        match self.payer_at.and_then(|at| payers.get(at)) {
            Some(payer) => Self { payer: payer.id.clone(), calendar: payer.calendar.clone(), ..self.clone() },
            None => self.clone(),
        }
    }
}

/// Where a limit comes from, and what it counts.
pub struct Scope {
    /// What its payer is to the account: `account` (itself), `parent` or `pool`.
    pub payer_is: String,
    /// Of a pool's limit, the providers for which the account is charged to it.
    pub pool_providers: Option<Vec<String>>,
    pub plan: Option<String>,
    pub provider: Option<String>,
    pub model: Option<String>,
    pub operation: Option<String>,
    pub key_source: Option<String>,
}

/// The limits that count a call of this account, in the order in which they are charged.
pub fn in_force(db: &mut Db, account: &Rc<Account>, call: &Call, cost: Option<Usd>) -> Result<Vec<Limit>> {
    let payers = payers(db, account)?;
    let class = Class::of(account, &payers, call);
    let load = |db: &mut Db| charged(db, account, call).map(Some);
    let kept = kept(db, &KEPT, class, load)?.unwrap_or_default();
    let amounts = Amounts::of(account, call, cost)?;
    let with_amount = |limit: Limit| Limit { amount: amounts.of_unit(limit.unit), ..limit };
    Ok(kept.iter().map(|limit| with_amount(limit.of_payers(&payers))).collect())
}

/// The account that makes a call, and those above it, nearest first.
fn payers(db: &mut Db, account: &Rc<Account>) -> Result<Vec<Rc<Account>>> {
    let mut payers = vec![account.clone()];
    for ancestor in &account.ancestors {
        payers.push(accounts::find(db, ancestor, None)?.ok_or(MeterError::Internal("a parent is gone"))?);
    }
    Ok(payers)
}

/// Calls that the same limits count, but for the accounts that they are charged to: many teams of one plan are one kind.
#[derive(PartialEq, Eq, Hash)]
pub struct Class {
    payers: Vec<Kind>,
    caller_is_parent: bool,
    provider: Option<String>,
    model: Option<String>,
    operation: Option<String>,
    key_source: Option<&'static str>,
}

/// Accounts with the same limits.
#[derive(PartialEq, Eq, Hash)]
enum Kind {
    /// All of this plan.
    OfPlan(String),
    /// This one alone.
    Itself(String),
}

impl Class {
    fn of(account: &Account, payers: &[Rc<Account>], call: &Call) -> Self {
        let kind = |payer: &Rc<Account>| match payer.has_own_rules {
            true => Kind::Itself(payer.id.clone()),
            false => Kind::OfPlan(payer.plan.clone()),
        };
        Self {
            payers: payers.iter().map(kind).collect(),
            caller_is_parent: account.is_parent,
            provider: call.provider.clone(),
            model: call.model.clone(),
            operation: call.operation.clone(),
            key_source: call.key_source,
        }
    }
}

/// The limits that count a call, each once; their amounts are not filled in.
fn charged(db: &mut Db, account: &Account, call: &Call) -> Result<Vec<Limit>> {
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
    ];
    let payer_at = |payer: &str| {
        let ancestor = || account.ancestors.iter().position(|ancestor| ancestor == payer);
        if payer == account.id { Some(0) } else { ancestor().map(|at| at + 1) }
    };
    let mut limits: Vec<Limit> = Vec::new();
    for limit in db.rows(&IN_FORCE, &args, |row| limit_from(row, payer_at))? {
        if !limits.iter().any(|taken| taken.is_same(&limit)) {
            limits.push(limit);
        }
    }
    with_calendars(db, account, limits)
}

/// The same limits with all that their payers' periods go by.
fn with_calendars(db: &mut Db, account: &Account, mut limits: Vec<Limit>) -> Result<Vec<Limit>> {
    for limit in &mut limits {
        let known = if limit.payer == account.id { None } else { accounts::find(db, &limit.payer, None)? };
        limit.calendar = known.map_or_else(|| account.calendar.clone(), |payer| payer.calendar.clone());
    }
    Ok(limits)
}

/// Every limit that may refuse an account's calls: its own, then those of the accounts above it and of pools.
pub fn that_may_refuse(db: &mut Db, account: &Account) -> Result<Vec<(Limit, Scope)>> {
    let args = [
        account.id.as_str().into(),
        account.plan.as_str().into(),
        account.calendar.time_zone.as_str().into(),
        clock::from_utc(account.calendar.anchor)?.into(),
        account.ancestors.clone().into(),
    ];
    let (limits, scopes): (_, Vec<Scope>) = db
        .rows(&MAY_REFUSE, &args, |row| {
            let scope = Scope {
                plan: row.get(17)?,
                provider: row.get(18)?,
                model: row.get(19)?,
                operation: row.get(20)?,
                key_source: row.get(21)?,
                payer_is: row.need(22)?,
                pool_providers: row.get(23)?,
            };
            Ok((limit_from(row, |_| Some(0))?, scope))
        })?
        .into_iter()
        .unzip();
    Ok(with_calendars(db, account, limits)?.into_iter().zip(scopes).collect())
}

fn limit_from(row: &Row, payer_at: impl Fn(&str) -> Option<usize>) -> Result<Limit> {
    let payer: String = row.need(1)?;
    let period_name: String = row.need(8)?;
    let rule = Rule {
        id: row.need(4)?,
        name: row.need(5)?,
        unit: row.need::<String>(6)?.parse()?,
        cap: row.get(7)?,
        period: period_name.parse()?,
        period_name,
        hard: row.need(9)?,
        anchored: row.need(10)?,
        carry_over_cap: row.get(11)?,
        thresholds: row.need(12)?,
        payer_at: payer_at(&payer),
        turn: row.need(13)?,
        stripes: row.need(14)?,
        terms: row.need(15)?,
        when_crowded: row.need(16)?,
    };
    Ok(Limit { payer, calendar: calendar_from(row, 2)?, amount: None, rule: Rc::new(rule) })
}
