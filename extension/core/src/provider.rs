//! One name for each provider, whatever a price file or an app calls it.

/// The name under which prices of this provider are kept. Names of LiteLLM's price map, of other lists, of client
/// libraries and of OpenTelemetry's `gen_ai.provider.name` are folded onto one; any other name is only trimmed and
/// lowercased. The API that the AI SDK puts after its providers' names, as in `openai.responses`, is left out.
pub fn canonical(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let mut bare = name.as_str();
    loop {
        let joined = bare.replace(['-', ' '], "_");
        if let Some(known) = known(&joined) {
            return known.to_owned();
        }
        // a host that answers through Hugging Face's router
        if joined.starts_with("huggingface_") {
            return joined;
        }
        match bare.rsplit_once('.') {
            Some((provider, api)) if !provider.is_empty() && APIS.contains(&api) => bare = provider,
            _ => return bare.to_owned(),
        }
    }
}

/// What the AI SDK calls the APIs of a provider.
const APIS: [&str; 14] = [
    "chat",
    "completion",
    "completions",
    "embedding",
    "embeddings",
    "image",
    "messages",
    "realtime",
    "rerank",
    "reranking",
    "responses",
    "speech",
    "transcription",
    "video",
];

/// The one name of a provider that has several, asked with `_` between its words.
fn known(name: &str) -> Option<&'static str> {
    Some(match name {
        "gemini"
        | "palm"
        | "gcp.gemini"
        | "gcp.gen_ai"
        | "google.generative_ai"
        | "google_generative_ai"
        | "google_genai"
        | "google_gemini"
        | "google_ai"
        | "google_ai_studio"
        | "google_gla" => "google",
        "vertex"
        | "vertexai"
        | "google_vertex"
        | "google_vertexai"
        | "google_vertex_ai"
        | "google.vertex"
        | "google.vertex.anthropic"
        | "vertex.anthropic"
        | "gcp.vertex_ai"
        | "google_vertex_anthropic"
        | "google_anthropic_vertex" => "google-vertex",
        "bedrock_converse" | "aws.bedrock" | "amazon_bedrock" | "amazon.bedrock" | "aws_bedrock" | "aws"
        | "bedrock.anthropic" | "anthropic_bedrock" => "bedrock",
        "azure_text" | "azure.ai.openai" | "azure_openai" | "azureopenai" | "azure_open_ai" => "azure",
        "azure_ai" | "azure.ai.inference" | "azure_ai_foundry" | "azure_ai_inference" => "azure_ai",
        "cohere_chat" | "cohere_ai" => "cohere",
        "together_ai" | "togetherai" | "together.ai" => "together",
        "text_completion_openai" | "open_ai" | "openai_chat" | "openai_responses" => "openai",
        "text_completion_codestral" => "codestral",
        "mistral_ai" | "mistralai" => "mistral",
        "x_ai" | "x.ai" => "xai",
        "perplexity_ai" | "perplexityai" => "perplexity",
        "voyage_ai" | "voyageai" => "voyage",
        "open_router" => "openrouter",
        "ollama_chat" => "ollama",
        "lmstudio" | "lm_studio" => "lm_studio",
        "vercel_ai_gateway" | "vercel" => "vercel_ai_gateway",
        "dashscope" | "alibaba" | "alibaba_cloud" => "dashscope",
        "moonshot" | "moonshotai" | "moonshot_ai" => "moonshot",
        "zai" | "z_ai" | "z.ai" => "zai",
        "deep_infra" => "deepinfra",
        "novita_ai" => "novita",
        "nebius_ai" => "nebius",
        "cloudflare_workers_ai" | "workers_ai" => "cloudflare",
        name if name.starts_with("vertex_ai") => "google-vertex",
        name if name.starts_with("fireworks_ai") => "fireworks",
        _ => return None,
    })
}

/// Whether a provider answers with models of its own alone, under its one name: no cloud, no gateway, no host of others.
pub fn is_vendor(name: &str) -> bool {
    const VENDORS: [&str; 9] =
        ["anthropic", "cohere", "deepseek", "google", "mistral", "openai", "perplexity", "voyage", "xai"];
    VENDORS.contains(&name)
}

