//! Usage as client libraries tell it, answers that are errors, and what is billed by how it was asked for.

use super::reading_for_tests::*;
use serde_json::json;

#[test]
fn langchain_in_its_own_words() {
    let used = json!({"promptTokens": 1000, "completionTokens": 200, "totalTokens": 1200});
    for (body, want, model, shape) in [
        (
            json!({"gpt-4o-mini-2024-07-18": {"input_tokens": 1000, "output_tokens": 200, "total_tokens": 1200,
            "input_token_details": {"cache_read": 400}}}),
            [1000, 200, 400, 0, 0],
            Some("gpt-4o-mini-2024-07-18"),
            "langchain",
        ),
        (
            json!({"generations": [], "llm_output": {"model_name": "m", "token_usage": {"prompt_tokens": 1000, "completion_tokens": 200,
            "prompt_tokens_details": {"cached_tokens": 400}}}}),
            [1000, 200, 400, 0, 0],
            Some("m"),
            "langchain",
        ),
        (json!({"llmOutput": {"tokenUsage": used}}), [1000, 200, 0, 0, 0], None, "langchain"),
        (
            json!({"token_usage": {"prompt_tokens": 1000, "completion_tokens": 200}, "model_name": "m"}),
            [1000, 200, 0, 0, 0],
            Some("m"),
            "langchain",
        ),
        (
            json!({"content": "x", "response_metadata": {"tokenUsage": used, "model_name": "m"}}),
            [1000, 200, 0, 0, 0],
            Some("m"),
            "langchain",
        ),
        (
            json!({"response_metadata": {"model": "claude", "usage": {"input_tokens": 300, "output_tokens": 200, "cache_read_input_tokens": 400}}}),
            [700, 200, 400, 0, 0],
            Some("claude"),
            "langchain",
        ),
    ] {
        assert_reads(&body, Some(want), model, shape);
    }
    let two = read(
        &json!({"gpt-x": {"input_tokens": 1000, "output_tokens": 200}, "model-y": {"input_tokens": 30, "output_tokens": 20,
        "input_token_details": {"cache_read": 10}}}),
    );
    assert_eq!(
        (counted(&two), units(&two).as_str()),
        (Some([1000, 200, 0, 0, 0]), "cache_read_of_model_y=10 input_of_model_y=20 output_of_model_y=20")
    );
    for nothing in
        [json!({"a": {"input_tokens": 1, "output_tokens": 2}, "b": 7}), json!({"a": {}}), json!({})]
    {
        assert_eq!(read(&nothing).shape, "unknown", "{nothing}");
    }
}

