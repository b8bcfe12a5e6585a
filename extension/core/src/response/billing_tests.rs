//! What is billed beside tokens, at other rates than the standard ones, or by the answer's own word.

use super::reading_for_tests::*;
use super::*;
use serde_json::{Value, json};

#[test]
fn searches_are_billed_and_opened_pages_are_not() {
    let search = |id: &str, action: Value| json!({"type": "web_search_call", "id": id, "status": "completed", "action": action});
    let output = json!([
        search("ws_1", json!({"type": "search", "query": "q"})),
        search("ws_2", json!({"type": "open_page", "url": "u"})),
        search("ws_3", json!({"type": "find_in_page", "url": "u", "pattern": "p"})),
        search("ws_4", json!({"type": "search", "queries": ["q", "r"]})),
        {"type": "web_search_call", "id": "ws_5", "status": "failed", "action": {"type": "search"}},
        {"type": "file_search_call", "id": "fs_1", "status": "completed", "queries": ["a", "b"], "results": null},
        {"type": "code_interpreter_call", "id": "ci_1", "container_id": "cntr_1", "code": "1"},
        {"type": "code_interpreter_call", "id": "ci_2", "container_id": "cntr_1", "code": "2"},
        {"type": "code_interpreter_call", "id": "ci_3", "container_id": "cntr_2", "code": "3"},
        {"type": "message", "id": "m", "content": [{"type": "output_text", "text": "x"}]},
    ]);
    let response = json!({"id": "resp_1", "object": "response", "status": "completed", "model": "gpt-5", "output": output,
        "usage": {"input_tokens": 3, "output_tokens": 5, "total_tokens": 8}});
    assert_eq!(units(&read(&response)), "code_interpreter=2 file_search=1 web_search=2");
    // as a stream whose last event leaves the steps out
    let mut bare = response.clone();
    bare["output"] = json!([]);
    let done = json!({"type": "response.output_item.done", "item": output[0]});
    let end = json!({"type": "response.completed", "response": bare});
    assert_eq!(units(&read_text(&format!("data: {done}\n\ndata: {end}\n\n"))), "web_search=1");
    let whole = json!({"type": "response.completed", "response": response});
    let stream = format!("data: {done}\n\ndata: {whole}\n\n");
    assert_eq!(units(&read_text(&stream)), "code_interpreter=2 file_search=1 web_search=2");
    let chat = json!({"object": "chat.completion", "model": "gpt-4o-mini-search-preview-2025-03-11", "choices": [],
        "usage": {"prompt_tokens": 4, "completion_tokens": 2, "total_tokens": 6}});
    assert_eq!(units(&read(&chat)), "web_search=1");
}

