//! Answers of libraries that hold the provider's own usage, or all of its answer, in an object of theirs.

use super::reading_for_tests::*;
use serde_json::{Value, json};

/// OpenAI's usage of 100 tokens of which 60 came from the cache, and of 7 of which 3 are reasoning.
fn openai() -> Value {
    json!({"prompt_tokens": 100, "completion_tokens": 7, "total_tokens": 107, "prompt_tokens_details": {"cached_tokens": 60},
        "completion_tokens_details": {"reasoning_tokens": 3}})
}

const OPENAI: Option<[i64; 5]> = Some([100, 7, 60, 0, 3]);

#[test]
fn usage_in_an_object_of_the_librarys() {
    let answer = json!({"id": "chatcmpl-1", "object": "chat.completion", "model": "m", "choices": [], "usage": openai()});
    let model = Some("m");
    for (body, want, model, shape) in [
        (
            json!({"message": {"role": "assistant"}, "raw": answer, "additional_kwargs": {"prompt_tokens": 100, "completion_tokens": 7}}),
            OPENAI,
            model,
            "llama_index",
        ),
        (
            json!({"message": {}, "raw": null, "additional_kwargs": {"prompt_tokens": 100, "completion_tokens": 7}}),
            Some([100, 7, 0, 0, 0]),
            None,
            "llama_index",
        ),
        (
            json!({"replies": [{"_role": "assistant", "_meta": {"model": "m", "usage": openai()}}, {"_meta": {"usage": openai()}}]}),
            OPENAI,
            model,
            "haystack",
        ),
        (json!({"replies": ["x"], "meta": [{"model": "m", "usage": openai()}]}), OPENAI, model, "haystack"),
        (
            json!({"_role": "assistant", "_meta": {"model": "m", "usage": openai()}}),
            OPENAI,
            model,
            "haystack",
        ),
        (json!({"ai_model_id": "m", "metadata": {"usage": openai()}}), OPENAI, model, "semantic_kernel"),
        (
            json!({"ModelId": "m", "Metadata": {"Usage": {"InputTokenCount": 100, "OutputTokenCount": 7, "TotalTokenCount": 107,
                "InputTokenDetails": {"CachedTokenCount": 60}, "OutputTokenDetails": {"ReasoningTokenCount": 3}}}}),
            OPENAI,
            model,
            "extensions_ai",
        ),
        (
            json!({"metrics": {"accumulated_usage": {"inputTokens": 10, "outputTokens": 20, "totalTokens": 130, "cacheReadInputTokens": 60,
                "cacheWriteInputTokens": 40}}}),
            Some([110, 20, 60, 40, 0]),
            None,
            "strands",
        ),
        (
            json!({"content": "x", "model": "m", "metrics": {"input_tokens": 100, "output_tokens": 7, "cache_read_tokens": 60, "reasoning_tokens": 3}}),
            OPENAI,
            model,
            "agno",
        ),
        (
            json!({"model": "claude-x", "metrics": {"input_tokens": 40, "output_tokens": 7, "cache_read_tokens": 60}}),
            Some([100, 7, 60, 0, 0]),
            Some("claude-x"),
            "agno",
        ),
    ] {
        assert_reads(&body, want, model, shape);
    }
}

#[test]
fn usage_that_a_library_has_counted_itself() {
    let counted_by_hand = read(
        &json!({"prompt_llm_token_count": 10, "completion_llm_token_count": 7, "total_llm_token_count": 17,
        "total_embedding_token_count": 20}),
    );
    assert_eq!(
        (counted(&counted_by_hand), units(&counted_by_hand).as_str()),
        (Some([10, 7, 0, 0, 0]), "embedding=20")
    );
}

#[test]
fn objects_that_hold_no_usage() {
    for other in [
        json!({"content": "x", "metrics": {"input_tokens": [100], "output_tokens": [7]}}),
        json!({"raw": {"a": 1}, "text": "x"}),
        json!({"replies": [{"id": 1}]}),
        json!({"_meta": {"progressToken": 1}}),
    ] {
        assert_eq!(read(&other).shape, "unknown", "{other}");
    }
}

