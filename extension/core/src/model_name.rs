//! The names that a model goes by beside the one that a call has: those under which its price may be found, and those that
//! limits know it by.
//!
//! Providers answer with dated snapshots (`gpt-4o-2024-08-06`), clouds put a region, a vendor and a version around a name
//! (`us.anthropic.claude-3-5-sonnet-20241022-v2:0`), gateways a path and a route (`openai/gpt-4o:nitro`). Case means nothing.

mod answered;
mod counted;
mod parts;
mod spelling;

pub use answered::{Asked, other_provider, says_more};
pub use counted::{CountedNames, provider_told};

use crate::price::Matched;
use crate::provider::{canonical, is_reseller};

/// A name to look for prices under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// `None`: whoever has the model, if all agree.
    pub provider: Option<String>,
    /// In lower case.
    pub model: String,
    pub matched: Matched,
    /// Path or prefix tell this provider: what lists say of its names holds too.
    pub told: bool,
}

/// What a name says of a model, in lower case.
struct Told {
    /// The name itself, then others: without its prefixes before without its version and date, and last as others spell it.
    names: Vec<(String, Matched)>,
    /// Who sells it and who has made it, as path and prefix tell: the one who is asked first.
    vendors: Vec<String>,
    /// Whose model it is by its name alone.
    maker: Option<&'static str>,
    /// The rest of a path: it is not looked for at everyone, since the first part tells whose it is.
    within: Option<String>,
}

/// Names other than the given one, in the order in which they are tried: at the provider that was named before the
/// vendors that the name tells.
pub fn candidates(provider: Option<&str>, model: &str) -> Vec<Candidate> {
    let (given, model) = (model.trim().to_lowercase(), parts::lowered(model));
    if let Some(base) = model.strip_prefix("ft:") {
        return fine_tune(provider, base);
    }
    if is_free(&model) {
        return free(provider, &model);
    }
    let Told { mut names, vendors, maker, within } = told(&model);
    extend(&mut names, |name| parts::without_preview(name).map(str::to_owned), Matched::Prefix);

    let mut found: Vec<Candidate> = Vec::new();
    let mut add = |provider: Option<&str>, name: &str, matched: Matched| {
        let told = provider.is_some_and(|provider| vendors.iter().any(|vendor| vendor == provider));
        let candidate =
            Candidate { provider: provider.map(str::to_owned), model: name.to_owned(), matched, told };
        if !found.iter().any(|c| (&c.provider, &c.model) == (&candidate.provider, &candidate.model)) {
            found.push(candidate);
        }
    };
    let as_prefix = |matched: &Matched| if *matched == Matched::Exact { Matched::Prefix } else { *matched };
    for (name, matched) in names.iter().filter(|(name, _)| *name != given) {
        if provider.is_some() || within.as_ref() != Some(name) {
            add(provider, name, as_prefix(matched));
        }
    }
    for seller in vendors.iter().map(String::as_str).filter(|seller| provider != Some(seller)) {
        for (name, matched) in &names {
            add(Some(seller), name, as_prefix(matched));
        }
    }
    // Models that only their vendor sells have the vendor's price at every gateway. Of a provider that is not known as a gateway, the model's name alone
    // says so, and the match is told as `model`.
    let maker = maker.filter(|maker| provider.is_some_and(|provider| provider != *maker));
    let is_known = provider.is_some_and(is_reseller);
    for (name, matched) in maker.iter().flat_map(|_| &names) {
        let by_name =
            if *matched == Matched::Exact && !is_known { Matched::Model } else { as_prefix(matched) };
        add(maker, name, by_name);
    }
    found
}

