//! What stands in a place of its own, or nowhere, and is billed all the same.

use super::reading_for_tests::*;
use super::*;
use serde_json::{Value, json};

/// Counts, units and bill of a body.
fn told(body: &Value, provider: &str) -> String {
    let found = hinted(body, Some(provider));
    let counts = counted(&found).map_or("unknown".to_owned(), |counts| format!("{counts:?}"));
    let bill = found.reported_cost.map_or(String::new(), |bill| format!(" {bill} USD"));
    format!("{counts} {}{bill}", units(&found)).trim_end().to_owned()
}

#[test]
fn clients_that_spell_in_camel_case() {
    let router = json!({"id": "gen-1", "object": "chat.completion", "model": "openai/gpt-5", "choices": [{"finishReason": "stop"}],
        "usage": {"promptTokens": 1000, "completionTokens": 200, "totalTokens": 1200, "promptTokensDetails": {"cachedTokens": 400},
            "completionTokensDetails": {"reasoningTokens": 100}, "cost": 0.0123, "isByok": false}});
    assert_eq!(told(&router, "openrouter"), "[1000, 200, 400, 0, 100]  0.0123 USD");
    assert_eq!(read(&router).provider.as_deref(), Some("openrouter"));
    let mut own_key = router["usage"].clone();
    own_key["isByok"] = json!(true);
    own_key["costDetails"] = json!({"upstreamInferenceCost": 0.2});
    assert_eq!(told(&own_key, "openrouter"), "[1000, 200, 400, 0, 100]  0.2123 USD");
    for usage in [
        json!({"inputTokens": 1000, "outputTokens": 200, "inputTokensDetails": {"cached_tokens": 400}}),
        json!({"requests": 2, "inputTokens": 1000, "outputTokens": 200, "totalTokens": 1200,
            "inputTokensDetails": [{"cached_tokens": 300}, {"cached_tokens": 100}], "outputTokensDetails": []}),
        json!({"promptTokens": 1000, "completionTokens": 200, "promptTokensDetails": {"cachedTokens": 400}}),
        json!({"input_tokens": 1000, "output_tokens": 200, "cached_input_tokens": 400}),
        json!({"type": "turn.completed", "usage": {"input_tokens": 1000, "cached_input_tokens": 400, "output_tokens": 200}}),
    ] {
        assert_eq!(told(&usage, "openai"), "[1000, 200, 400, 0, 0]", "{usage}");
    }
    let codex = json!({"input_tokens": 1000, "cached_input_tokens": 400, "output_tokens": 200, "reasoning_output_tokens": 50});
    assert_eq!(told(&codex, "openai"), "[1000, 200, 400, 0, 50]");
    let mistral = json!({"id": "m", "model": "voxtral-mini", "choices": [{"finishReason": "stop"}],
        "usage": {"promptTokens": 10, "completionTokens": 7, "totalTokens": 392, "promptAudioSeconds": 30}});
    assert_eq!(told(&mistral, "mistral"), "[385, 7, 0, 0, 0] audio_second=30");
}

