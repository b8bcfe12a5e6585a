//! `pricing match`, `aliases`, `alias` and `unalias`: by which names a model's price is found

use crate::call::Call;
use crate::cli::{AliasArgs, AliasKey, MatchArgs};
use crate::error::Error;
use crate::output::grid::Grid;
use crate::output::{Record, Section, text};
use crate::session::Session;

pub fn explain(session: &mut Session, args: &MatchArgs) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_match_model")
        .arg("model", "text", Some(&args.model))
        .text("provider", &args.provider)
        .opt("at", "timestamptz", args.at.as_ref())
        .text("account", &args.account);
    let names = session.call(&call)?;
    let shown: Vec<Record> =
        names.iter().map(|name| name.clone().only(|column| column != "limits")).collect();
    let counted = args.account.as_ref().map(|account| Section::note(counting(account, &names)));
    let looked_for = Section::many("names", names)
        .with_grid(Grid::of_records(&shown))
        .with_title("Names looked for, up to the first that has a price");
    Ok([looked_for].into_iter().chain(counted).collect())
}

/// The limits are those of the name as it came, the same beside each name that was looked for.
fn counting(account: &str, names: &[Record]) -> String {
    match names.first().map(|name| text::value("limits", name.get("limits"))) {
        Some(limits) if !limits.is_empty() && limits != "-" => {
            format!("Limits of \"{account}\" that count it: {limits}")
        }
        _ => format!("No limit of \"{account}\" counts it."),
    }
}

pub fn list(session: &mut Session) -> Result<Vec<Section>, Error> {
    let rules = session.query(include_str!("../../sql/model_rules.sql"), &[])?;
    Ok(vec![Section::many("aliases", rules)])
}

pub fn set(session: &mut Session, args: &AliasArgs) -> Result<Vec<Section>, Error> {
    let call = keyed("meter_set_model_rule", &args.key)
        .arg("model", "text", Some(&args.model))
        .text("to_provider", &args.to_provider)
        .opt("place", "integer", args.place);
    Ok(vec![Section::one("alias", session.call_one(&call)?)])
}

pub fn remove(session: &mut Session, key: &AliasKey) -> Result<Vec<Section>, Error> {
    let removed = session.call_one(&keyed("meter_remove_model_rule", key))?;
    Ok(vec![Section::one("removed", removed).with_title("Removed:")])
}

fn keyed(function: &'static str, key: &AliasKey) -> Call {
    Call::new(function)
        .arg("pattern", "text", Some(&key.name))
        .opt("kind", "text", key.regex.then_some("regex"))
        .text("provider", &key.provider)
}
