//! The names under which a model may have its prices, where the one that a provider answers with has none.
//!
//! Providers answer with dated snapshots (`gpt-4o-2024-08-06`), clouds put a region, a vendor and a version around a name
//! (`us.anthropic.claude-3-5-sonnet-20241022-v2:0`), gateways a path (`openai/gpt-4o`).

use crate::price::Matched;
use crate::provider::canonical;

/// A name to look for prices under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// `None`: whoever has the model, if all agree.
    pub provider: Option<String>,
    pub model: String,
    pub matched: Matched,
}

/// Inference regions of Bedrock, before a vendor's name.
const REGIONS: [&str; 8] = ["us", "us-gov", "eu", "apac", "jp", "au", "ca", "global"];
/// Vendors whose models clouds name `vendor.model`.
const VENDORS: [&str; 16] = [
    "ai21",
    "amazon",
    "anthropic",
    "cohere",
    "deepseek",
    "google",
    "luma",
    "meta",
    "minimax",
    "mistral",
    "moonshot",
    "nvidia",
    "openai",
    "qwen",
    "writer",
    "zai",
];
/// First parts of a path that name no vendor.
const PLACES: [&str; 5] = ["models", "publishers", "accounts", "projects", "deployments"];

/// Names other than the given one, in the order in which they are tried: at the provider that was named before the
/// vendor that the name tells, without its prefixes before without its version and date.
pub fn candidates(provider: Option<&str>, model: &str) -> Vec<Candidate> {
    if let Some(base) = model.strip_prefix("ft:") {
        return fine_tune(provider, base);
    }
    let mut names = vec![(model.to_owned(), Matched::Exact)];
    let mut vendor = None;
    let mut within = None;
    if let (Some((first, rest)), Some((_, last))) = (model.split_once('/'), model.rsplit_once('/')) {
        if !PLACES.contains(&first) && !first.contains(':') {
            vendor = Some(canonical(first));
            // a provider's own names may be paths: `openrouter/anthropic/claude-sonnet-4`
            within = Some(rest).filter(|rest| *rest != last);
            names.extend(within.map(|rest| (rest.to_owned(), Matched::Prefix)));
        }
        names.push((last.to_owned(), Matched::Prefix));
    }
    let last = names.last().map(|(name, _)| name.clone()).unwrap_or_default();
    let (region, rest) = split_known(&last, &REGIONS);
    if region.is_some() {
        names.push((rest.to_owned(), Matched::Prefix));
    }
    if let (Some(known), bare) = split_known(rest, &VENDORS) {
        vendor = Some(canonical(known));
        names.push((bare.to_owned(), Matched::Prefix));
    }
    extend(&mut names, without_version, Matched::Prefix);
    extend(&mut names, without_date, Matched::Dated);

    let mut found: Vec<Candidate> = Vec::new();
    let mut add = |provider: Option<&str>, name: &str, matched: Matched| {
        let candidate = Candidate { provider: provider.map(str::to_owned), model: name.to_owned(), matched };
        if !found.iter().any(|c| (&c.provider, &c.model) == (&candidate.provider, &candidate.model)) {
            found.push(candidate);
        }
    };
    // whose path it is, is told by its first part: it is not looked for at everyone
    for (name, matched) in names.iter().skip(1).filter(|(name, _)| provider.is_some() || within != Some(name))
    {
        add(provider, name, *matched);
    }
    if let Some(vendor) = vendor.as_deref().filter(|vendor| provider != Some(vendor)) {
        for (name, matched) in &names {
            add(Some(vendor), name, if *matched == Matched::Exact { Matched::Prefix } else { *matched });
        }
    }
    found
}

/// `ft:base:organisation:name:id` has the price of fine-tunes of its base, which is not that of the base.
fn fine_tune(provider: Option<&str>, base: &str) -> Vec<Candidate> {
    let base = base.split(':').next().unwrap_or(base);
    let mut names = vec![format!("ft:{base}")];
    names.extend(without_date(base).map(|base| format!("ft:{base}")));
    let candidate =
        |model| Candidate { provider: provider.map(str::to_owned), model, matched: Matched::FineTune };
    names.into_iter().map(candidate).collect()
}

fn extend(names: &mut Vec<(String, Matched)>, shorten: fn(&str) -> Option<&str>, matched: Matched) {
    let shorter: Vec<(String, Matched)> =
        names.iter().filter_map(|(name, _)| Some((shorten(name)?.to_owned(), matched))).collect();
    names.extend(shorter);
}

/// A known word before the first dot, and the rest.
fn split_known<'a>(name: &'a str, known: &[&str]) -> (Option<&'a str>, &'a str) {
    match name.split_once('.') {
        Some((word, rest)) if known.contains(&word) && !rest.is_empty() => (Some(word), rest),
        _ => (None, name),
    }
}

