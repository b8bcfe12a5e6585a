use std::cell::RefCell;
use std::rc::Rc;

use super::db::{Db, Row, statement};
use super::kept::{Kept, ModelKey, kept};
use crate::error::Result;

statement!(ALIASES, "model_aliases.sql", [TEXTOID, TEXTOID]);
statement!(PATTERNS, "model_patterns.sql", [TEXTOID]);

thread_local! {
    static KEPT_ALIASES: RefCell<Kept<ModelKey, Vec<ModelRule>>> = Kept::at_most(2048);
    /// By provider, or any.
    static KEPT_PATTERNS: RefCell<Kept<Option<String>, Vec<ModelRule>>> = Kept::at_most(32);
}

/// Another name of a model, or a pattern of such names.
pub struct ModelRule {
    /// `alias`, `regex` or `list`.
    pub kind: String,
    pub pattern: String,
    /// Whose calls it is for; `None`: anybody's.
    pub provider: Option<String>,
    /// Whose prices then hold; `None`: the call's own provider.
    pub to_provider: Option<String>,
    pub to_model: String,
    pub place: i32,
}

/// What a name stands for, for calls of a provider, or of any where none is named; those of one provider before those of
/// all.
pub fn aliases(db: &mut Db, provider: Option<&str>, model: &str) -> Result<Rc<Vec<ModelRule>>> {
    let load = |db: &mut Db| db.rows(&ALIASES, &[provider.into(), model.into()], rule_from).map(Some);
    let key = (provider.map(str::to_owned), model.to_owned());
    Ok(kept(db, &KEPT_ALIASES, key, load)?.unwrap_or_default())
}

/// Expressions, then the clauses of lists, each in their order.
pub fn patterns(db: &mut Db, provider: Option<&str>) -> Result<Rc<Vec<ModelRule>>> {
    let load = |db: &mut Db| db.rows(&PATTERNS, &[provider.into()], rule_from).map(Some);
    let key = provider.map(str::to_owned);
    Ok(kept(db, &KEPT_PATTERNS, key, load)?.unwrap_or_default())
}

fn rule_from(row: &Row) -> Result<ModelRule> {
    Ok(ModelRule {
        kind: row.need(1)?,
        pattern: row.need(2)?,
        provider: row.get(3)?,
        to_provider: row.get(4)?,
        to_model: row.need(5)?,
        place: row.need(6)?,
    })
}
