//! What a sequence is made of. Moments, holds and calls are named relatively, so that an operation means something
//! wherever shrinking puts it.

use crate::amount::Amount;
use crate::calendar::Period;
use crate::names::{Name, Zone};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeySource {
    Shared,
    Own,
}

impl KeySource {
    pub fn name(self) -> Name {
        match self {
            Self::Shared => "shared",
            Self::Own => "own",
        }
    }
}

/// A call as its caller describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub account: Name,
    pub input: i64,
    pub output: i64,
    pub model: Option<Name>,
    pub provider: Option<Name>,
    pub operation: Option<Name>,
    pub key_source: Option<KeySource>,
}

/// Who a limit belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    Plan(Name),
    Account(Name),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Tokens,
    InputTokens,
    OutputTokens,
    Cost,
    Requests,
}

impl Unit {
    pub fn name(self) -> Name {
        match self {
            Self::Tokens => "tokens",
            Self::InputTokens => "input_tokens",
            Self::OutputTokens => "output_tokens",
            Self::Cost => "cost",
            Self::Requests => "requests",
        }
    }
}

/// Everything about a limit that its setter takes.
#[derive(Clone, Debug, PartialEq)]
pub struct LimitSpec {
    pub owner: Owner,
    pub name: Name,
    pub unit: Unit,
    pub period: Period,
    pub provider: Option<Name>,
    pub model: Option<Name>,
    pub operation: Option<Name>,
    pub key_source: Option<KeySource>,
    pub cap: Option<Amount>,
    pub hard: bool,
    /// In percent used, ascending.
    pub thresholds: Vec<i64>,
    /// Given as `thresholds_left`.
    pub by_what_is_left: bool,
    pub carry_over_cap: Option<Amount>,
    /// Lets pass what it has room for only in part.
    pub caps: bool,
    /// Of an account's limit, so many minutes from now.
    pub expires_in_minutes: Option<i64>,
}

/// One of those made so far in the sequence, counted from the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    Unknown,
    Newest(usize),
}

/// The `account` argument that guards a hold or a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claimed {
    Nobody,
    Owner,
    Other(Name),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parent {
    As(Name),
    None,
    Keep,
}

impl Parent {
    /// As `meter_set_account` takes it.
    pub fn argument(self) -> Option<Name> {
        match self {
            Self::As(parent) => Some(parent),
            Self::None => Some(""),
            Self::Keep => None,
        }
    }
}

/// What a hold was used for in the end, relative to what it reserved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actual {
    AsReserved,
    Exactly(i64, i64),
}

/// Which calls are priced anew, and by which prices.
#[derive(Clone, Debug, PartialEq)]
pub struct Repricing {
    /// Those of so many minutes; else all.
    pub minutes: Option<i64>,
    pub account: Option<Name>,
    pub model: Option<Name>,
    pub unpriced_only: bool,
    pub dry_run: bool,
    /// By the prices that hold later.
    pub later: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    Add {
        call: Call,
        minutes_late: Option<i64>,
        enforce: bool,
        key: Option<Name>,
    },
    Check {
        call: Call,
    },
    Reserve {
        call: Call,
        ttl_seconds: i64,
        key: Option<Name>,
    },
    Settle {
        hold: Pick,
        actual: Actual,
        account: Claimed,
        key: Option<Name>,
    },
    Release {
        hold: Pick,
        account: Claimed,
    },
    Grant {
        account: Name,
        limit: Name,
        amount: Amount,
        priority: i32,
        expires_in_minutes: Option<i64>,
        key: Option<Name>,
    },
    /// Takes back what is unspent, or so much in all.
    VoidGrant {
        grant: Pick,
        amount: Option<Amount>,
    },
    Refund {
        usage: Pick,
        account: Claimed,
        key: Option<Name>,
    },
    Reprice(Repricing),
    /// Repeats an earlier request, word for word.
    Again {
        request: usize,
    },
    SetAccount {
        account: Name,
        plan: Option<Name>,
        parent: Parent,
    },
    /// Another time zone, or another anchor: so many minutes from now.
    Travel {
        account: Name,
        zone: Option<Zone>,
        anchor_minutes: Option<i64>,
    },
    SetKeySource {
        account: Name,
        provider: Name,
        key_source: Option<KeySource>,
    },
    SetPool {
        account: Name,
        provider: Name,
        for_account: Option<Name>,
    },
    RemovePool {
        account: Name,
        provider: Name,
        for_account: Option<Name>,
    },
    SetLimit(LimitSpec),
    RemoveLimit {
        owner: Owner,
        name: Name,
    },
    ResetDue,
    Maintain,
    TakeAlerts {
        batch: usize,
    },
    Clock {
        minutes: i64,
    },
    Savepoint,
    RollbackTo {
        savepoint: usize,
    },
    ReleaseSavepoint {
        savepoint: usize,
    },
}