#[test]
fn what_spring_has_of_the_provider_tells_the_cache() {
    let of = |native: Value| {
        let usage =
            json!({"promptTokens": 100, "completionTokens": 7, "totalTokens": 107, "nativeUsage": native});
        let answer = json!({"result": {"output": {"text": "x"}}, "metadata": {"id": "c", "model": "m", "usage": usage}});
        [read(&usage), read(&answer)]
    };
    let camel = json!({"promptTokens": 100, "completionTokens": 7, "promptTokensDetails": {"cachedTokens": 60},
        "completionTokenDetails": {}, "completionTokensDetails": {"reasoningTokens": 3}});
    let claude = json!({"input_tokens": 40, "output_tokens": 7, "cache_read_input_tokens": 60, "cache_creation_input_tokens": 0});
    let gemini = json!({"promptTokenCount": 100, "candidatesTokenCount": 4, "thoughtsTokenCount": 3, "totalTokenCount": 107});
    for (native, want) in [
        (openai(), OPENAI),
        (camel, OPENAI),
        (claude, Some([100, 7, 60, 0, 0])),
        (gemini, Some([100, 7, 0, 0, 3])),
        (json!({"else": 1}), Some([100, 7, 0, 0, 0])),
        (Value::Null, Some([100, 7, 0, 0, 0])),
    ] {
        for found in of(native.clone()) {
            assert_eq!(counted(&found), want, "{native}");
        }
    }
    let [_, answer] = of(openai());
    assert_eq!(
        (answer.shape, answer.model.as_deref(), answer.id.as_deref()),
        ("spring_ai", Some("m"), Some("c"))
    );
}

#[test]
fn parts_that_a_library_names_by_itself() {
    // The thoughts stand outside the output, as the total tells.
    let genkit = json!({"inputTokens": 10, "outputTokens": 20, "totalTokens": 45, "thoughtsTokens": 15, "cachedContentTokens": 4,
        "inputCharacters": 30});
    let inside = json!({"inputTokens": 10, "outputTokens": 20, "totalTokens": 30, "thoughtsTokens": 15});
    let pydantic = json!({"input_tokens": 100, "cache_write_tokens": 10, "cache_read_tokens": 60, "output_tokens": 7,
        "details": {"reasoning_tokens": 3}, "requests": 2});
    let thoughts = json!({"input_tokens": 100, "output_tokens": 7, "details": {"thoughts_tokens": 3, "text_prompt_tokens": 100}});
    let crew = json!({"total_tokens": 500, "prompt_tokens": 400, "cached_prompt_tokens": 100, "completion_tokens": 100,
        "cache_creation_tokens": 20, "reasoning_tokens": 0, "successful_requests": 3});
    for (body, want) in [
        (genkit.clone(), [10, 35, 4, 0, 15]),
        (json!({"message": {"role": "model"}, "finishReason": "stop", "usage": genkit}), [10, 35, 4, 0, 15]),
        (inside, [10, 20, 0, 0, 15]),
        (pydantic, [100, 7, 60, 10, 3]),
        (thoughts, [100, 7, 0, 0, 3]),
        (crew.clone(), [400, 100, 100, 20, 0]),
        (json!({"raw": "x", "tasks_output": [], "token_usage": crew}), [400, 100, 100, 20, 0]),
    ] {
        assert_eq!(counted(&read(&body)), Some(want), "{body}");
    }
    let answer = read(
        &json!({"kind": "response", "model_name": "m", "provider_response_id": "r", "parts": [],
        "usage": {"input_tokens": 100, "cache_read_tokens": 60, "output_tokens": 7, "details": {"reasoning_tokens": 3}}}),
    );
    assert_eq!(
        (counted(&answer), answer.shape, answer.model.as_deref(), answer.id.as_deref()),
        (OPENAI, "pydantic_ai", Some("m"), Some("r"))
    );
}

#[test]
fn usage_that_an_app_puts_into_messages_for_its_interface() {
    let usage = json!({"inputTokens": 10, "outputTokens": 5, "totalTokens": 15, "cachedInputTokens": 4});
    let finish = json!({"type": "finish", "messageMetadata": {"totalUsage": usage, "model": "m"}});
    let stream =
        format!("data: {}\n\ndata: {finish}\n\ndata: [DONE]\n\n", json!({"type": "start", "messageId": "m"}));
    let message =
        json!({"id": "m", "role": "assistant", "metadata": {"totalUsage": usage, "model": "m"}, "parts": []});
    for found in [read_text(&stream), read(&message)] {
        assert_eq!((counted(&found), found.model.as_deref()), (Some([10, 5, 4, 0, 0]), Some("m")));
    }
}
