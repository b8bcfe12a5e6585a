//! One name for each provider, whatever a price file or an app calls it.

/// The name under which prices of this provider are kept. Names of LiteLLM's price map, of other lists and
/// of OpenTelemetry's `gen_ai.provider.name` are folded onto one; any other name is only trimmed and lowercased.
pub fn canonical(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let known = match name.as_str() {
        "gemini" | "palm" | "gcp.gemini" | "gcp.gen_ai" => "google",
        "bedrock_converse" | "aws.bedrock" | "amazon-bedrock" | "aws" => "bedrock",
        "cohere_chat" => "cohere",
        "together_ai" | "togetherai" => "together",
        "text-completion-openai" => "openai",
        "text-completion-codestral" => "codestral",
        "azure_text" | "azure.ai.openai" => "azure",
        "azure.ai.inference" => "azure_ai",
        "mistral_ai" | "mistralai" => "mistral",
        "x_ai" | "x-ai" => "xai",
        "gcp.vertex_ai" | "google-vertex-anthropic" => "google-vertex",
        "fireworks-ai" => "fireworks",
        "lmstudio" | "lm-studio" => "lm_studio",
        name if name.starts_with("vertex_ai") => "google-vertex",
        name if name.starts_with("fireworks_ai") => "fireworks",
        name => name,
    };
    known.to_owned()
}

/// Whether a provider answers with models of its own alone, under its one name: no cloud, no gateway, no host of others.
pub fn is_vendor(name: &str) -> bool {
    const VENDORS: [&str; 9] =
        ["anthropic", "cohere", "deepseek", "google", "mistral", "openai", "perplexity", "voyage", "xai"];
    VENDORS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn names_fold_and_others_stay() {
        assert_eq!(canonical("vertex_ai-language-models"), "google-vertex");
        assert_eq!(canonical("gemini"), "google");
        assert_eq!(canonical("aws.bedrock"), "bedrock");
        assert_eq!(canonical("My Own Provider"), "my own provider");
        assert_eq!(canonical("OpenAI"), "openai");
        assert_eq!(canonical(" OpenAI\t"), "openai");
        assert_eq!(canonical("AWS.Bedrock "), "bedrock");
        assert_eq!(canonical(&canonical("fireworks_ai-embedding-models")), "fireworks");
    }
}
