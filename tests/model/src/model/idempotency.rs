//! One effect for one account and key; a retry gets the first answer.

use chrono::TimeDelta;

use super::{Answer, KEY_REUSED, Model};
use crate::calendar::Moment;
use crate::names::Name;
use crate::value::Row;

/// `meter_maintain` may have pruned what is older.
const KEPT: TimeDelta = TimeDelta::days(29);

#[derive(Clone)]
pub struct Kept {
    /// The function and its arguments.
    request: String,
    answer: Row,
    at: Moment,
}

/// A request that may be repeated word for word, and its answer.
#[derive(Clone)]
pub struct Request {
    pub sql: String,
    pub answer: Row,
    pub at: Moment,
}

impl Model {
    pub(super) fn once(
        &mut self,
        account: Name,
        key: Option<Name>,
        request: String,
        work: impl FnOnce(&mut Self) -> Answer<Row>,
    ) -> Answer<Row> {
        let Some(key) = key else { return work(self) };
        if let Some(kept) = self.keys.get(&(account, key)) {
            return if kept.request == request { Ok(kept.answer.clone()) } else { Err(KEY_REUSED) };
        }
        let answer = work(self)?;
        self.keys.insert((account, key), Kept { request, answer: answer.clone(), at: self.now });
        Ok(answer)
    }

    /// Whether it is certain that a key is, or is not, in use.
    pub fn knows_key(&self, account: Name, key: Name) -> bool {
        self.keys.get(&(account, key)).is_none_or(|kept| self.is_kept(kept.at))
    }

    pub fn is_kept(&self, at: Moment) -> bool {
        self.now - at < KEPT
    }

    pub(super) fn remember_request(&mut self, sql: &str, answer: &Row) {
        self.requests.push(Request { sql: sql.to_owned(), answer: answer.clone(), at: self.now });
    }

    /// One of the requests that may be repeated, counted from the newest.
    pub fn request(&self, back: usize) -> Option<&Request> {
        let kept: Vec<&Request> = self.requests.iter().filter(|request| self.is_kept(request.at)).collect();
        (!kept.is_empty()).then(|| kept[kept.len() - 1 - back % kept.len()])
    }
}
