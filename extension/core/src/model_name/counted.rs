//! Which models a limit means.

use super::parts::{lowered, split_vendor, without_preview, without_region};
use super::parts::{seller_of_path, starts_at_a_place, without_route, without_short_date, without_version};
use super::spelling::{respelled, vendor_of_family};
use super::{extend, is_free, told};
use crate::price::Matched;
use crate::provider::canonical;

/// The names that limits know a call's model by, in lower case, and who sells it.
#[derive(Debug, Default, Clone)]
pub struct CountedNames {
    names: Vec<String>,
    sellers: Vec<String>,
}

impl CountedNames {
    /// Those that the name itself tells: as prices are found, and of snapshots with a short date too (`gpt-4-0613`). What is free
    /// is the model all the same. A fine-tune is that of its base only by the name of all fine-tunes, `ft:gpt-4o`.
    pub fn of(provider: Option<&str>, model: &str) -> Self {
        let mut counted = Self::default();
        counted.sellers.extend(provider.map(canonical));
        counted.add(model);
        counted
    }

    /// Another name of the same model.
    pub fn add(&mut self, model: &str) {
        let model = lowered(model);
        let names = if model.starts_with("ft:") {
            let others = super::candidates(None, &model).into_iter().map(|candidate| candidate.model);
            std::iter::once(model).chain(others).collect()
        } else {
            self.add_told(&model)
        };
        for name in names {
            if !self.names.contains(&name) {
                self.names.push(name);
            }
        }
    }

    /// Who sells it by that name.
    pub fn add_seller(&mut self, provider: Option<&str>) {
        self.sellers.extend(provider.map(canonical));
    }

    fn add_told(&mut self, model: &str) -> Vec<String> {
        let free = is_free(model);
        let told = told(if free { &model[..model.len() - ":free".len()] } else { model });
        let mut names = told.names;
        // `gpt-4-0125` is what is left of a preview of gpt-4-turbo, but that is cut off nowhere here
        extend(&mut names, |name| without_short_date(name).map(str::to_owned), Matched::Dated);
        extend(&mut names, |name| preview_of(name).map(str::to_owned), Matched::Prefix);
        self.sellers.extend(told.vendors.into_iter().chain(told.maker.map(str::to_owned)));
        let names = names.into_iter().map(|(name, _)| name);
        let frees: Vec<String> =
            if free { names.clone().map(|name| name + ":free").collect() } else { vec![] };
        names.chain(frees).collect()
    }

    /// Whether a limit on `wanted` counts the model: a name, or a pattern of names with `*` and `?`. What stands around a name
    /// counts as little there as in a call's; the first part of a path says who must sell the model.
    pub fn are_of(&self, wanted: &str) -> bool {
        let wanted = lowered(wanted);
        if self.fit(&wanted) {
            return true;
        }
        let (seller, bare) = bare(&wanted);
        let is_sold = seller.is_none_or(|seller| self.sellers.is_empty() || self.sellers.contains(&seller));
        is_sold && (self.fit(bare) || !is_pattern(bare) && respelled(bare).iter().any(|name| self.fit(name)))
    }

    fn fit(&self, wanted: &str) -> bool {
        self.names.iter().any(|name| fits(wanted.as_bytes(), name.as_bytes()))
    }
}

/// The model that a preview becomes: it is sold at its price. OpenAI's previews are models of their own, `o1-preview` none of `o1`.
fn preview_of(name: &str) -> Option<&str> {
    without_preview(name).filter(|model| vendor_of_family(model) != Some("openai"))
}

/// The provider of a call that names none, as the first part of its model's path tells.
pub fn provider_told(model: &str) -> Option<String> {
    let model = lowered(model);
    seller_of_path(&model).filter(|_| !starts_at_a_place(&model)).map(canonical)
}

