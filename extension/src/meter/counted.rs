//! By which names limits know a call's model: those that the name tells, and those that the operator's rules lead to. What an
//! imported list says of names is of prices alone, since it puts models together that cost the same.

use std::cell::RefCell;
use std::rc::Rc;

use token_meter_core::model_name::CountedNames;
use token_meter_core::model_pattern::rename;

use crate::error::Result;
use crate::store::kept::{Kept, ModelKey, kept};
use crate::store::{Db, model_rules};

thread_local! {
    static KEPT: RefCell<Kept<ModelKey, CountedNames>> = Kept::at_most(2048);
}

/// Whether a limit on `wanted`, a model or a pattern of models, counts a call.
pub fn is_model(db: &mut Db, wanted: &str, provider: Option<&str>, model: &str) -> Result<bool> {
    Ok(names(db, provider, model)?.are_of(wanted))
}

fn names(db: &mut Db, provider: Option<&str>, model: &str) -> Result<Rc<CountedNames>> {
    let key = (provider.map(str::to_owned), model.to_owned());
    Ok(kept(db, &KEPT, key, |db| found(db, provider, model).map(Some))?.unwrap_or_default())
}

fn found(db: &mut Db, provider: Option<&str>, model: &str) -> Result<CountedNames> {
    let mut names = CountedNames::of(provider, model);
    for rule in model_rules::aliases(db, provider, model.trim())?.iter() {
        names.add(&rule.to_model);
        names.add_seller(rule.to_provider.as_deref());
        if provider.is_some() {
            break; // what is said of one provider goes before what is said of all
        }
    }
    for rule in model_rules::patterns(db, provider)?.iter().filter(|rule| rule.kind == "regex") {
        if let Some(renamed) = rename(&rule.pattern, model.trim(), &rule.to_model) {
            names.add(&renamed);
            names.add_seller(rule.to_provider.as_deref());
        }
    }
    Ok(names)
}
