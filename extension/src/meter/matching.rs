//! Which prices a model's name means: its own, else those of the first other name that has any. The order: the very name,
//! an alias, the name without what clouds and gateways put around it and without its date, the base of a fine-tune, the
//! operator's expressions, the rules of imported lists, what the provider asks for every model, and last the same names and
//! lists of the vendor that the name tells. Case means nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use token_meter_core::model_name::{Candidate, candidates, is_free, provider_told};
use token_meter_core::model_pattern::{holds, rename};
use token_meter_core::price::component::is_of_any_call;
use token_meter_core::price::{Matched, Rate};
use token_meter_core::units::Units;

use crate::error::{MeterError, Result};
use crate::store::model_rules::{self, ModelRule};
use crate::store::{Db, prices};

/// A name to look for, as a call has it.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// Under its one name; `None`: whoever has the model, if all agree.
    pub provider: Option<&'a str>,
    pub model: &'a str,
    /// The moment whose prices hold.
    pub at: DateTime<Utc>,
    pub units: &'a Units,
}

/// The rates of a name.
pub struct Found {
    pub matched: Matched,
    pub provider: Option<String>,
    pub model: String,
    pub rates: Vec<Rate>,
}

/// Every name that was looked for, in order, and whether it has a price.
pub type Trail = Vec<(Matched, Option<String>, String, bool)>;

struct Search<'a, 'b> {
    wanted: Wanted<'a>,
    trail: Option<&'b mut Trail>,
}

/// The rates that a name means; `None` where no name has any. A trail is filled with the names looked for.
pub fn find(db: &mut Db, wanted: Wanted, trail: Option<&mut Trail>) -> Result<Option<Found>> {
    let wanted = Wanted { model: wanted.model.trim(), ..wanted };
    let mut search = Search { wanted, trail };
    let exact = if wanted.provider.is_some() { Matched::Exact } else { Matched::Model };
    if let Some(found) = search.named(db, exact, wanted.provider, wanted.model)? {
        return Ok(Some(found));
    }
    if let Some(found) = search.alias(db)? {
        return Ok(Some(found));
    }
    // what its vendor asks is a guess where another provider was named, whose own lists go before it
    let (near, far): (Vec<Candidate>, Vec<Candidate>) = candidates(wanted.provider, wanted.model)
        .into_iter()
        .partition(|name| wanted.provider.is_none() || name.provider.as_deref() == wanted.provider);
    if let Some(found) = search.other_names(db, &near)? {
        return Ok(Some(found));
    }
    if let Some(found) = search.patterns(db)? {
        return Ok(Some(found));
    }
    // a provider that asks the same for every model asks it for this one, whoever has made it
    if let Some(found) = search.of_provider(db)? {
        return Ok(Some(found));
    }
    if let Some(found) = search.other_names(db, &far)? {
        return Ok(Some(found));
    }
    search.listed_by_vendors(db, &far)
}

impl Search<'_, '_> {
    fn note(&mut self, matched: Matched, provider: Option<&str>, model: &str, has_price: bool) {
        if let Some(trail) = &mut self.trail {
            trail.push((matched, provider.map(str::to_owned), model.to_owned(), has_price));
        }
    }

    /// The rates of this very name.
    fn named(
        &mut self,
        db: &mut Db,
        matched: Matched,
        provider: Option<&str>,
        model: &str,
    ) -> Result<Option<Found>> {
        let mut offers = offers(db, provider, model, self.wanted.at)?;
        offers.retain(|offer| !offer.own.is_empty());
        let units = self.wanted.units;
        let mut found: Vec<Found> = offers.into_iter().map(|offer| offer.found(matched)).collect();
        if found.iter().skip(1).any(|other| !same_prices(&other.rates, &found[0].rates, units)) {
            let providers = found.into_iter().filter_map(|found| found.provider).collect();
            return Err(MeterError::AmbiguousModel { model: model.to_owned(), providers });
        }
        match found.first() {
            Some(found) => self.note(matched, found.provider.as_deref(), &found.model, true),
            None => self.note(matched, provider, model, false),
        }
        Ok((!found.is_empty()).then(|| found.swap_remove(0)))
    }