/// Without `-v2:0`, `-v1` or `:0`.
fn without_version(name: &str) -> Option<&str> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (head, had_revision) = match name.rsplit_once(':') {
        Some((head, revision)) if digits(revision) => (head, true),
        _ => (name, false),
    };
    match head.rsplit_once("-v") {
        Some((base, version)) if digits(version) && !base.is_empty() => Some(base),
        _ => had_revision.then_some(head),
    }
}

/// Without `-2024-08-06`, `-20250929`, `@20250929` or `-05-20`. Four digits alone are no date: `gpt-4-0613` may have had a
/// price of its own.
fn without_date(name: &str) -> Option<&str> {
    const SHAPES: [&str; 4] = ["-dddd-dd-dd", "-dddddddd", "@dddddddd", "-dd-dd"];
    SHAPES.iter().find_map(|shape| {
        let cut =
            name.len().checked_sub(shape.len()).filter(|cut| *cut > 0 && name.is_char_boundary(*cut))?;
        let fits = |(byte, want): (u8, u8)| if want == b'd' { byte.is_ascii_digit() } else { byte == want };
        name[cut..].bytes().zip(shape.bytes()).all(fits).then(|| &name[..cut])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(provider: Option<&str>, model: &str) -> Vec<String> {
        candidates(provider, model)
            .into_iter()
            .map(|c| format!("{}/{} {}", c.provider.as_deref().unwrap_or("?"), c.model, c.matched.name()))
            .collect()
    }

    #[test]
    fn a_snapshot_is_its_model_and_a_plain_name_only_itself() {
        assert_eq!(names(Some("openai"), "gpt-4o-2024-08-06"), ["openai/gpt-4o dated"]);
        assert_eq!(names(Some("anthropic"), "claude-x-20250929"), ["anthropic/claude-x dated"]);
        assert_eq!(names(Some("google-vertex"), "claude-x@20250929"), ["google-vertex/claude-x dated"]);
        assert_eq!(names(None, "gemini-x-preview-05-20"), ["?/gemini-x-preview dated"]);
        assert!(names(Some("openai"), "gpt-4o").is_empty());
        assert!(names(Some("openai"), "gpt-4-0613").is_empty());
    }

    #[test]
    fn region_vendor_and_version_come_off_one_after_the_other() {
        assert_eq!(
            names(Some("bedrock"), "us.anthropic.claude-x-20241022-v2:0"),
            [
                "bedrock/anthropic.claude-x-20241022-v2:0 prefix",
                "bedrock/claude-x-20241022-v2:0 prefix",
                "bedrock/us.anthropic.claude-x-20241022 prefix",
                "bedrock/anthropic.claude-x-20241022 prefix",
                "bedrock/claude-x-20241022 prefix",
                "bedrock/us.anthropic.claude-x dated",
                "bedrock/anthropic.claude-x dated",
                "bedrock/claude-x dated",
                "anthropic/us.anthropic.claude-x-20241022-v2:0 prefix",
                "anthropic/anthropic.claude-x-20241022-v2:0 prefix",
                "anthropic/claude-x-20241022-v2:0 prefix",
                "anthropic/us.anthropic.claude-x-20241022 prefix",
                "anthropic/anthropic.claude-x-20241022 prefix",
                "anthropic/claude-x-20241022 prefix",
                "anthropic/us.anthropic.claude-x dated",
                "anthropic/anthropic.claude-x dated",
                "anthropic/claude-x dated",
            ]
        );
    }

    #[test]
    fn a_path_tells_the_vendor_after_the_provider_that_was_named() {
        assert_eq!(
            names(Some("openrouter"), "openai/gpt-4o"),
            ["openrouter/gpt-4o prefix", "openai/openai/gpt-4o prefix", "openai/gpt-4o prefix"]
        );
        assert_eq!(
            names(Some("openrouter"), "openrouter/anthropic/claude-x"),
            ["openrouter/anthropic/claude-x prefix", "openrouter/claude-x prefix"]
        );
        assert_eq!(
            names(None, "groq/qwen/qwen3"),
            ["?/qwen3 prefix", "groq/groq/qwen/qwen3 prefix", "groq/qwen/qwen3 prefix", "groq/qwen3 prefix"]
        );
        assert_eq!(names(Some("google"), "models/gemini-x"), ["google/gemini-x prefix"]);
        assert_eq!(
            names(None, "x-ai/grok-4"),
            ["?/grok-4 prefix", "xai/x-ai/grok-4 prefix", "xai/grok-4 prefix"]
        );
    }

    #[test]
    fn a_fine_tune_has_the_price_of_fine_tunes_only() {
        assert_eq!(
            names(Some("openai"), "ft:gpt-4o-2024-08-06:acme::abc"),
            ["openai/ft:gpt-4o-2024-08-06 fine_tune", "openai/ft:gpt-4o fine_tune"]
        );
    }

    #[test]
    fn odd_names_are_taken() {
        for name in [
            "",
            "/",
            "a/",
            "/a",
            ".",
            "us.",
            "us.anthropic.",
            ":0",
            "-v1",
            "ft:",
            "ft::",
            "é-2024-08-06",
            "🙂:1",
        ] {
            candidates(None, name);
        }
    }
}