/// A limit's model without path, region, vendor, route and version, and who must sell it. Its date stays.
fn bare(wanted: &str) -> (Option<String>, &str) {
    let mut seller = seller_of_path(wanted).filter(|seller| !is_pattern(seller)).map(canonical);
    let mut name = wanted.rsplit_once('/').map_or(wanted, |(_, last)| last);
    if wanted.split('/').rev().skip(1).any(is_pattern) {
        return (None, wanted);
    }
    name = without_region(name).unwrap_or(name);
    if let Some((vendor, rest)) = split_vendor(name) {
        seller = Some(canonical(vendor));
        name = rest;
    }
    name = without_route(name).unwrap_or(name);
    (seller, without_version(name).unwrap_or(name))
}

fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Whether a name fits a pattern: `*` stands for any text, `?` for any byte but those that continue a character.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    // where the last star was, and up to where it has eaten
    let mut star: Option<(usize, usize)> = None;
    while read < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(b'?') => {
                at += 1;
                read += 1;
                read += name[read..].iter().take_while(|byte| **byte & 0xC0 == 0x80).count();
            }
            Some(byte) if *byte == name[read] => {
                at += 1;
                read += 1;
            }
            _ => match &mut star {
                Some((star_at, eaten)) => {
                    *eaten += 1;
                    at = *star_at + 1;
                    read = *eaten;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn counts(wanted: &str, provider: Option<&str>, model: &str) -> bool {
        CountedNames::of(provider, model).are_of(wanted)
    }

    #[test]
    fn a_model_counts_under_all_of_its_names() {
        for (wanted, provider, model) in [
            ("gpt-4o", Some("openai"), "gpt-4o-2024-08-06"),
            ("gpt-4o", Some("openrouter"), "openai/gpt-4o"),
            ("gpt-4o", Some("openrouter"), "openai/gpt-4o:nitro"),
            ("GPT-4o", Some("openai"), "gpt-4O"),
            ("gpt-4", Some("openai"), "gpt-4-0613"),
            ("gpt-3.5-turbo", Some("azure"), "gpt-35-turbo-0125"),
            ("claude-3-5-sonnet", Some("bedrock"), "us.anthropic.claude-3-5-sonnet-20241022-v2:0"),
            ("us.anthropic.claude-3-5-sonnet-20241022-v2:0", Some("anthropic"), "claude-3-5-sonnet-20241022"),
            ("claude-3-5-sonnet-20241022", Some("anthropic"), "claude-3-5-sonnet-latest"),
            ("claude-sonnet-4-0", Some("anthropic"), "claude-sonnet-4-20250514"),
            ("claude-sonnet-4-20250514", Some("anthropic"), "claude-sonnet-4-0"),
            ("claude-sonnet-4-5", Some("openrouter"), "anthropic/claude-4.5-sonnet-20250929"),
            ("openai/gpt-4o", Some("azure"), "gpt-4o"),
            ("gemini-2.0-flash", Some("google-vertex"), "publishers/google/models/gemini-2.0-flash-001"),
            ("gemini-2.5-flash", Some("google"), "gemini-2.5-flash-preview-09-2025"),
            (
                "gemini-2.5-flash",
                Some("google-vertex"),
                "publishers/google/models/gemini-2.5-flash-preview-09-2025",
            ),
            ("gemini-2.5-pro", Some("google"), "gemini-2.5-pro-preview-05-06"),
            ("gemini-3-pro", Some("openrouter"), "google/gemini-3-pro-preview"),
            ("llama3.2", Some("ollama"), "llama3.2:latest"),
            ("command-r", Some("cohere"), "command-r-08-2024"),
            ("claude-3-5-sonnet", Some("google-vertex"), "claude-3-5-sonnet-v2@20241022"),
            ("claude-3-5-sonnet-v2@20241022", Some("anthropic"), "claude-3-5-sonnet-20241022"),
            ("mistral-large", Some("mistral"), "mistral-large-latest"),
            ("gpt-oss-20b", Some("openrouter"), "openai/gpt-oss-20b:free"),
            ("ft:gpt-4o", Some("openai"), "ft:gpt-4o-2024-08-06:acme::abc"),
        ] {
            assert!(counts(wanted, provider, model), "{wanted} {model}");
        }
    }

    #[test]
    fn another_model_never_does() {
        for (wanted, provider, model) in [
            ("gpt-4o", Some("openai"), "gpt-4o-mini"),
            ("gpt-4o", Some("openai"), "gpt-4o-mini-2024-07-18"),
            ("gpt-4", Some("openai"), "gpt-4.1"),
            ("gpt-4", Some("openai"), "gpt-4-turbo-2024-04-09"),
            ("gpt-4", Some("openai"), "gpt-4-1106-preview"),
            ("gpt-4-*", Some("openai"), "gpt-4.1"),
            ("gpt-5", Some("openai"), "gpt-5-99-99"),
            ("gpt-4o-2024-08-06", Some("openai"), "gpt-4o"),
            ("gpt-4o-2024-08-06", Some("openai"), "gpt-4o-2024-11-20"),
            ("claude-3-5-sonnet-20241022", Some("anthropic"), "claude-3-5-sonnet-20240620"),
            ("claude-sonnet-4", Some("anthropic"), "claude-sonnet-4-5"),
            ("gpt-oss-20b:free", Some("openrouter"), "openai/gpt-oss-20b"),
            ("gpt-4o", Some("openai"), "ft:gpt-4o-2024-08-06:acme::abc"),
            ("groq/llama-3.1-8b-instant", Some("together"), "llama-3.1-8b-instant"),
            ("gpt-4o", Some("openai"), "gpt-4"),
            ("o1", Some("openai"), "o1-preview"),
            ("gemini-2.5-flash", Some("google"), "gemini-2.5-flash-lite-preview-09-2025"),
            ("gemini-2.5-flash-preview-09-2025", Some("google"), "gemini-2.5-flash"),
            ("gpt-4o-audio", Some("openai"), "gpt-4o-audio-preview"),
            ("o1", Some("openai"), "o1-mini-2024-09-12"),
            ("command-r-plus", Some("cohere"), "command-r-08-2024"),
            ("command-r-08-2024", Some("cohere"), "command-r"),
            ("claude-3-5-sonnet-20240620", Some("google-vertex"), "claude-3-5-sonnet-v2@20241022"),
        ] {
            assert!(!counts(wanted, provider, model), "{wanted} {model}");
        }
    }

    #[test]
    fn families_are_patterns() {
        for (wanted, model, expected) in [
            ("claude-opus-*", "claude-opus-4-1-20250805", true),
            ("claude-opus-*", "eu.anthropic.claude-opus-4-1-20250805-v1:0", true),
            ("claude-opus-*", "anthropic/claude-opus-4.5", true),
            ("claude-opus-*", "claude-sonnet-4-5", false),
            ("claude-opus-*", "claude-4-opus-20250514", true),
            ("anthropic/claude-*", "claude-haiku-4-5", true),
            ("openai/*", "claude-haiku-4-5", false),
            ("gpt-4?", "gpt-4o", true),
            ("gpt-4?", "gpt-4.1", false),
            ("*", "whatever", true),
            ("*-mini", "gpt-4o-mini-2024-07-18", true),
        ] {
            assert_eq!(counts(wanted, None, model), expected, "{wanted} {model}");
        }
    }

    #[test]
    fn a_path_tells_the_provider_where_the_call_does_not() {
        assert_eq!(provider_told("Anthropic/claude-x").as_deref(), Some("anthropic"));
        assert_eq!(provider_told("gemini/gemini-2.5-pro").as_deref(), Some("google"));
        assert_eq!(provider_told("models/gemini-2.5-pro"), None);
        assert_eq!(provider_told("gpt-4o"), None);
    }

    #[test]
    fn stars_and_question_marks_are_those_of_shells() {
        for (pattern, name, expected) in [
            ("", "", true),
            ("*", "", true),
            ("?", "", false),
            ("?", "é", true),
            ("a*b*c", "axxbyybc", true),
            ("a*b*c", "axxbyyb", false),
            ("**a", "ba", true),
            ("a?", "a", false),
        ] {
            assert_eq!(fits(pattern.as_bytes(), name.as_bytes()), expected, "{pattern} {name}");
        }
    }
}
