//! Searches and cache writes that are told in a place of their own, or in passing, or without a usage.

use serde_json::{Value, json};

use super::extract;
use super::reading_for_tests::{counted, read, read_text, units};

fn chunks(chunks: &[Value]) -> String {
    chunks.iter().map(|chunk| format!("data: {chunk}\n\n")).collect()
}

#[test]
fn gemini_tells_in_one_event_that_it_has_searched() {
    let chunk = |candidate: Value, output: i64| {
        json!({"candidates": [candidate], "modelVersion": "gemini-2.5-flash", "usageMetadata":
            {"promptTokenCount": 9, "candidatesTokenCount": output, "totalTokenCount": 9 + output}})
    };
    let text = |text: &str| json!({"content": {"parts": [{"text": text}]}});
    let mut grounded = text("b");
    grounded["groundingMetadata"] =
        json!({"webSearchQueries": ["q"], "groundingChunks": [{"web": {"uri": "u"}}]});
    let stream = chunks(&[
        chunk(text("a"), 1),
        chunk(grounded, 2),
        chunk(text("c"), 3),
        chunk(json!({"finishReason": "STOP"}), 3),
    ]);
    let found = read_text(&stream);
    assert_eq!((counted(&found), units(&found).as_str()), (Some([9, 3, 0, 0, 0]), "grounded_prompt=1"));
}

#[test]
fn litellm_tells_cache_writes_of_an_hour_and_searches_with_the_prompt() {
    let answer = |model: &str, details: Value| {
        json!({"object": "chat.completion", "model": model, "choices": [{"finish_reason": "stop"}], "usage":
            {"prompt_tokens": 1000, "completion_tokens": 5, "total_tokens": 1005, "prompt_tokens_details": details}})
    };
    let hour = json!({"cached_tokens": 0, "cache_creation_tokens": 900,
        "cache_creation_token_details": {"ephemeral_5m_input_tokens": 100, "ephemeral_1h_input_tokens": 800}});
    let written = read(&answer("claude-sonnet-4-6", hour));
    assert_eq!(
        (counted(&written), units(&written).as_str()),
        (Some([1000, 5, 0, 900, 0]), "cache_write_1h=800")
    );

    let searched = json!({"text_tokens": 1000, "web_search_requests": 3});
    for (model, want) in [
        ("gemini-3-flash-preview", "grounding_query=3"),
        ("vertex_ai/gemini-2.5-flash", "grounded_prompt=1"),
        ("some-model", ""),
    ] {
        assert_eq!(units(&read(&answer(model, searched.clone()))), want, "{model}");
    }
}

/// What it has used besides is not known: the tool alone would be charged, and the tokens be free.
#[test]
fn a_tool_is_no_usage() {
    let search = |delta: Value, end: Value| {
        json!({"object": "chat.completion.chunk", "model": "gpt-4o-search-preview",
            "choices": [{"delta": delta, "finish_reason": end}]})
    };
    let stream = chunks(&[search(json!({"content": "hi"}), Value::Null), search(json!({}), json!("stop"))]);
    let grounded = json!({"candidates": [{"finishReason": "STOP", "groundingMetadata": {"webSearchQueries": ["q"]}}],
        "modelVersion": "gemini-2.5-flash"});
    let cancelled = json!({"object": "response", "model": "gpt-5", "status": "cancelled", "usage": null, "output":
        [{"type": "web_search_call", "id": "ws_1", "status": "completed", "action": {"type": "search"}}]});
    for text in [stream + "data: [DONE]\n\n", grounded.to_string(), cancelled.to_string()] {
        let tokens = extract(&text, None).ok().and_then(|found| found.tokens());
        assert_eq!(tokens, None, "{text}");
    }
}