#[test]
fn grounding_is_billed_by_prompt_and_since_gemini_3_by_query() {
    let answer = |model: &str, grounding: Value| {
        read(
            &json!({"candidates": [{"finishReason": "STOP", "groundingMetadata": grounding}], "modelVersion": model,
            "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 2, "totalTokenCount": 3}}),
        )
    };
    let searched =
        json!({"webSearchQueries": ["a", "b", "a", ""], "groundingChunks": [{"web": {"uri": "u"}}]});
    assert_eq!(units(&answer("gemini-2.5-flash", searched.clone())), "grounded_prompt=1");
    assert_eq!(units(&answer("gemini-3-pro-preview", searched)), "grounding_query=2");
    let mapped = json!({"groundingChunks": [{"maps": {"placeId": "p"}}]});
    assert_eq!(units(&answer("gemini-2.5-flash", mapped.clone())), "maps_grounding=1");
    assert_eq!(units(&answer("gemini-3.5-flash", mapped)), "maps_grounding=1");
    let own_files = json!({"groundingChunks": [{"retrievedContext": {"text": "x"}}]});
    for nothing in [json!({}), own_files, json!({"webSearchQueries": [""]})] {
        assert_eq!(units(&answer("gemini-3-pro", nothing)), "");
    }
    let chunk = |queries: Value, reason: Value| {
        let candidate = json!({"finishReason": reason, "groundingMetadata": {"webSearchQueries": queries}});
        json!({"candidates": [candidate], "modelVersion": "gemini-3-flash",
            "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 2, "totalTokenCount": 3}})
    };
    let chunks = [chunk(json!(["a"]), Value::Null), chunk(json!(["a", "b"]), json!("STOP"))];
    let sse: String = chunks.iter().map(|chunk| format!("data: {chunk}\r\n\r\n")).collect();
    assert_eq!(units(&read_text(&sse)), "grounding_query=2");
    let interaction = |model: &str| {
        let step = json!({"type": "google_search_call", "arguments": {"queries": ["a", "b"]}});
        read(&json!({"object": "interaction", "status": "completed", "model": model, "steps": [step],
            "usage": {"total_input_tokens": 7, "total_output_tokens": 5}}))
    };
    assert_eq!(units(&interaction("gemini-2.5-flash")), "grounded_prompt=1");
    assert_eq!(units(&interaction("gemini-3-flash")), "grounding_query=2");
}

#[test]
fn tools_that_usage_counts_are_not_counted_by_steps() {
    let details =
        json!({"web_search_calls": 0, "x_search_calls": 3, "code_interpreter_calls": 1, "mcp_calls": 2});
    let xai = json!({"object": "response", "id": "r", "status": "completed", "model": "grok-4",
        "output": [{"type": "web_search_call", "id": "w", "action": {"type": "search"}}],
        "usage": {"input_tokens": 3, "output_tokens": 5, "num_server_side_tools_used": 4, "cost_in_usd_ticks": 292331500,
            "server_side_tool_usage_details": details}});
    assert_eq!(units(&read(&xai)), "code_interpreter=1 x_search=3");
    assert_eq!(read(&xai).reported_cost, money("0.02923315"));
    let agent = json!({"object": "conversation.response", "outputs": [],
        "usage": {"prompt_tokens": 188, "completion_tokens": 55, "total_tokens": 7355, "connector_tokens": 7112,
            "connectors": {"web_search": 1}}});
    assert_eq!(
        (counted(&read(&agent)), units(&read(&agent)).as_str()),
        (Some([7300, 55, 0, 0, 0]), "web_search=1")
    );
    let sonar = json!({"object": "chat.completion", "model": "sonar", "choices": [], "usage": {"prompt_tokens": 9,
        "completion_tokens": 200, "total_tokens": 209, "search_context_size": "low", "num_search_queries": 1,
        "cost": {"request_cost": 0.005, "total_cost": 0.005209}}});
    assert_eq!(units(&read(&sonar)), "request_low=1");
    assert_eq!(read(&sonar).reported_cost, money("0.005209"));
}

#[test]
fn modalities_within_the_parts() {
    let gemini = json!({"modelVersion": "gemini-2.5-flash", "usageMetadata": {"promptTokenCount": 1000,
        "cachedContentTokenCount": 600, "candidatesTokenCount": 10, "totalTokenCount": 1010,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 300}, {"modality": "AUDIO", "tokenCount": 600},
            {"modality": "VIDEO", "tokenCount": 100}],
        "cacheTokensDetails": [{"modality": "AUDIO", "tokenCount": 500}, {"modality": "TEXT", "tokenCount": 100}],
        "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 10}]}});
    assert_eq!(units(&read(&gemini)), "cache_read_audio=500 image_output=10 video_input=100");
    let realtime = json!({"type": "response.done", "response": {"object": "realtime.response", "id": "r", "status": "completed",
        "usage": {"total_tokens": 300, "input_tokens": 200, "output_tokens": 100,
            "input_token_details": {"text_tokens": 20, "audio_tokens": 170, "image_tokens": 10, "cached_tokens": 90,
                "cached_tokens_details": {"text_tokens": 10, "audio_tokens": 80, "image_tokens": 0}},
            "output_token_details": {"text_tokens": 40, "audio_tokens": 60}}}});
    assert_eq!(units(&read(&realtime)), "cache_read_audio=80 image_input=10");
    let drawn =
        |usage: Value| units(&read(&json!({"created": 1, "data": [{"b64_json": "AA"}], "usage": usage})));
    let input = json!({"text_tokens": 50, "image_tokens": 44});
    let untold = json!({"total_tokens": 1150, "input_tokens": 94, "output_tokens": 1056, "input_tokens_details": input});
    assert_eq!(drawn(untold.clone()), "image_input=44 image_output=1056");
    let mut told = untold;
    told["output_tokens_details"] = json!({"image_tokens": 1000, "text_tokens": 56});
    assert_eq!(drawn(told), "image_input=44 image_output=1000");
}

#[test]
fn seconds_pages_and_characters() {
    let verbose = json!({"task": "transcribe", "language": "English", "duration": 12.5, "text": "hi",
        "segments": [{"id": 0, "end": 12.5}], "x_groq": {"id": "req_1"}});
    let found = read(&verbose);
    assert_eq!((units(&found).as_str(), counted(&found)), ("audio_second=12.5", Some([0; 5])));
    assert_eq!((found.provider.as_deref(), found.id.as_deref()), (Some("groq"), Some("req_1")));
    let rounded =
        json!({"duration": 12.5, "text": "hi", "segments": [], "usage": {"type": "duration", "seconds": 13}});
    assert_eq!(units(&read(&rounded)), "audio_second=13");
    let pages = json!({"pages": [{"index": 0, "markdown": "x"}], "model": "mistral-ocr-latest",
        "usage_info": {"pages_processed": 7, "doc_size_bytes": 9}});
    assert_eq!((units(&read(&pages)).as_str(), read(&pages).shape), ("page=7", "mistral.ocr"));
    let spoken = extract_with_headers("{}", r#"{"dg-char-count": "42"}"#, None);
    assert_eq!(spoken.map(|found| units(&found)), Ok("character=42".to_owned()));
}

#[test]
fn tiers_by_one_name() {
    let usage = json!({"prompt_tokens": 4, "completion_tokens": 2, "total_tokens": 6});
    let chat = |tier: &str| {
        json!({"id": "c", "object": "chat.completion", "model": "gpt-x", "choices": [], "usage": usage,
        "service_tier": tier})
    };
    let line = |body: Value| json!({"custom_id": "a", "response": {"status_code": 200, "body": body}, "error": null});
    let gemini = json!({"candidates": [], "usageMetadata": {"promptTokenCount": 1, "totalTokenCount": 1,
        "trafficType": "ON_DEMAND_PRIORITY"}});
    let message = json!({"type": "message", "id": "m", "role": "assistant", "model": "claude-x", "content": [],
        "usage": {"input_tokens": 1, "output_tokens": 2, "service_tier": "priority"}});
    let converse = json!({"output": {}, "stopReason": "end_turn", "usage": {"inputTokens": 1, "outputTokens": 2},
        "serviceTier": {"type": "flex"}});
    for (body, tier) in [
        (chat("default"), "standard"),
        (chat("fast"), "priority"),
        (chat("flex"), "flex"),
        (chat("scale"), "scale"),
        (line(chat("default")), "batch"),
        (gemini.clone(), "priority"),
        (json!({"key": "k", "response": gemini}), "batch"),
        (message.clone(), "priority"),
        (json!({"custom_id": "a", "result": {"type": "succeeded", "message": message}}), "batch"),
        (json!({"recordId": "1", "modelInput": {}, "modelOutput": message}), "batch"),
        (converse.clone(), "flex"),
    ] {
        assert_eq!(read(&body).tier().as_deref(), Some(tier), "{body}");
    }
    let lines = format!(
        "{}\n{}\n",
        line(chat("default")),
        line(chat("default")).to_string().replace("\"a\"", "\"b\"")
    );
    assert_eq!(read_text(&lines).answers, 2);
    let refused = json!({"custom_id": "a", "result": {"type": "errored", "error": {"type": "error",
        "error": {"type": "invalid_request_error", "message": "too long"}}}});
    assert_eq!(read(&refused).shape, "error");
}

#[test]
fn what_multiplies_prices() {
    let message = |speed: &str, geo: &str| {
        let usage = json!({"input_tokens": 1, "output_tokens": 2, "speed": speed, "inference_geo": geo});
        let found =
            read(&json!({"type": "message", "id": "m", "role": "assistant", "content": [], "usage": usage}));
        found.conditions.into_iter().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(message("fast", "us"), "geo:us speed:fast");
    assert_eq!(message("standard", "not_available"), "");
    assert_eq!(message("standard", "global"), "");
    let start = json!({"type": "message_start", "message": {"id": "m", "usage": {"input_tokens": 5, "output_tokens": 1,
        "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0, "speed": "fast"}}});
    let end =
        json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 9}});
    let found = read_text(&format!("data: {start}\n\ndata: {end}\n\n"));
    assert!(found.conditions.contains("speed:fast"), "{found:?}");
}

#[test]
fn less_undoes_nothing_in_a_stream() {
    let stream = |start: Value, end: Value| {
        let start = json!({"type": "message_start", "message": {"id": "m", "usage": start}});
        let end = json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": end});
        counted(&read_text(&format!("data: {start}\n\ndata: {end}\n\n")))
    };
    let none = json!({"input_tokens": 120, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0, "output_tokens": 1});
    assert_eq!(
        stream(none.clone(), json!({"input_tokens": 0, "output_tokens": 88})),
        Some([120, 88, 0, 0, 0])
    );
    let cached = json!({"input_tokens": 20, "cache_read_input_tokens": 500, "cache_creation_input_tokens": 7, "output_tokens": 1});
    let zeros = json!({"input_tokens": 0, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0, "output_tokens": 8});
    assert_eq!(stream(cached, zeros), Some([527, 8, 500, 7, 0]));
    // what was taken for input came from the cache
    let moved = json!({"input_tokens": 20, "cache_read_input_tokens": 100, "output_tokens": 8});
    assert_eq!(stream(none, moved), Some([120, 8, 100, 0, 0]));
    let chat = |prompt: i64, completion: i64| {
        let usage = json!({"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion});
        json!({"object": "chat.completion.chunk", "model": "m", "choices": [], "usage": usage})
    };
    let text = format!("data: {}\n\ndata: {}\n\ndata: [DONE]\n\n", chat(4, 2), chat(0, 0));
    assert_eq!(counted(&read_text(&text)), Some([4, 2, 0, 0, 0]));
}

#[test]
fn an_error_that_carries_usage_is_usage() {
    let usage = json!({"prompt_tokens": 4, "completion_tokens": 2, "total_tokens": 6});
    let failed = json!({"id": "g", "object": "chat.completion.chunk", "model": "m", "error": {"code": 502, "message": "gone"},
        "choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "error"}], "usage": usage});
    let piece = r#"{"id":"g","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":"x"}}]}"#;
    let found = read_text(&format!("data: {piece}\n\ndata: {failed}\n\n"));
    assert_eq!(
        (counted(&found), found.complete, found.error.as_deref()),
        (Some([4, 2, 0, 0, 0]), false, Some("gone"))
    );
    let bare = r#"{"error":{"code":502,"message":"gone"}}"#;
    let found = read_text(&format!("data: {piece}\n\ndata: {bare}\n\n"));
    assert_eq!((counted(&found), found.error.as_deref()), (None, Some("gone")));
    for body in [
        json!({"error": {"message": "no such model", "type": "invalid_request_error"}}),
        json!({"error": "no such model"}),
        json!([{"error": {"code": 404, "message": "no such model", "status": "NOT_FOUND"}}]),
        json!({"type": "error", "error": {"type": "not_found_error", "message": "no such model"}}),
        json!({"object": "error", "message": "no such model", "type": "invalid_request_error"}),
        json!({"__type": "ValidationException", "message": "no such model"}),
    ] {
        let found = read(&body);
        assert_eq!((found.shape, found.error.as_deref()), ("error", Some("no such model")), "{body}");
    }
}

#[test]
fn a_part_above_its_whole_is_cut_and_told() {
    let found = read(
        &json!({"object": "chat.completion", "choices": [], "usage": {"prompt_tokens": 4, "completion_tokens": 2,
        "total_tokens": 6, "completion_tokens_details": {"reasoning_tokens": 50}}}),
    );
    assert_eq!(counted(&found), Some([4, 2, 0, 0, 2]));
    assert_eq!(found.clamped, Counts { reasoning: Some(50), ..Counts::default() });
}

#[test]
fn images_of_a_tool_are_of_a_model_of_images() {
    let drawn = |tools: Value| {
        read(
            &json!({"object": "response", "id": "r", "status": "completed", "model": "gpt-x", "tools": tools,
            "output": [{"type": "image_generation_call", "id": "ig", "status": "completed", "result": "aGk="}],
            "usage": {"input_tokens": 1000, "output_tokens": 200, "total_tokens": 1200},
            "tool_usage": {"image_gen": {"input_tokens": 50, "input_tokens_details": {"image_tokens": 20, "text_tokens": 30},
                "output_tokens": 1056, "output_tokens_details": {"image_tokens": 1056, "text_tokens": 0}, "total_tokens": 1106},
                "web_search": {"num_requests": 0}}}),
        )
    };
    let found = drawn(
        json!([{"type": "function", "name": "f", "parameters": {"type": "object"}}, {"type": "image_generation"}]),
    );
    assert_eq!(counted(&found), Some([1000, 200, 0, 0, 0]));
    assert_eq!(
        units(&found),
        "image_input_of_gpt_image_1=20 image_output_of_gpt_image_1=1056 input_of_gpt_image_1=30"
    );
    let other = drawn(json!([{"type": "image_generation", "model": "gpt-image-1.5"}]));
    assert!(units(&other).contains("image_output_of_gpt_image_1_5=1056"));
}
