//! Whose answer it is, where a shape that many share has a mark that only one of them sets.

use super::ResponseError;
use super::node::Node;

/// The provider of an answer in one of OpenAI's shapes; `None` where it is not certain.
pub fn of(
    body: &Node,
    usage: Option<&Node>,
    model: Option<&str>,
) -> Result<Option<&'static str>, ResponseError> {
    let reports = |key: &str| usage.is_some_and(|usage| usage.has(key));
    let model = model.unwrap_or("");
    let fingerprint = body.text("system_fingerprint")?.unwrap_or("");
    let router = body.text("id")?.is_some_and(|id| id.starts_with("gen-"));
    Ok(if body.has("x_groq") {
        Some("groq")
    } else if reports("is_byok") || (router && body.has("provider")) {
        Some("openrouter")
    } else if reports("cost_in_usd_ticks") || reports("num_server_side_tools_used") {
        Some("xai")
    } else if reports("prompt_cache_miss_tokens") && model.starts_with("deepseek-") && !model.contains('/') {
        Some("deepseek")
    } else if reports("num_cached_tokens") || reports("prompt_audio_seconds") {
        Some("mistral")
    } else if body.has("time_info") {
        Some("cerebras")
    } else if body.has("prompt_filter_results") {
        Some("azure")
    } else if model.starts_with("sonar") && (body.has("citations") || body.has("search_results")) {
        Some("perplexity")
    } else if model.starts_with("accounts/fireworks/") {
        Some("fireworks")
    } else if model.starts_with("voyage-") && !model.contains('/') {
        Some("voyage")
    } else if fingerprint == "fp_ollama" {
        Some("ollama")
    } else {
        None
    })
}