/// What the name says, but for fine-tunes.
fn told(model: &str) -> Told {
    let mut names = vec![(model.to_owned(), Matched::Exact)];
    let mut vendors: Vec<String> = parts::sellers_of_path(model).map(canonical).collect();
    let mut within = None;
    if let (Some((_, rest)), Some((_, last))) = (model.split_once('/'), model.rsplit_once('/')) {
        // a provider's own names may be paths: `openrouter/anthropic/claude-sonnet-4`
        within = Some(rest).filter(|rest| *rest != last && !parts::starts_at_a_place(model));
        names.extend(within.map(|rest| (rest.to_owned(), Matched::Prefix)));
        names.push((last.to_owned(), Matched::Prefix));
    }
    let last = names.last().map(|(name, _)| name.clone()).unwrap_or_default();
    let rest = parts::without_region(&last);
    if let Some((known, bare)) = parts::split_vendor(rest.unwrap_or(&last)) {
        vendors.push(canonical(known));
        // a region's price before that of none, however their versions are written
        for name in [Some(last.as_str()), rest].into_iter().flatten() {
            if name != last {
                names.push((name.to_owned(), Matched::Prefix));
            }
            names.extend(parts::other_versions(name).into_iter().map(|name| (name, Matched::Prefix)));
        }
        names.push((bare.to_owned(), Matched::Prefix));
    } else {
        names.extend(rest.map(|rest| (rest.to_owned(), Matched::Prefix)));
    }
    let last = names.last().map(|(name, _)| name.as_str()).unwrap_or_default();
    let maker = spelling::vendor_of_family(parts::without_spaces(last).as_deref().unwrap_or(last));
    let own = |shorten: fn(&str) -> Option<&str>| move |name: &str| shorten(name).map(str::to_owned);
    extend(&mut names, parts::without_spaces, Matched::Alias);
    extend(&mut names, own(parts::without_route), Matched::Prefix);
    extend(&mut names, own(parts::without_effort), Matched::Prefix);
    extend(&mut names, own(parts::without_version), Matched::Prefix);
    extend(&mut names, spelling::respelled, Matched::Alias);
    extend(&mut names, spelling::also_called, Matched::Alias);
    extend(&mut names, own(parts::without_date), Matched::Dated);
    extend(&mut names, spelling::undated, Matched::Alias);
    Told { names, vendors, maker, within: within.map(str::to_owned) }
}

/// Adds what becomes of each name.
fn extend<I: IntoIterator<Item = String>>(
    names: &mut Vec<(String, Matched)>,
    change: impl Fn(&str) -> I,
    matched: Matched,
) {
    let others: Vec<String> = names.iter().flat_map(|(name, _)| change(name)).collect();
    for other in others {
        if !names.iter().any(|(name, _)| *name == other) {
            names.push((other, matched));
        }
    }
}

/// Whether a name is of what costs nothing, which is a price of its own: it never has that of the model, nor the model this.
pub fn is_free(model: &str) -> bool {
    let end = model.len().checked_sub(5).filter(|at| model.is_char_boundary(*at));
    end.is_some_and(|at| model[at..].eq_ignore_ascii_case(":free"))
}

/// Whether a name is Bedrock's of a Claude model in one region or geography.
pub fn is_claude_of_a_region(name: &str) -> bool {
    let name = parts::lowered(name);
    let last = name.rsplit('/').next().unwrap_or_default();
    let regional = if last.starts_with("global.") { None } else { parts::without_region(last) };
    regional.unwrap_or(last).starts_with("anthropic.claude-")
}

/// Whether a name can only be a model's: it begins as those of a vendor do.
pub fn is_of_a_family(name: &str) -> bool {
    spelling::vendor_of_family(&name.to_lowercase()).is_some()
}

/// The same name with less and less of its path, and what a provider asks for all of its free models: a price of the model
/// `*:free`.
fn free(provider: Option<&str>, model: &str) -> Vec<Candidate> {
    let shorter = model.match_indices('/').map(|(at, _)| model[at + 1..].to_owned());
    let names = shorter.chain(["*:free".to_owned()]);
    names.map(|model| of_provider(provider, model, Matched::Prefix)).collect()
}

/// `ft:base:organisation:name:id` has the price of fine-tunes of its base, which is not that of the base, and the same for all its snapshots.
fn fine_tune(provider: Option<&str>, base: &str) -> Vec<Candidate> {
    let base = base.split(':').next().unwrap_or(base);
    let mut names = vec![format!("ft:{base}")];
    let undated = parts::without_date(base).or_else(|| parts::without_short_date(base));
    names.extend(undated.map(|base| format!("ft:{base}")));
    names.into_iter().map(|model| of_provider(provider, model, Matched::FineTune)).collect()
}

fn of_provider(provider: Option<&str>, model: String, matched: Matched) -> Candidate {
    Candidate { provider: provider.map(str::to_owned), model, matched, told: false }
}

#[cfg(test)]
#[path = "model_name_tests.rs"]
mod tests;
