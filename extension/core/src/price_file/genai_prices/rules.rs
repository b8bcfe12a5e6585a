//! By which names a provider's models go: the first model of the list whose `match` holds is meant.

use serde_json::Value;

use super::super::sheet::{ModelName, Sheet};
use super::super::{ListedRule, PriceFileError};
use super::{id, models};
use crate::model_pattern::is_known;

pub fn read(providers: &[Value], sheet: &mut Sheet) -> Result<(), PriceFileError> {
    for provider in providers {
        let own = id(provider, "")?;
        let mut place = 0;
        // those whose models it serves too come after its own
        let others = provider["fallback_model_providers"].as_array().into_iter().flatten();
        let others: Vec<&str> = others.filter_map(Value::as_str).collect();
        for maker in [own].into_iter().chain(others) {
            for listed in providers.iter().filter(|listed| listed["id"] == maker) {
                add(listed, maker, own, &mut place, sheet)?;
            }
        }
    }
    Ok(())
}

fn add(
    listed: &Value,
    maker: &str,
    provider: &str,
    place: &mut i32,
    sheet: &mut Sheet,
) -> Result<(), PriceFileError> {
    for (model_id, model) in models(listed, maker)? {
        let clause = &model["match"];
        let target = ModelName::checked(model_id, maker, model_id)?;
        *place += 1;
        if clause.is_null() || clause["equals"] == model_id {
            continue;
        }
        if !is_known(clause) {
            sheet.skip(&target, Some("match"), "is a rule that is not known");
            continue;
        }
        sheet.rule(ListedRule {
            provider: crate::provider::canonical(provider),
            clause: clause.to_string(),
            to_provider: target.provider,
            to_model: target.model,
            place: *place,
        });
    }
    Ok(())
}
