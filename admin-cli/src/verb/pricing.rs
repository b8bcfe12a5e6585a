//! `pricing list`, `show`, `set` and `history`; `import`, `alias` and `reprice` have files of their own

use super::{import, matching, reprice};
use crate::call::Call;
use crate::cli::{PriceKey, PriceListArgs, PriceSetArgs, PricingVerb};
use crate::error::Error;
use crate::output::{Record, Section};
use crate::session::Session;

pub fn answer(
    open: impl FnOnce() -> Result<Session, Error>,
    verb: &PricingVerb,
) -> Result<Vec<Section>, Error> {
    match verb {
        PricingVerb::List(args) => list(&mut open()?, args),
        PricingVerb::Show(key) => show(&mut open()?, key),
        PricingVerb::History(key) => history(&mut open()?, key),
        PricingVerb::Set(args) => set(&mut open()?, args),
        PricingVerb::Match(args) => matching::explain(&mut open()?, args),
        PricingVerb::Unpriced(args) => reprice::unpriced(&mut open()?, args),
        PricingVerb::Differences(args) => reprice::differences(&mut open()?, args),
        PricingVerb::Aliases => matching::list(&mut open()?),
        PricingVerb::Alias(args) => matching::set(&mut open()?, args),
        PricingVerb::Unalias { key } => matching::remove(&mut open()?, key),
        PricingVerb::Reprice(args) => reprice::run(open, args),
        PricingVerb::Import(args) => import::run(open, args),
        PricingVerb::Export(_) => Ok(Vec::new()), // it writes a file, not an answer
    }
}

fn list(session: &mut Session, args: &PriceListArgs) -> Result<Vec<Section>, Error> {
    let filters = [args.provider.as_deref(), args.model.as_deref()];
    let rows = session.query(include_str!("../../sql/price_list.sql"), &filters)?;
    Ok(vec![
        Section::note("USD per million units, standard tier, smallest context"),
        Section::many("models", rows),
    ])
}

fn show(session: &mut Session, key: &PriceKey) -> Result<Vec<Section>, Error> {
    let rows = rows_of(session, include_str!("../../sql/price_show.sql"), key)?;
    Ok(vec![Section::many("prices", rows).with_title("USD per million units")])
}

fn history(session: &mut Session, key: &PriceKey) -> Result<Vec<Section>, Error> {
    let rows = rows_of(session, include_str!("../../sql/price_history.sql"), key)?;
    Ok(vec![Section::many("prices", rows).with_title("USD per million units")])
}

fn set(session: &mut Session, args: &PriceSetArgs) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_set_price")
        .arg("provider", "text", Some(&args.key.provider))
        .arg("model", "text", Some(&args.key.model))
        .arg("component", "text", Some(&args.component))
        .arg("price_per_million", "numeric", Some(&args.price_per_million))
        .opt("effective_from", "timestamptz", args.from.as_ref())
        .opt("context_above", "bigint", args.above)
        .text("service_tier", &args.tier)
        .text("daily", &args.daily)
        .opt("allow_past", "boolean", args.allow_past.then_some(true));
    Ok(vec![Section::one("price", session.call_one(&call)?)])
}

fn rows_of(session: &mut Session, sql: &str, key: &PriceKey) -> Result<Vec<Record>, Error> {
    let rows = session.query(sql, &[Some(key.provider.as_str()), Some(key.model.as_str())])?;
    if rows.is_empty() {
        return Err(Error::usage(
            format!("there is no price of model \"{}\" of provider \"{}\"", key.model, key.provider),
            "\"token-meter pricing list --model PART\" finds models by a part of their name.",
        ));
    }
    Ok(rows)
}
