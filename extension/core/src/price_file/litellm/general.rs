//! `fallback_generalizations`: `{"rules": [{"name", "pattern", "extends", "model_info"}]}`, what models cost that have no
//! entry, by a pattern of their names. Each rule that prices becomes a model of its own, to which its pattern leads.

use serde_json::{Map, Value, json};

use super::super::sheet::Sheet;
use super::super::{ListedRule, PriceFileError};
use crate::model_pattern::compile;
use crate::provider::canonical;

pub const KEY: &str = "fallback_generalizations";

/// The model that a rule's prices are kept under, and the entry's fields.
pub struct General {
    pub model: String,
    pub fields: Map<String, Value>,
}

/// Reads the rules that price; the others are about what a model can do.
pub fn read(block: Option<&Value>, sheet: &mut Sheet) -> Result<Vec<General>, PriceFileError> {
    let rules = block.and_then(|block| block.get("rules")).and_then(Value::as_array);
    let rules = rules.map(Vec::as_slice).unwrap_or_default();
    let mut read = Vec::new();
    for (place, rule) in rules.iter().enumerate() {
        let name = rule["name"].as_str().map_or_else(|| place.to_string(), str::to_owned);
        let model = format!("{KEY}/{name}");
        let fields = with_base(rule, rules);
        let Some(provider) = fields.get("litellm_provider").and_then(Value::as_str) else { continue };
        if !fields.keys().any(|key| key.contains("cost")) {
            continue;
        }
        let Some(pattern) = rule["pattern"].as_str().filter(|pattern| compile(pattern).is_ok()) else {
            sheet.skip_nameless(&model, "its pattern is no expression that can be read here");
            continue;
        };
        let provider = canonical(provider);
        sheet.rule(ListedRule {
            provider: provider.clone(),
            clause: json!({"regex": pattern}).to_string(),
            to_provider: provider,
            to_model: model.clone(),
            place: i32::try_from(place).unwrap_or(i32::MAX),
        });
        read.push(General { model, fields });
    }
    Ok(read)
}

/// A rule's fields, over those of the rule that it extends.
fn with_base(rule: &Value, rules: &[Value]) -> Map<String, Value> {
    let base = rule["extends"].as_str().and_then(|name| rules.iter().find(|base| base["name"] == *name));
    let info = |rule: &Value| rule["model_info"].as_object().cloned().unwrap_or_default();
    let mut fields = base.map(info).unwrap_or_default();
    fields.extend(info(rule));
    fields
}