#[test]
fn other_libraries_in_their_own_words() {
    for (body, want, model, shape) in [
        (
            json!({"inputTokenCount": 1000, "outputTokenCount": 200, "totalTokenCount": 1200, "cachedInputTokenCount": 400, "reasoningTokenCount": 100}),
            [1000, 200, 400, 0, 100],
            None,
            "extensions_ai",
        ),
        (
            json!({"modelId": "m", "responseId": "r", "usage": {"inputTokenCount": 1000, "outputTokenCount": 200}}),
            [1000, 200, 0, 0, 0],
            Some("m"),
            "extensions_ai",
        ),
        (
            json!({"InputTokenCount": 1000, "OutputTokenCount": 200, "InputTokenDetails": {"CachedTokenCount": 400}, "OutputTokenDetails": {"ReasoningTokenCount": 5}}),
            [1000, 200, 400, 0, 5],
            None,
            "extensions_ai",
        ),
        (
            json!({"id": "c", "finishReason": "COMPLETE", "usage": {"billedUnits": {"inputTokens": 1000, "outputTokens": 200}, "tokens": {"inputTokens": 1500}}}),
            [1000, 200, 0, 0, 0],
            None,
            "cohere.chat_v2",
        ),
        (
            json!({"gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 200, "gen_ai.response.model": "m"}),
            [1000, 200, 0, 0, 0],
            Some("m"),
            "opentelemetry",
        ),
        (
            json!({"name": "chat", "attributes": {"gen_ai.usage.prompt_tokens": 1000, "gen_ai.usage.completion_tokens": 200, "gen_ai.request.model": "m",
            "gen_ai.usage.cache_read.input_tokens": 400}}),
            [1000, 200, 400, 0, 0],
            Some("m"),
            "opentelemetry",
        ),
        (
            json!({"requests": 1, "request_tokens": 1000, "response_tokens": 200, "total_tokens": 1200, "details": {"reasoning_tokens": 100, "cached_tokens": 400}}),
            [1000, 200, 400, 0, 100],
            None,
            "pydantic_ai",
        ),
    ] {
        assert_reads(&body, Some(want), model, shape);
    }
}

#[test]
fn answers_that_are_errors() {
    for (body, message) in [
        (json!({"Message": "not authorized"}), "not authorized"),
        (json!({"message": "invalid api token"}), "invalid api token"),
        (json!({"id": "x", "message": "too many requests"}), "too many requests"),
        (json!({"detail": "Not Found"}), "Not Found"),
        (
            json!({"detail": [{"loc": ["body"], "msg": "field required", "type": "missing"}]}),
            "field required",
        ),
        (json!({"detail": {"error": "quota"}}), "quota"),
        (
            json!({"type": "about:blank", "title": "Bad", "status": 400, "detail": "no such model"}),
            "no such model",
        ),
        (json!({"custom_id": "a", "result": {"type": "expired"}}), "expired"),
        (json!({"custom_id": "a", "result": {"type": "canceled"}}), "canceled"),
        (
            json!({"custom_id": "a", "result": {"type": "errored", "error": {"type": "error", "request_id": "r",
            "error": {"type": "invalid_request_error", "message": "max_tokens"}}}}),
            "max_tokens",
        ),
        (json!({"error": {"message": "outer", "error": {"message": "inner"}}}), "outer"),
        (
            json!({"result": null, "success": false, "errors": [{"code": 5006, "message": "no such model"}], "messages": []}),
            "no such model",
        ),
        (
            json!({"Response": {"Error": {"Code": "AuthFailure", "Message": "no such key"}, "RequestId": "r"}}),
            "no such key",
        ),
    ] {
        let found = read(&body);
        assert_eq!((found.shape, found.error.as_deref()), ("error", Some(message)), "{body}");
    }
    for other in [
        json!({"message": "hello", "answer": 7}),
        json!({"type": "progress", "message": "half"}),
        json!({"message": {"role": "user"}}),
        json!({"result": {}, "success": true, "errors": []}),
    ] {
        assert_eq!(read(&other).shape, "unknown", "{other}");
    }
}

#[test]
fn what_was_asked_for_tells_how_it_is_billed() {
    let answer = |model: &str, tool: &str, memory: &str| {
        json!({"object": "response", "status": "completed", "model": model, "usage": {"input_tokens": 1000, "output_tokens": 200},
            "tools": [{"type": tool}, {"type": "code_interpreter", "container": {"type": "auto", "memory_limit": memory}}],
            "output": [{"type": "web_search_call", "id": "w", "action": {"type": "search"}}, {"type": "code_interpreter_call", "id": "a", "container_id": "c1"}]})
    };
    for (model, tool, memory, told) in [
        ("gpt-4o", "web_search_preview", "4g", "code_interpreter=4 web_search_preview=1"),
        (
            "gpt-4.1-mini-2025-04-14",
            "web_search_preview_2025_03_11",
            "64g",
            "code_interpreter=64 web_search_preview=1",
        ),
        ("gpt-4o", "web_search", "1g", "code_interpreter=1 web_search=1"),
        ("gpt-5", "web_search_preview", "x", "code_interpreter=1 web_search=1"),
    ] {
        assert_eq!(units(&read(&answer(model, tool, memory))), told, "{model} {tool} {memory}");
    }
    let spoken =
        json!({"task": "transcribe", "language": "en", "duration": 2.5, "text": "x", "segments": []});
    assert_eq!(units(&hinted(&spoken, Some("groq"))), "audio_second=10");
    assert_eq!(units(&hinted(&spoken, Some("openai"))), "audio_second=2.5");
}
