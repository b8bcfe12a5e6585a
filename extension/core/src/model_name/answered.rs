//! What an answer says of a call that was asked for under other names: who has answered, and which model.

use super::parts::lowered;
use super::{spelling, told};
use crate::price::Matched;
use crate::provider::{is_reseller, is_vendor};

/// A provider, by its one name, and a model, as a call was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub provider: Option<&'a str>,
    pub model: Option<&'a str>,
}

/// Who has answered, where it is not the provider that was asked. `told`: by a mark of the answer's own; `model`: that of
/// the answer. A cloud or a gateway hands on the answers of others, and stands. A vendor answers with models of its own
/// alone, so that the name of another vendor's model tells that this one has answered.
pub fn other_provider(asked: Asked, told: Option<&str>, model: Option<&str>) -> Option<String> {
    let provider = asked.provider.filter(|provider| is_vendor(provider))?;
    let by_name = || {
        let vendor = vendor_of(model?)?;
        // `google` may have been asked for the models of others that Vertex sells; and a vendor does not name its own by a path
        let of_others = || asked.model.and_then(vendor_of).as_ref() == Some(&vendor);
        let resold = is_reseller(provider) && (model?.contains('/') || of_others());
        (!resold).then_some(vendor)
    };
    told.map(str::to_owned).or_else(by_name).filter(|other| other != provider)
}

/// The vendor of a model, by its name: that of its family, or the one that path or prefix tells.
fn vendor_of(model: &str) -> Option<String> {
    let model = lowered(model);
    let told = told(model.strip_prefix("ft:").unwrap_or(&model));
    let own = told.names.iter().find_map(|(name, _)| spelling::vendor_of_own(name));
    own.map(str::to_owned).or(told.vendors.into_iter().next_back().filter(|vendor| is_vendor(vendor)))
}

/// Whether a name is another one with more around it: a path, a region, a vendor, a route, a version or a date. An answer
/// that went through a cloud often has the bare name, which does not tell the price of a region.
pub fn says_more(name: &str, bare: &str) -> bool {
    let (name, bare) = (lowered(name), lowered(bare));
    let around = |matched: Matched| matches!(matched, Matched::Prefix | Matched::Dated);
    told(&name).names.iter().any(|(less, matched)| around(*matched) && *less == bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(
        provider: &str,
        asked: Option<&str>,
        told: Option<&str>,
        model: Option<&str>,
    ) -> Option<String> {
        other_provider(Asked { provider: Some(provider), model: asked }, told, model)
    }

    #[test]
    fn the_model_of_another_vendor_tells_who_has_answered() {
        for (provider, model, other) in [
            ("openai", "claude-sonnet-4-5-20250929", "anthropic"),
            ("anthropic", "gpt-4o", "openai"),
            ("anthropic", "gemini-2.5-flash", "google"),
            ("openai", "deepseek-chat", "deepseek"),
            ("openai", "mistral-small-latest", "mistral"),
            ("google", "grok-4", "xai"),
            ("openai", "anthropic/claude-sonnet-4.5", "anthropic"),
            ("mistral", "ft:gpt-4o-2024-08-06:acme::abc", "openai"),
        ] {
            assert_eq!(
                answered(provider, None, None, Some(model)).as_deref(),
                Some(other),
                "{provider} {model}"
            );
        }
        assert_eq!(answered("openai", None, Some("groq"), Some("llama-3")).as_deref(), Some("groq"));
    }

    #[test]
    fn the_provider_that_was_asked_stands_otherwise() {
        for (provider, asked, model) in [
            ("openai", None, Some("gpt-4o")),
            ("openai", None, Some("o4-mini")),
            ("openai", None, Some("llama-3.3-70b")),
            ("openai", None, None),
            ("bedrock", None, Some("claude-sonnet-4-5")),
            ("openrouter", None, Some("anthropic/claude-sonnet-4.5")),
            ("our proxy", None, Some("gpt-4o")),
            ("google", Some("claude-sonnet-4-5@20250929"), Some("claude-sonnet-4-5-20250929")),
            ("perplexity", None, Some("anthropic/claude-opus-4-6")),
            ("perplexity", Some("openai/gpt-5"), Some("gpt-5")),
        ] {
            assert_eq!(answered(provider, asked, None, model), None, "{provider} {model:?}");
        }
        assert_eq!(answered("bedrock", None, Some("anthropic"), None), None);
        let none_asked = Asked { provider: None, model: None };
        assert_eq!(other_provider(none_asked, None, Some("gpt-4o")), None);
    }

    #[test]
    fn a_fuller_name_is_the_same_model_and_says_more() {
        for (name, bare) in [
            ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929"),
            ("global.anthropic.claude-opus-4-6-v1", "claude-opus-4-6"),
            ("eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic.claude-sonnet-4-5-20250929-v1:0"),
            (
                "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "claude-sonnet-4-5-20250929",
            ),
            ("azure/eu/gpt-4o-2024-08-06", "gpt-4o-2024-08-06"),
            ("openai/gpt-4o:online", "openai/gpt-4o"),
        ] {
            assert!(says_more(name, bare), "{name} {bare}");
        }
        for (name, bare) in [
            ("gpt-4o", "gpt-4o"),
            ("gpt-4o", "gpt-4o-2024-08-06"),
            ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-haiku-4-5-20251001"),
            ("openrouter/auto", "openai/gpt-4o"),
            ("gpt-4o-2024-05-13", "gpt-4o-2024-08-06"),
        ] {
            assert!(!says_more(name, bare), "{name} {bare}");
        }
    }
}
