//! Which entries of the map are models: each under its key, and under the other names that the list gives it.

use serde_json::{Map, Value};

use super::super::sheet::Sheet;
use super::super::{PriceFileError, broken};

/// An entry that says whose prices it has.
const ALIAS_OF: &str = "alias_of";
/// An entry's other names.
const ALIASES: &str = "aliases";
/// How many aliases may follow one another.
const CHAIN_MAX: usize = 8;

/// A name of a model, and the fields that price it.
pub type Named<'a> = (&'a str, &'a Map<String, Value>);

/// The names of the map's models, with the fields that price each. What is no model is skipped.
pub fn models<'a>(map: &'a Map<String, Value>, sheet: &mut Sheet) -> Result<Vec<Named<'a>>, PriceFileError> {
    let mut models = Vec::new();
    for (key, value) in map {
        let Some(fields) = value.as_object() else {
            return Err(broken(key, "", value, "an entry must be an object"));
        };
        match key.as_str() {
            "sample_spec" => sheet.skip_nameless(key, "documentation of the format, not a model"),
            super::general::KEY => {}
            key => match named(map, fields) {
                Some(priced) => {
                    models.push((key, priced));
                    models.extend(other_names(map, fields).map(|name| (name, priced)));
                }
                None => sheet.skip_nameless(key, "is an alias of an entry that is not there"),
            },
        }
    }
    Ok(models)
}

/// The fields that an entry's prices stand in: its own, or those of the entry that it is an alias of.
fn named<'a>(map: &'a Map<String, Value>, fields: &'a Map<String, Value>) -> Option<&'a Map<String, Value>> {
    let mut fields = fields;
    for _ in 0..CHAIN_MAX {
        let Some(target) = fields.get(ALIAS_OF).and_then(Value::as_str) else { return Some(fields) };
        fields = map.get(target)?.as_object()?;
    }
    None
}

/// Names that have no entry of their own.
fn other_names<'a>(
    map: &'a Map<String, Value>,
    fields: &'a Map<String, Value>,
) -> impl Iterator<Item = &'a str> {
    let names = fields.get(ALIASES).and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).filter(|name| !map.contains_key(*name))
}