    fn alias(&mut self, db: &mut Db) -> Result<Option<Found>> {
        let Wanted { provider, model, .. } = self.wanted;
        let rules = model_rules::aliases(db, provider, model)?;
        // a call that names no provider goes by what is said for all, before what is said for some
        let general = rules.iter().position(|rule| rule.provider.is_none());
        let rules = match (provider, general) {
            (Some(_), _) => rules.get(..1).unwrap_or_default(),
            (None, Some(general)) => &rules[general..],
            (None, None) => &rules,
        };
        let targets = rules.iter().map(|rule| (rule.to_provider.clone(), rule.to_model.clone()));
        self.one_of(db, Matched::Alias, targets.collect())
    }

    fn other_names(&mut self, db: &mut Db, names: &[Candidate]) -> Result<Option<Found>> {
        for name in names {
            let found = self.named(db, name.matched, name.provider.as_deref(), &name.model)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn patterns(&mut self, db: &mut Db) -> Result<Option<Found>> {
        let Wanted { provider, model, .. } = self.wanted;
        let rules = model_rules::patterns(db, provider)?;
        let (expressions, clauses): (Vec<&ModelRule>, Vec<&ModelRule>) =
            rules.iter().partition(|rule| rule.kind == "regex");
        let fitting: Vec<(i32, Option<String>, String)> = expressions
            .into_iter()
            .filter_map(|rule| {
                let renamed = rename(&rule.pattern, model, &rule.to_model)?;
                Some((rule.place, rule.to_provider.clone(), renamed))
            })
            .collect();
        for same_place in fitting.chunk_by(|a, b| a.0 == b.0) {
            let targets = same_place.iter().map(|(_, provider, model)| (provider.clone(), model.clone()));
            if let Some(found) = self.one_of(db, Matched::Regex, targets.collect())? {
                return Ok(Some(found));
            }
        }
        self.listed(db, &clauses, provider, model)
    }

    /// By what the lists of the vendors that a name tells say of it.
    fn listed_by_vendors(&mut self, db: &mut Db, names: &[Candidate]) -> Result<Option<Found>> {
        let bare =
            |name: &&Candidate| name.told && name.matched != Matched::Alias && !name.model.contains('/');
        for name in names.iter().filter(bare) {
            let vendor = name.provider.as_deref();
            let rules = model_rules::patterns(db, vendor)?;
            let of_lists: Vec<&ModelRule> = rules.iter().filter(|rule| rule.kind == "list").collect();
            if let Some(found) = self.listed(db, &of_lists, vendor, &name.model)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// By the first clause of each provider that holds and leads to a price. What is free and what is not never lead to each
    /// other.
    fn listed(
        &mut self,
        db: &mut Db,
        clauses: &[&ModelRule],
        provider: Option<&str>,
        model: &str,
    ) -> Result<Option<Found>> {
        let mut told: Vec<&Option<String>> = Vec::new();
        let mut taken: Option<Found> = None;
        for rule in clauses {
            let holds = || serde_json::from_str(&rule.pattern).is_ok_and(|clause| holds(&clause, model));
            if told.contains(&&rule.provider) || is_free(model) != is_free(&rule.to_model) || !holds() {
                continue;
            }
            let seller = rule.to_provider.as_deref().or(provider);
            if let Some(found) = self.named(db, Matched::List, seller, &rule.to_model)? {
                told.push(&rule.provider);
                taken = Some(self.agreed(taken, found)?);
            }
        }
        Ok(taken)
    }

    /// Two names that fit equally well must have the same prices.
    fn agreed(&self, taken: Option<Found>, found: Found) -> Result<Found> {
        match taken {
            Some(taken) if !same_prices(&taken.rates, &found.rates, self.wanted.units) => {
                Err(MeterError::AmbiguousRules {
                    model: self.wanted.model.to_owned(),
                    targets: [&taken, &found].map(Found::name).to_vec(),
                })
            }
            Some(taken) => Ok(taken),
            None => Ok(found),
        }
    }

    /// The rates of the targets that have any; they must be the same.
    fn one_of(
        &mut self,
        db: &mut Db,
        matched: Matched,
        mut targets: Vec<(Option<String>, String)>,
    ) -> Result<Option<Found>> {
        targets.sort();
        targets.dedup();
        let mut taken: Option<Found> = None;
        for (to_provider, to_model) in targets {
            let provider = to_provider.as_deref().or(self.wanted.provider);
            let Some(found) = self.named(db, matched, provider, &to_model)? else { continue };
            taken = Some(self.agreed(taken, found)?);
        }
        Ok(taken)
    }

    /// What the provider asks for a model that has no price of its own: the one that is named, or that begins its path.
    fn of_provider(&mut self, db: &mut Db) -> Result<Option<Found>> {
        let Wanted { provider, model, at, .. } = self.wanted;
        let Some(provider) = provider.map(str::to_owned).or_else(|| provider_told(model)) else {
            return Ok(None);
        };
        let rates: Vec<Rate> =
            offers(db, Some(&provider), model, at)?.into_iter().flat_map(|offer| offer.wide).collect();
        // a price of searches alone prices no model
        let has_price = rates.iter().any(|rate| is_of_any_call(&rate.component));
        self.note(Matched::Provider, Some(&provider), prices::EVERY_MODEL, has_price);
        Ok(has_price.then(|| Found {
            matched: Matched::Provider,
            provider: Some(provider),
            model: prices::EVERY_MODEL.to_owned(),
            rates,
        }))
    }
}

impl Found {
    fn name(&self) -> String {
        format!("{}/{}", self.provider.as_deref().unwrap_or("*"), self.model)
    }
}

/// What one provider asks for a model.
struct Offer {
    provider: String,
    /// As its provider spells it.
    model: String,
    own: Vec<Rate>,
    /// For every model.
    wide: Vec<Rate>,
}

impl Offer {
    /// The model's own rates, and what its provider asks for every model where it has none.
    fn found(mut self, matched: Matched) -> Found {
        let own: Vec<Arc<str>> = self.own.iter().map(|rate| rate.component.clone()).collect();
        self.wide.retain(|rate| !own.contains(&rate.component));
        self.own.append(&mut self.wide);
        Found { matched, provider: Some(self.provider), model: self.model, rates: self.own }
    }
}

fn offers(db: &mut Db, provider: Option<&str>, model: &str, at: DateTime<Utc>) -> Result<Vec<Offer>> {
    let mut offers: Vec<Offer> = Vec::new();
    for listed in prices::in_force(db, provider, model, at)? {
        if offers.last().is_none_or(|last| last.provider != listed.provider) {
            let (provider, model) = (listed.provider, listed.model.clone());
            offers.push(Offer { provider, model, own: Vec::new(), wide: Vec::new() });
        }
        if let Some(last) = offers.last_mut() {
            if listed.own {
                last.model = listed.model;
                last.own.push(listed.rate);
            } else {
                last.wide.push(listed.rate);
            }
        }
    }
    Ok(offers)
}

/// Whether a call costs the same by either, whatever tokens it uses.
fn same_prices(a: &[Rate], b: &[Rate], units: &Units) -> bool {
    let compared = |rates: &[Rate]| -> BTreeSet<Rate> {
        let counts = |rate: &&Rate| is_of_any_call(&rate.component) || !units.of(&rate.component).is_zero();
        rates.iter().filter(counts).map(|rate| Rate { price_id: 0, ..rate.clone() }).collect()
    };
    compared(a) == compared(b)
}
