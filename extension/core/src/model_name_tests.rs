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
    assert_eq!(names(Some("anthropic"), "quill-x-20250929"), ["anthropic/quill-x dated"]);
    assert_eq!(
        names(Some("google-vertex"), "quill-x@20250929"),
        ["google-vertex/quill-x-20250929 alias", "google-vertex/quill-x dated"]
    );
    assert_eq!(names(None, "opal-preview-05-20"), ["?/opal-preview dated", "?/opal prefix"]);
    assert!(names(Some("openai"), "gpt-4o").is_empty());
    assert!(names(Some("vend"), "tin-1-0613").is_empty());
    // no such days
    for name in ["gpt-5-99-99", "tin-1-2024-13-01", "tin-1-20251301", "tin-1-2019-01-01", "tin-1-02-00"] {
        assert!(names(Some("openai"), name).is_empty(), "{name}");
    }
}

#[test]
fn region_vendor_and_version_come_off_one_after_the_other() {
    assert_eq!(
        names(Some("bedrock"), "us.anthropic.quill-x-20241022-v2:0"),
        [
            "bedrock/us.anthropic.quill-x-20241022 prefix",
            "bedrock/us.anthropic.quill-x-20241022-v2 prefix",
            "bedrock/anthropic.quill-x-20241022-v2:0 prefix",
            "bedrock/anthropic.quill-x-20241022 prefix",
            "bedrock/anthropic.quill-x-20241022-v2 prefix",
            "bedrock/quill-x-20241022-v2:0 prefix",
            "bedrock/quill-x-20241022 prefix",
            "bedrock/us.anthropic.quill-x dated",
            "bedrock/anthropic.quill-x dated",
            "bedrock/quill-x dated",
            "anthropic/us.anthropic.quill-x-20241022-v2:0 prefix",
            "anthropic/us.anthropic.quill-x-20241022 prefix",
            "anthropic/us.anthropic.quill-x-20241022-v2 prefix",
            "anthropic/anthropic.quill-x-20241022-v2:0 prefix",
            "anthropic/anthropic.quill-x-20241022 prefix",
            "anthropic/anthropic.quill-x-20241022-v2 prefix",
            "anthropic/quill-x-20241022-v2:0 prefix",
            "anthropic/quill-x-20241022 prefix",
            "anthropic/us.anthropic.quill-x dated",
            "anthropic/anthropic.quill-x dated",
            "anthropic/quill-x dated",
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
        names(Some("openrouter"), "openrouter/anthropic/quill-x"),
        [
            "openrouter/anthropic/quill-x prefix",
            "openrouter/quill-x prefix",
            "anthropic/openrouter/anthropic/quill-x prefix",
            "anthropic/anthropic/quill-x prefix",
            "anthropic/quill-x prefix"
        ]
    );
    assert_eq!(
        names(None, "groq/qwen/qwen3"),
        [
            "?/qwen3 prefix",
            "groq/groq/qwen/qwen3 prefix",
            "groq/qwen/qwen3 prefix",
            "groq/qwen3 prefix",
            "qwen/groq/qwen/qwen3 prefix",
            "qwen/qwen/qwen3 prefix",
            "qwen/qwen3 prefix"
        ]
    );
    assert_eq!(names(Some("google"), "models/opal"), ["google/opal prefix"]);
    assert_eq!(
        names(None, "x-ai/grok-4"),
        [
            "?/grok-4 prefix",
            "?/x-ai/grok-4-0709 alias",
            "?/grok-4-0709 alias",
            "?/grok-4-latest alias",
            "xai/x-ai/grok-4 prefix",
            "xai/grok-4 prefix",
            "xai/x-ai/grok-4-0709 alias",
            "xai/grok-4-0709 alias",
            "xai/grok-4-latest alias"
        ]
    );
}

#[test]
fn client_libraries_write_the_provider_before_a_colon() {
    assert_eq!(
        names(None, "OpenAI:gpt-4o"),
        ["?/openai/gpt-4o prefix", "?/gpt-4o prefix", "openai/openai/gpt-4o prefix", "openai/gpt-4o prefix"]
    );
    assert_eq!(names(Some("openrouter"), "openai:gpt-4o")[0], "openrouter/openai/gpt-4o prefix");
    assert_eq!(provider_told("google-gla:gemini-2.5-flash").as_deref(), Some("google"));
    assert_eq!(provider_told("gpt-4o-mini/openai").as_deref(), Some("openai"));
    assert!(is_claude_of_a_region("bedrock:us.anthropic.claude-sonnet-4-5-20250929-v1:0"));
    // a tag of a model's, and what is no provider
    for name in ["mistral:7b", "mistral:latest", "llama3.2:instruct", "acme:gpt-4o"] {
        assert_eq!(provider_told(name), None, "{name}");
    }
}

#[test]
fn a_fine_tune_has_the_price_of_fine_tunes_only() {
    assert_eq!(
        names(Some("openai"), "ft:gpt-4o-2024-08-06:acme::abc"),
        ["openai/ft:gpt-4o-2024-08-06 fine_tune", "openai/ft:gpt-4o fine_tune"]
    );
    assert_eq!(
        names(Some("openai"), "ft:gpt-3.5-turbo-0125:acme::abc"),
        ["openai/ft:gpt-3.5-turbo-0125 fine_tune", "openai/ft:gpt-3.5-turbo fine_tune"]
    );
}

#[test]
fn odd_names_are_taken() {
    for name in
        ["", "/", "a/", "/a", ".", "us.", "us.anthropic.", ":0", "-v1", "ft:", "ft::", "é-2024-08-06", "🙂:1"]
    {
        candidates(None, name);
    }
}

#[track_caller]
fn leads_to(provider: Option<&str>, model: &str, expected: &str) {
    let found = names(provider, model);
    assert!(found.iter().any(|name| name == expected), "{model}: {found:?}");
}

#[test]
fn what_vendors_call_their_models_and_people_write() {
    let anthropic = Some("anthropic");
    leads_to(anthropic, "claude-sonnet-4-20250514", "anthropic/claude-sonnet-4-0 alias");
    leads_to(anthropic, "claude-sonnet-4-0", "anthropic/claude-sonnet-4-20250514 alias");
    leads_to(anthropic, "claude-sonnet-4", "anthropic/claude-sonnet-4-20250514 alias");
    leads_to(anthropic, "claude-3-5-haiku-20241022", "anthropic/claude-3-5-haiku-latest alias");
    leads_to(anthropic, "claude-3-7-sonnet-latest", "anthropic/claude-3-7-sonnet-20250219 alias");
    leads_to(Some("mistral"), "mistral-large-latest", "mistral/mistral-large alias");
    leads_to(Some("openai"), "gpt-4-0613", "openai/gpt-4 alias");
    leads_to(Some("openai"), "GPT-4o-2024-08-06", "openai/gpt-4o dated");
    leads_to(Some("openrouter"), "anthropic/claude-sonnet-4.5", "anthropic/claude-sonnet-4-5 alias");
    leads_to(
        Some("openrouter"),
        "anthropic/claude-4.5-sonnet-20250929",
        "openrouter/anthropic/claude-sonnet-4.5 dated",
    );
    leads_to(Some("openrouter"), "anthropic/claude-3.7-sonnet:thinking", "anthropic/claude-3-7-sonnet alias");
    leads_to(Some("openrouter"), "openai/gpt-4o:online", "openai/gpt-4o prefix");
    leads_to(Some("google"), "gemini-2.0-flash-001", "google/gemini-2.0-flash dated");
    leads_to(Some("google"), "gemini-2.5-flash-preview-09-2025", "google/gemini-2.5-flash prefix");
    leads_to(Some("google-vertex"), "claude-x@default", "google-vertex/claude-x prefix");
    leads_to(Some("bedrock"), "anthropic.claude-x-20240229-v1:0:200k", "anthropic/claude-x dated");
    leads_to(Some("ollama"), "llama3.2:latest", "ollama/llama3.2 prefix");
    leads_to(Some("bedrock"), "us.anthropic.claude-x-v1", "bedrock/anthropic.claude-x-v1:0 prefix");
    leads_to(Some("bedrock"), "eu.anthropic.claude-x", "bedrock/anthropic.claude-x-v1:0 prefix");
    leads_to(Some("litellm"), "bedrock/us.anthropic.claude-x", "bedrock/us.anthropic.claude-x-v1:0 prefix");
    leads_to(Some("mistral"), "mistral-large-latest", "mistral/mistral-large-2512 alias");
    leads_to(Some("cohere"), "command-r-plus-08-2024", "cohere/command-r-plus dated");
    leads_to(
        Some("google-vertex"),
        "claude-3-5-sonnet-v2@20241022",
        "anthropic/claude-3-5-sonnet-20241022 alias",
    );
}

#[test]
fn a_model_is_its_vendors_whoever_resells_it() {
    leads_to(Some("azure"), "gpt-4o", "openai/gpt-4o prefix");
    leads_to(Some("azure"), "gpt-35-turbo", "openai/gpt-3.5-turbo alias");
    leads_to(Some("google-vertex"), "publishers/google/models/gemini-x", "google/gemini-x prefix");
    leads_to(Some("google-vertex"), "claude-x@20250929", "anthropic/claude-x dated");
    leads_to(Some("google-vertex"), "mistral-large-2411", "mistral/mistral-large-2411 prefix");
    leads_to(
        Some("bedrock"),
        "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-x",
        "anthropic/claude-x prefix",
    );
    leads_to(None, "accounts/fireworks/models/llama-x", "fireworks/llama-x prefix");
    leads_to(Some("our proxy"), "gpt-4o", "openai/gpt-4o model");
    leads_to(Some("openai"), "claude-x-20250929", "anthropic/claude-x dated");
    assert!(names(Some("groq"), "gpt-oss-120b").is_empty(), "it has open weights");
    assert!(names(Some("our proxy"), "llama-x").is_empty(), "it has open weights");
    assert!(names(Some("azure"), "our-gpt-4o").is_empty(), "a deployment may be anything");
}

#[test]
fn how_long_it_thinks_is_no_other_model() {
    leads_to(Some("openai"), "gpt-5-high", "openai/gpt-5 prefix");
    leads_to(Some("openai"), "gpt-5.1-codex-xhigh", "openai/gpt-5.1-codex prefix");
    leads_to(Some("openrouter"), "openai/o3-mini-high", "openai/o3-mini prefix");
    leads_to(Some("google"), "gemini-x-nothinking", "google/gemini-x prefix");
    leads_to(Some("anthropic"), "claude-x-20250929-thinking", "anthropic/claude-x dated");
    leads_to(Some("anthropic"), "claude-x-thinking[1m]", "anthropic/claude-x prefix");
    leads_to(Some("bedrock"), "us.anthropic.claude-x-v1[1m]", "anthropic/claude-x prefix");
    // whose thinking model may be another one
    for name in ["kimi-k2-thinking", "mistral-medium", "qwen3-max-thinking", "claude-x[]"] {
        assert!(names(Some("vend"), name).iter().all(|found| found.contains(name)), "{name}");
    }
}

#[test]
fn free_and_paid_are_two_prices() {
    assert_eq!(
        names(Some("openrouter"), "openai/gpt-4o:Free"),
        ["openrouter/gpt-4o:free prefix", "openrouter/*:free prefix"]
    );
    assert!(!names(Some("openrouter"), "openai/gpt-4o").iter().any(|name| name.contains(":free")));
}

#[test]
fn clouds_people_and_routers_write_names_in_their_own_ways() {
    assert_eq!(names(Some("databricks"), "databricks-quill-x"), ["databricks/quill-x prefix"]);
    assert_eq!(names(Some("vend"), "Quill  X 4.5"), ["vend/quill-x-4.5 alias"]);
    assert!(names(None, "Claude Quill 4.5").contains(&"?/claude-quill-4-5 alias".to_owned()));
    assert!(names(Some("vend"), "Claude Quill").contains(&"anthropic/claude-quill alias".to_owned()));
    assert!(names(Some("vend"), "openai-gpt-4-quill").contains(&"openai/gpt-4-quill prefix".to_owned()));
    assert_eq!(names(Some("anthropic"), "claude-quill-x-thinking-32k")[0], "anthropic/claude-quill-x prefix");
    assert_eq!(
        names(Some("anthropic"), "claude-quill-x-thinking-x-high")[0],
        "anthropic/claude-quill-x-thinking-x prefix"
    );
    let routed = names(Some("huggingface"), "maker/quill-x:groq");
    assert_eq!(routed[0], "huggingface/groq/maker/quill-x prefix");
    assert!(routed.contains(&"groq/maker/quill-x prefix".to_owned()), "{routed:?}");
    assert!(
        !names(Some("huggingface"), "maker/quill-x:somebody")
            .iter()
            .any(|name| name.starts_with("somebody/"))
    );
}