#[test]
fn tools_as_xai_tells_them() {
    let usage = |more: Value| {
        let mut usage = json!({"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100, "cached_prompt_text_tokens": 400});
        if let Some((all, more)) = usage.as_object_mut().zip(more.as_object()) {
            all.extend(more.clone());
        }
        usage
    };
    let used = json!({"server_side_tools_used": ["SERVER_SIDE_TOOL_WEB_SEARCH", "SERVER_SIDE_TOOL_X_SEARCH", "SERVER_SIDE_TOOL_WEB_SEARCH"]});
    assert_eq!(told(&usage(used), "xai"), "[1000, 100, 400, 0, 0] web_search=2 x_search=1");
    for (beside, units) in [
        (
            json!({"server_side_tool_usage": {"SERVER_SIDE_TOOL_WEB_SEARCH": 3, "SERVER_SIDE_TOOL_CODE_EXECUTION": 1,
            "SERVER_SIDE_TOOL_VIEW_IMAGE": 9}}),
            "code_interpreter=1 web_search=3",
        ),
        (
            json!({"server_side_tool_usage_details": {"web_search_calls": 2, "x_search_calls": 1}}),
            "web_search=2 x_search=1",
        ),
    ] {
        for shape in [
            json!({"object": "response", "status": "completed"}),
            json!({"object": "chat.completion", "choices": []}),
        ] {
            let mut body = shape.clone();
            if let Some((all, more)) = body.as_object_mut().zip(beside.as_object()) {
                all.insert("usage".to_owned(), usage(json!({})));
                all.extend(more.clone());
            }
            assert_eq!(told(&body, "xai"), format!("[1000, 100, 400, 0, 0] {units}"), "{body}");
        }
    }
}

#[test]
fn pictures_and_sound_that_nobody_counts_apart() {
    let usage = json!({"input_tokens": 94, "output_tokens": 1056, "total_tokens": 1150, "input_tokens_details": {"text_tokens": 50, "image_tokens": 44}});
    for body in [usage.clone(), json!({"created": 1, "usage": usage})] {
        assert_eq!(told(&body, "openai"), "[94, 1056, 0, 0, 0] image_input=44 image_output=1056", "{body}");
    }
    let sdk =
        json!({"images": [{}], "usage": {"inputTokens": 50, "outputTokens": 1056, "totalTokens": 1106}});
    assert_eq!(told(&sdk, "openai"), "[50, 1056, 0, 0, 0] image_output=1056");
    let chat = json!({"object": "chat.completion", "choices": [], "usage": {"prompt_tokens": 94, "completion_tokens": 5,
        "input_tokens_details": {"text_tokens": 50, "image_tokens": 44}}});
    assert_eq!(told(&chat, "openai"), "[94, 5, 0, 0, 0] image_input=44");
    let gemini = |model: &str, part: Value| {
        json!({"candidates": [{"content": {"parts": [{"text": "x"}, part]}, "finishReason": "STOP"}], "modelVersion": model,
            "usageMetadata": {"promptTokenCount": 1000, "candidatesTokenCount": 1290, "thoughtsTokenCount": 10, "totalTokenCount": 2300}})
    };
    let picture = json!({"inlineData": {"mimeType": "image/png", "data": "AA"}});
    for (model, part, units) in [
        ("gemini-2.5-flash-image", picture.clone(), "image_output=1290"),
        (
            "gemini-2.5-flash-image",
            json!({"inline_data": {"mime_type": "image/png", "data": "AA"}}),
            "image_output=1290",
        ),
        ("gemini-2.5-flash-image", json!({"text": "no"}), ""),
        // drawn by code that it ran
        ("gemini-2.5-flash", picture, ""),
    ] {
        assert_eq!(units_of(&gemini(model, part.clone())), units, "{model} {part}");
    }
    let spoken = read(&gemini(
        "gemini-2.5-flash-preview-tts",
        json!({"inlineData": {"mimeType": "audio/L16;rate=24000", "data": "AA"}}),
    ));
    assert_eq!(spoken.counts.and_then(|counts| counts.audio_output), Some(1290));
    let chunk = |part: &str, usage: &str| {
        format!(
            r#"data: {{"candidates": [{{"content": {{"parts": [{part}]}}{usage}}}], "modelVersion": "gemini-2.5-flash-image"{}}}"#,
            if usage.is_empty() {
                ""
            } else {
                r#", "usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 1290, "totalTokenCount": 1299}"#
            }
        )
    };
    let stream = format!(
        "{}\r\n\r\n{}\r\n\r\n",
        chunk(r#"{"inlineData": {"mimeType": "image/png", "data": "AA"}}"#, ""),
        chunk(r#"{"text": ""}"#, r#", "finishReason": "STOP""#)
    );
    assert_eq!(units(&read_text(&stream)), "image_output=1290");
}

fn units_of(body: &Value) -> String {
    units(&read(body))
}

#[test]
fn a_later_report_undoes_nothing() {
    let stream = |first: Value, second: Value| {
        let chunk = |usage: Value| json!({"id": "c", "object": "chat.completion.chunk", "model": "gpt-4o-mini", "choices": [], "usage": usage});
        read_text(&format!("data: {}\n\ndata: {}\n\ndata: [DONE]\n\n", chunk(first), chunk(second)))
    };
    let whole = json!({"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200, "cost": 0.5, "prompt_tokens_details": {"cached_tokens": 400, "audio_tokens": 7}});
    for later in [
        json!({"prompt_tokens": 1000, "completion_tokens": 0, "total_tokens": 1000}),
        json!({"prompt_tokens": 0, "completion_tokens": 200}),
        json!({"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}),
        json!({"prompt_tokens": 1000, "completion_tokens": 200, "prompt_tokens_details": {"cached_tokens": 0}}),
        json!({}),
    ] {
        let found = stream(whole.clone(), later.clone());
        assert_eq!(counted(&found), Some([1000, 200, 400, 0, 0]), "{later}");
        assert_eq!(
            (found.counts.and_then(|counts| counts.audio_input), found.reported_cost),
            (Some(7), money("0.5")),
            "{later}"
        );
    }
    let more = stream(whole, json!({"prompt_tokens": 1200, "completion_tokens": 300, "total_tokens": 1500}));
    assert_eq!(counted(&more), Some([1200, 300, 0, 0, 0]));
    let gemini = |usage: Value, reason: Value| {
        format!(
            "data: {}\r\n\r\n",
            json!({"candidates": [{"finishReason": reason}], "modelVersion": "gemini-2.5-flash", "usageMetadata": usage})
        )
    };
    let found = read_text(&format!(
        "{}{}",
        gemini(
            json!({"promptTokenCount": 1000, "candidatesTokenCount": 100, "cachedContentTokenCount": 400, "totalTokenCount": 1100}),
            json!(null)
        ),
        gemini(json!({"promptTokenCount": 1000, "totalTokenCount": 1000}), json!("STOP"))
    ));
    assert_eq!(counted(&found), Some([1000, 100, 400, 0, 0]));
}

#[test]
fn what_google_asked_of_maps() {
    let grounded = |model: &str, metadata: Value| {
        units_of(
            &json!({"candidates": [{"finishReason": "STOP", "groundingMetadata": metadata}], "modelVersion": model,
        "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}}),
        )
    };
    let maps = json!({"maps": {"uri": "u", "placeId": "p"}});
    let web = json!({"web": {"uri": "u"}});
    for (model, metadata, units) in [
        (
            "gemini-2.5-flash",
            json!({"groundingChunks": [maps], "webSearchQueries": ["a"]}),
            "maps_grounding=1",
        ),
        (
            "gemini-2.5-flash",
            json!({"groundingChunks": [maps, web], "webSearchQueries": ["a"]}),
            "grounded_prompt=1 maps_grounding=1",
        ),
        ("gemini-2.5-flash", json!({"webSearchQueries": ["a"]}), "grounded_prompt=1"),
        (
            "gemini-3-flash-preview",
            json!({"groundingChunks": [maps], "webSearchQueries": ["a"]}),
            "maps_grounding=1",
        ),
        (
            "gemini-3-flash-preview",
            json!({"groundingChunks": [maps], "webSearchQueries": ["a", "b", "a"]}),
            "maps_grounding=2",
        ),
        ("gemini-3-flash-preview", json!({"groundingChunks": [maps]}), "maps_grounding=1"),
        ("gemini-3-flash-preview", json!({"groundingChunks": [web]}), "grounding_query=1"),
        (
            "gemini-3-flash-preview",
            json!({"groundingChunks": [web, maps], "webSearchQueries": ["a", "b"]}),
            "grounding_query=2 maps_grounding=1",
        ),
    ] {
        assert_eq!(grounded(model, metadata.clone()), units, "{model} {metadata}");
    }
}

#[test]
fn fees_and_bills_that_are_not_spelled_out() {
    let sonar = |model: &str, more: Value| {
        let mut usage = json!({"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200});
        if let Some((all, more)) = usage.as_object_mut().zip(more.as_object()) {
            all.extend(more.clone());
        }
        json!({"object": "chat.completion", "model": model, "choices": [{"finish_reason": "stop"}], "usage": usage})
    };
    for (model, more, told_so) in [
        ("sonar", json!({}), "request_low=1"),
        ("sonar", json!({"search_context_size": "high"}), "request_high=1"),
        ("sonar-deep-research", json!({}), ""),
        ("r1-1776", json!({}), ""),
    ] {
        assert_eq!(
            units(&hinted(&sonar(model, more.clone()), Some("perplexity"))),
            told_so,
            "{model} {more}"
        );
    }
    assert_eq!(units_of(&sonar("sonar", json!({}))), "");
    assert_eq!(units(&hinted(&sonar("sonar", json!({}))["usage"], Some("perplexity"))), "request_low=1");
    let parts =
        json!({"cost": {"input_tokens_cost": 0.001, "output_tokens_cost": 0.0002, "request_cost": 0.005}});
    assert_eq!(read(&sonar("sonar", parts)).reported_cost, money("0.0062"));
    let headers = r#"{"X-Gemini-Service-Tier": "priority"}"#;
    let body =
        r#"{"candidates": [], "usageMetadata": {"promptTokenCount": 1000, "candidatesTokenCount": 100}}"#;
    let found = extract_with_headers(body, headers, None);
    assert_eq!(found.map(|found| found.tier()), Ok(Some("priority".to_owned())));
    let cached = |cached: i64| {
        read(
            &json!({"candidates": [], "usageMetadata": {"promptTokenCount": 1000, "candidatesTokenCount": 100, "cachedContentTokenCount": cached,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 300}, {"modality": "AUDIO", "tokenCount": 700}]}}),
        )
    };
    assert_eq!(units(&cached(1000)), "cache_read_audio=700");
    assert_eq!(units(&cached(600)), "cache_read_audio=300");
    assert_eq!(units(&cached(300)), "");
}

#[test]
fn sums_and_bills_of_libraries() {
    let used = json!({"inputTokens": 300, "outputTokens": 200, "cacheReadInputTokens": 400, "cacheCreationInputTokens": 300, "costUSD": 0.0123});
    let mut run = json!({"type": "result", "subtype": "success", "is_error": false, "total_cost_usd": 0.0123, "usage": {"input_tokens": 300,
        "cache_creation_input_tokens": 300, "cache_read_input_tokens": 400, "output_tokens": 200, "server_tool_use": {"web_search_requests": 1}},
        "modelUsage": {"claude-sonnet-4-5-20250929": used}});
    assert_eq!(told(&run, "anthropic"), "[1000, 200, 400, 300, 0] web_search=1 0.0123 USD");
    assert_eq!(read(&run).model.as_deref(), Some("claude-sonnet-4-5-20250929"));
    run["modelUsage"]["claude-haiku-4-5"] = json!({"inputTokens": 10, "outputTokens": 5, "costUSD": 0.001});
    run["total_cost_usd"] = json!(null);
    assert_eq!(told(&run, "anthropic"), "[1010, 205, 400, 300, 0] web_search=1 0.0133 USD");
    assert_eq!(read(&run).model.as_deref(), Some("claude-sonnet-4-5-20250929"));
    let message = json!({"usage_metadata": {"input_tokens": 1000, "output_tokens": 200, "total_tokens": 1200}, "response_metadata": {"model_name": "openai/gpt-4o-mini",
        "token_usage": {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200, "cost": 0.0123}}});
    assert_eq!(told(&message, "openrouter"), "[1000, 200, 0, 0, 0]  0.0123 USD");
}
