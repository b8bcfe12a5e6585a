mod amounts;

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use pgrx::prelude::*;
use token_meter_core::call::Call;
use token_meter_core::price::Usd;
use token_meter_core::unit::Unit;

use super::accounts::{self, Account};
use super::counters::Owned;
use super::db::{Db, Row, statement};
use super::kept::{Kept, kept};
use super::rules;
use crate::clock;
use crate::error::{MeterError, Result};
use amounts::Amounts;

statement!(
    IN_FORCE,
    "limits_in_force.sql",
    [TEXTOID, TEXTOID, TEXTARRAYOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID]
);

statement!(END_EXPIRED, "limits_end_expired.sql", [TEXTARRAYOID]);
statement!(EXPIRED, "limits_expired.sql", [TEXTOID, TIMESTAMPTZOID]);
statement!(COUNTING, "limits_counting.sql", [TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID]);

thread_local! {
    static KEPT: RefCell<Kept<Class, Vec<Limit>>> = Kept::at_most(1024);
}

/// A limit that counts a call, and how much of it.
#[derive(Clone)]
pub struct Limit {
    /// The account whose limit it is: the caller's own, one above it, or a pool.
    pub payer: String,
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
    /// Its periods are counted from the account's anchor.
    pub anchored: bool,
    /// What a period leaves is carried over to the next.
    pub carries: bool,
    /// How far back it counts, where it is a window that rolls.
    pub window: Option<TimeDelta>,
    pub hard: bool,
    /// What a call asks for above its room is cut, not refused.
    pub caps: bool,
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
    pub fn is_same(&self, other: &Self) -> bool {
        (self.id, &self.payer) == (other.id, &other.payer)
    }

    /// The same limit for a call that is charged to these.
    fn of_payers(&self, payers: &[Rc<Account>]) -> Self {
        match self.payer_at.and_then(|at| payers.get(at)) {
            Some(payer) => Self { payer: payer.id.clone(), ..self.clone() },
            None => self.clone(),
        }
    }
}

/// Ends the limits that have expired of those that these accounts are charged to. Before any of them is entered: it waits for their charges.
pub fn end_expired(db: &mut Db, accounts: &[&str]) -> Result<()> {
    if rules::read(db)?.has_expired()? {
        let names: Vec<String> = accounts.iter().map(|&account| account.to_owned()).collect();
        db.execute(&END_EXPIRED, &[names.into()])?;
    }
    Ok(())
}

/// Whether an account is charged to one with a limit that has expired and is not ended yet.
pub fn has_expired(db: &mut Db, account: &str) -> Result<bool> {
    if !rules::read(db)?.has_expired()? {
        return Ok(false);
    }
    let args = [account.into(), clock::from_utc(clock::now()?)?.into()];
    Ok(db.row(&EXPIRED, &args, |row| row.need(1))?.unwrap_or_default())
}

/// The limits that count a call of this account, in the order in which they are charged.
pub fn in_force(db: &mut Db, account: &Rc<Account>, call: &Call, cost: Option<Usd>) -> Result<Vec<Limit>> {
    let payers = payers(db, account)?;
    let class = Class::of(account, &payers, call);
    let load = |db: &mut Db| charged(db, account, call).map(Some);
    let kept = kept(db, &KEPT, class, load)?.unwrap_or_default();
    let amounts = Amounts::of(account, call, cost)?;
    let with_amount = |limit: Limit| Limit { amount: amounts.of_unit(limit.unit), ..limit };
    let now = clock::now()?;
    let counting = kept.iter().filter(|limit| limit.window.is_none_or(|window| call.at + window > now));
    Ok(counting.map(|limit| with_amount(limit.of_payers(&payers))).collect())
}

/// The names of the limits that would count an account's call of a model; those of others with whose they are.
pub fn counting(
    db: &mut Db,
    account: &str,
    provider: Option<&str>,
    model: &str,
    at: DateTime<Utc>,
) -> Result<Vec<String>> {
    let args = [account.into(), provider.into(), model.into(), clock::from_utc(at)?.into()];
    Ok(db.row(&COUNTING, &args, |row| row.need(1))?.unwrap_or_default())
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
    Ok(limits)
}

fn limit_from(row: &Row, payer_at: impl Fn(&str) -> Option<usize>) -> Result<Limit> {
    let payer: String = row.need(1)?;
    let rule = Rule {
        id: row.need(2)?,
        name: row.need(3)?,
        unit: row.need::<String>(4)?.parse()?,
        cap: row.get(5)?,
        period_name: row.need(6)?,
        hard: row.need(7)?,
        thresholds: row.need(8)?,
        payer_at: payer_at(&payer),
        turn: row.need(9)?,
        stripes: row.need(10)?,
        terms: row.need(11)?,
        when_crowded: row.need(12)?,
        caps: row.need(13)?,
        window: row.get::<i32>(14)?.map(|minutes| TimeDelta::minutes(minutes.into())),
        anchored: row.need(15)?,
        carries: row.need(16)?,
    };
    Ok(Limit { payer, amount: None, rule: Rc::new(rule) })
}
