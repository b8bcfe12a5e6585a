//! Rows as the model foretells them and as Postgres writes them.

use crate::amount::Amount;
use crate::calendar::{Moment, text};

/// Something that Postgres numbers and the model counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Id {
    Usage(usize),
    Hold(usize),
    Grant(usize),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Text(String),
    Amount(Amount),
    Moment(Moment),
    Id(Id),
}

pub type Row = Vec<(&'static str, Value)>;

/// A row as Postgres wrote it, its columns in the order in which they were asked for.
pub type Written = Vec<Option<String>>;

impl Value {
    /// As it should be written; ids cannot be foretold.
    pub fn written(&self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Bool(true) => Some("t".into()),
            Self::Bool(false) => Some("f".into()),
            Self::Text(words) => Some(words.clone()),
            Self::Amount(amount) => Some(amount.to_string()),
            Self::Moment(moment) => Some(text(*moment)),
            Self::Id(id) => Some(format!("{id:?}")),
        }
    }

    /// Whether Postgres wrote this value. Of an id, whether there is one at all.
    pub fn is(&self, written: Option<&str>) -> bool {
        match (self, written) {
            (Self::Id(_), Some(id)) => id.parse::<i64>().is_ok(),
            (Self::Amount(amount), Some(digits)) => digits.parse() == Ok(*amount),
            (value, written) => value.written().as_deref() == written,
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<Amount> for Value {
    fn from(value: Amount) -> Self {
        Self::Amount(value)
    }
}

/// A bound that is infinite is written as NULL, as verdicts and gauges do.
impl From<Moment> for Value {
    fn from(value: Moment) -> Self {
        if value == Moment::MIN_UTC || value == Moment::MAX_UTC { Self::Null } else { Self::Moment(value) }
    }
}

impl From<Id> for Value {
    fn from(value: Id) -> Self {
        Self::Id(value)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