/// Clouds and gateways that pass the calls of other vendors' models on.
const RESELLERS: [&str; 21] = [
    "azure",
    "azure_ai",
    "bedrock",
    "cloudflare",
    "databricks",
    "github",
    "github_copilot",
    "google",
    "google-vertex",
    "helicone",
    "heroku",
    "litellm",
    "litellm_proxy",
    "oci",
    "openrouter",
    "perplexity",
    "portkey",
    "requesty",
    "snowflake",
    "vercel",
    "vercel_ai_gateway",
];

/// Whether a provider passes on calls of other vendors' models, at their prices unless it has its own.
pub fn is_reseller(provider: &str) -> bool {
    RESELLERS.contains(&provider)
}

/// Who runs models of others, and resells none.
const HOSTS: [&str; 8] =
    ["cerebras", "deepinfra", "fireworks", "groq", "huggingface", "ollama", "sambanova", "together"];

/// Whether a name is that of a provider which client libraries know.
pub fn is_known(name: &str) -> bool {
    let provider = canonical(name);
    let provider = provider.as_str();
    is_vendor(provider) || is_reseller(provider) || HOSTS.contains(&provider)
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn names_fold_and_others_stay() {
        assert_eq!(canonical("vertex_ai-language-models"), "google-vertex");
        assert_eq!(canonical("gemini"), "google");
        assert_eq!(canonical("aws.bedrock"), "bedrock");
        assert_eq!(canonical("ollama_chat"), "ollama");
        assert_eq!(canonical("My Own Provider"), "my own provider");
        assert_eq!(canonical("OpenAI"), "openai");
        assert_eq!(canonical(" OpenAI\t"), "openai");
        assert_eq!(canonical("AWS.Bedrock "), "bedrock");
        assert_eq!(canonical(&canonical("fireworks_ai-embedding-models")), "fireworks");
        assert_eq!(canonical("my-own_provider"), "my-own_provider");
        assert_eq!((canonical(".chat"), canonical("acme.v2")), (".chat".to_owned(), "acme.v2".to_owned()));
    }

    #[test]
    fn words_are_joined_in_any_way() {
        for (names, folded) in [
            (
                &["vertex", "google_vertex", "google-vertex", "Google Vertex", "vertex-ai"][..],
                "google-vertex",
            ),
            (&["aws_bedrock", "aws-bedrock", "amazon-bedrock", "amazon_bedrock"], "bedrock"),
            (&["azure_openai", "azure-openai", "Azure OpenAI"], "azure"),
            (&["openai-chat", "openai-responses"], "openai"),
            (&["azure_ai", "azure-ai"], "azure_ai"),
            (&["google_genai", "google-ai-studio", "google-gla"], "google"),
            (&["dashscope", "alibaba", "Alibaba Cloud"], "dashscope"),
            (&["moonshot", "moonshotai", "moonshot-ai"], "moonshot"),
            (&["zai", "z-ai", "Z.ai"], "zai"),
            (&["huggingface-together", "huggingface_together"], "huggingface_together"),
        ] {
            for name in names {
                assert_eq!(canonical(name), folded, "{name}");
                assert_eq!(canonical(folded), folded);
            }
        }
    }

    #[test]
    fn providers_of_the_ai_sdk() {
        for (name, folded) in [
            ("openai.responses", "openai"),
            ("openai.chat", "openai"),
            ("anthropic.messages", "anthropic"),
            ("google.generative-ai", "google"),
            ("google.vertex", "google-vertex"),
            ("google.vertex.chat", "google-vertex"),
            ("vertex.anthropic.messages", "google-vertex"),
            ("xai.chat", "xai"),
            ("amazon-bedrock", "bedrock"),
            ("azure.responses", "azure"),
            ("azure-openai.chat", "azure"),
            ("mistral.chat", "mistral"),
            ("groq.chat", "groq"),
            ("togetherai.chat", "together"),
            ("acme.chat", "acme"),
        ] {
            assert_eq!(canonical(name), folded, "{name}");
        }
    }
}
