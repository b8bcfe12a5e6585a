//! Which keys of an answer lead to usage, and what is kept of their values.

/// What to keep of the value that comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Everything.
    Whole,
    /// Scalars, and what leads to usage.
    Path,
    /// As `Path`, and what kind of files the answer has.
    Candidates,
    /// As `Path`, but no list.
    Object,
    /// As `Object`, and of a list what keys its objects have: whether they are pictures.
    Data,
    /// Keys, without their values.
    Keys,
    /// Steps of an answer, in a list or one: what each was, and none of its content.
    Steps,
    Scalar,
    Nothing,
}

impl Keep {
    pub(super) fn of(self, key: &str) -> Self {
        match self {
            Keep::Path | Keep::Object | Keep::Data => keep_of(key),
            Keep::Candidates => keep_of_candidate(key),
            Keep::Steps => keep_of_step(key),
            Keep::Whole => Keep::Whole,
            Keep::Scalar | Keep::Nothing | Keep::Keys => Keep::Nothing,
        }
    }

    /// What to keep of the items of a list; `None`: the list is not kept.
    pub(super) fn of_items(self) -> Option<Self> {
        match self {
            Keep::Object | Keep::Scalar | Keep::Keys => None,
            Keep::Data => Some(Keep::Keys),
            keep => Some(keep),
        }
    }
}

/// What is kept of the value of a key, on the way to usage.
fn keep_of(key: &str) -> Keep {
    match key {
        // long, and never leads to usage
        "content" | "text" | "embedding" | "parts" | "context" | "bytesBase64Encoded" => Keep::Nothing,
        // their content tells whether it is of pictures or sound
        "candidates" => Keep::Candidates,
        // an object on the way to usage, or that tells it; a list of content elsewhere
        "embeddings" => Keep::Object,
        "data" => Keep::Data,
        // what the answer did, step by step, and by which tools
        "output" | "outputs" | "steps" | "step" | "item" | "tools" | "tool_outputs" => Keep::Steps,
        // objects and lists kept whole: usage, and its parts where they stand alone
        "stats"
        | "statistics"
        | "usage"
        | "totalUsage"
        | "modelUsage"
        | "token_usage"
        | "tokenUsage"
        | "usageMetadata"
        | "usage_metadata"
        | "usage_info"
        | "tool_usage"
        | "Usage"
        | "usageEvent"
        | "inference_status"
        | "accumulated_usage"
        | "nativeUsage"
        | "x_groq"
        | "usage_breakdown"
        | "perf_metrics"
        | "meta"
        | "metrics"
        | "headers"
        | "HTTPHeaders"
        | "amazon-bedrock-invocationMetrics"
        | "prompt_tokens_details"
        | "completion_tokens_details"
        | "input_tokens_details"
        | "output_tokens_details"
        | "input_token_details"
        | "output_token_details"
        | "inputTokenDetails"
        | "outputTokenDetails"
        | "InputTokenDetails"
        | "OutputTokenDetails"
        | "details"
        | "detail"
        | "inputTokens"
        | "outputTokens"
        | "inputTokensDetails"
        | "outputTokensDetails"
        | "completionTokensDetails"
        | "promptTokensDetails"
        | "candidatesTokensDetails"
        | "responseTokensDetails"
        | "cacheTokensDetails"
        | "toolUsePromptTokensDetails"
        | "candidates_tokens_details"
        | "response_tokens_details"
        | "cache_tokens_details"
        | "tool_use_prompt_tokens_details"
        | "prompt_token_details"
        | "cacheDetails"
        | "cache_creation"
        | "iterations"
        | "server_tool_use"
        | "server_tool_use_details"
        | "server_side_tool_usage_details"
        | "server_side_tool_usage"
        | "server_side_tools_used"
        | "serverSideToolsUsed"
        | "connectors"
        | "cost"
        | "cost_details"
        | "costDetails"
        | "webSearchQueries"
        | "web_search_queries"
        | "imageSearchQueries"
        | "image_search_queries" => Keep::Whole,
        // objects and lists on the way to usage, to a bill or to an end marker
        "predictions"
        | "response"
        | "message"
        | "delta"
        | "metadata"
        | "choices"
        | "results"
        | "result"
        | "body"
        | "interaction"
        | "ResponseMetadata"
        | "messageStop"
        | "serverContent"
        | "promptFeedback"
        | "error"
        | "serviceTier"
        | "modelOutput"
        | "groundingMetadata"
        | "grounding_metadata"
        | "groundingChunks"
        | "grounding_chunks"
        | "providerMetadata"
        | "provider_metadata"
        | "gateway"
        | "openrouter"
        | "openai"
        | "anthropic"
        | "bedrock"
        | "xai"
        | "google"
        | "vertex"
        | "azure"
        | "perplexity"
        | "response_metadata"
        | "llm_output"
        | "llmOutput"
        | "attributes"
        | "kwargs"
        | "_hidden_params"
        | "extra_info"
        | "trace"
        | "promptRouter"
        | "performanceConfig"
        | "messageMetadata"
        | "Metadata"
        | "server_content"
        | "inlinedResponses"
        | "inlined_responses"
        | "dest"
        | "raw"
        | "additional_kwargs"
        | "replies"
        | "_meta"
        | "responses"
        | "Response"
        | "Choices"
        | "Error"
        | "errors"
        | "chunk"
        | "event"
        | "transcription_info"
        | "input"
        | "session"
        | "preProcessingTrace"
        | "orchestrationTrace"
        | "postProcessingTrace"
        | "routingClassifierTrace"
        | "customOrchestrationTrace"
        | "modelInvocationInput"
        | "modelInvocationOutput" => Keep::Path,
        _ => Keep::Scalar,
    }
}

/// The same within a candidate of Google's: its parts are not kept, but what kind of file each is.
fn keep_of_candidate(key: &str) -> Keep {
    match key {
        "content" | "parts" | "inlineData" | "inline_data" => Keep::Candidates,
        "mimeType" | "mime_type" => Keep::Scalar,
        "data" | "text" | "thoughtSignature" | "thought_signature" => Keep::Nothing,
        key => keep_of(key),
    }
}

/// The same within a step: what it was, and what it asked for.
fn keep_of_step(key: &str) -> Keep {
    match key {
        "type" | "status" | "id" | "container_id" | "finish_reason" | "query" | "model" | "memory_limit"
        | "outputTokenCount" => Keep::Scalar,
        "container" | "action" | "arguments" | "environment" | "delta" | "content" => Keep::Steps,
        "queries" | "usage" => Keep::Whole,
        "choices" => Keep::Path,
        _ => Keep::Nothing,
    }
}
