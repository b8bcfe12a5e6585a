//! What stands beside the counts of an answer, or in the place of some: the words of the provider that a library passes on, blanks, headers,
//! videos, sums of a session.

use super::reading_for_tests::*;
use super::*;
use serde_json::{Value, json};

fn ai_sdk(model: &str, metadata: &Value) -> Value {
    json!({"text": "x", "finishReason": "stop", "response": {"id": "r", "modelId": model}, "providerMetadata": metadata,
        "usage": {"inputTokens": 1000, "inputTokenDetails": {"noCacheTokens": 100, "cacheReadTokens": 800, "cacheWriteTokens": 100},
            "outputTokens": 50, "totalTokens": 1050}})
}

#[test]
fn the_ai_sdk_passes_on_what_the_provider_said() {
    let own = json!({"usage": {"cache_creation": {"ephemeral_1h_input_tokens": 60}, "server_tool_use": {"web_search_requests": 2},
        "service_tier": "priority", "inference_geo": "us"}});
    let found = read(&ai_sdk("claude-sonnet-4-5", &json!({"anthropic": own})));
    assert_eq!(counted(&found), Some([1000, 50, 800, 100, 0]));
    assert_eq!(
        (units(&found).as_str(), found.tier().as_deref()),
        ("cache_write_1h=60 web_search=2", Some("priority"))
    );
    assert_eq!(found.conditions.into_iter().collect::<Vec<_>>(), ["geo:us"]);

    let found = read(&ai_sdk("gpt-5", &json!({"openai": {"responseId": "r", "serviceTier": "flex"}})));
    assert_eq!((found.tier().as_deref(), found.provider.as_deref()), (Some("flex"), Some("openai")));

    let own = json!({"groundingMetadata": {"webSearchQueries": ["a", "b"]},
        "usageMetadata": {"promptTokenCount": 1000, "candidatesTokenCount": 50, "totalTokenCount": 1050, "trafficType": "ON_DEMAND_FLEX"}});
    let found = read(&ai_sdk("gemini-3-pro-preview", &json!({"google": own})));
    assert_eq!((units(&found).as_str(), found.tier().as_deref()), ("grounding_query=2", Some("flex")));

    let own = json!({"usage": {"citationTokens": 5, "numSearchQueries": 3}, "cost": {"totalCost": 0.25}});
    let found = read(&ai_sdk("sonar-deep-research", &json!({"perplexity": own})));
    assert_eq!((units(&found).as_str(), found.reported_cost), ("citation=5 web_search=3", money("0.25")));
    let found = read(&ai_sdk("sonar", &json!({"perplexity": {"usage": {}}})));
    assert_eq!(units(&found), "request_low=1");
}

#[test]
fn langchain_keeps_what_the_provider_said() {
    let found = read(&json!({"usage_metadata": {"input_tokens": 10, "output_tokens": 7, "total_tokens": 17},
        "response_metadata": {"model_name": "claude-sonnet-4-5",
            "usage": {"input_tokens": 10, "output_tokens": 7, "service_tier": "batch", "server_tool_use": {"web_search_requests": 3}}}}));
    assert_eq!((units(&found).as_str(), found.tier().as_deref()), ("web_search=3", Some("batch")));
    let found = read(&json!({"usage_metadata": {"input_tokens": 10, "output_tokens": 7, "total_tokens": 17},
        "additional_kwargs": {"tool_outputs": [{"id": "a", "type": "web_search_call", "status": "completed", "action": {"type": "search"}}]},
        "response_metadata": {"model_name": "gpt-5", "service_tier": "flex"}}));
    assert_eq!((units(&found).as_str(), found.tier().as_deref()), ("web_search=1", Some("flex")));
}

fn chat(usage: &Value, beside: &Value) -> Value {
    let mut body = json!({"id": "c", "object": "chat.completion", "model": "m", "choices": [{"finish_reason": "stop"}], "usage": usage});
    for (key, value) in beside.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    body
}

#[test]
fn a_blank_part_says_nothing() {
    for blank in [json!(""), json!(" "), json!(false), json!(null)] {
        let usage = json!({"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": blank}});
        assert_eq!(counted(&read(&chat(&usage, &json!({})))), Some([10, 5, 0, 0, 0]), "{blank}");
        let usage = json!({"prompt_tokens": blank, "completion_tokens": 5});
        assert_eq!(counted(&read(&chat(&usage, &json!({})))), None, "{blank}");
    }
    let usage = json!({"prompt_tokens": 10, "completion_tokens": true});
    assert!(extract(&chat(&usage, &json!({})).to_string(), None).is_err());
}

#[test]
fn fireworks_tells_its_cache_beside_the_counts() {
    let usage = json!({"prompt_tokens": 1000, "completion_tokens": 20, "total_tokens": 1020});
    let told = json!({"perf_metrics": {"cached-prompt-tokens": "900"}});
    assert_eq!(counted(&read(&chat(&usage, &told))), Some([1000, 20, 900, 0, 0]));
    let headers = r#"{"Fireworks-Cached-Prompt-Tokens": "2000"}"#;
    let found = extract_with_headers(&chat(&usage, &json!({})).to_string(), headers, None)
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(counted(&found), Some([1000, 20, 1000, 0, 0]));
    let usage = json!({"prompt_tokens": 1000, "completion_tokens": 20, "prompt_tokens_details": {"cached_tokens": 7}});
    let found = extract_with_headers(&chat(&usage, &json!({})).to_string(), headers, None)
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(counted(&found), Some([1000, 20, 7, 0, 0]));
}

#[test]
fn a_compound_system_is_billed_by_the_model_that_it_asked() {
    let used = |model: &str, tokens: i64| json!({"model": model, "usage": {"total_tokens": tokens}});
    let beside = json!({"model": "groq/compound", "usage_breakdown": {"models": [used("small", 7), used("large", 90), used("other", 20)]}});
    let found =
        read(&chat(&json!({"prompt_tokens": 100, "completion_tokens": 17, "total_tokens": 117}), &beside));
    assert_eq!((found.model.as_deref(), counted(&found)), (Some("large"), Some([100, 17, 0, 0, 0])));
}

#[test]
fn a_video_is_billed_by_the_second() {
    let video = |model: &str, status: &str, size: &str| {
        read(
            &json!({"id": "video_1", "object": "video", "model": model, "status": status, "seconds": "8", "size": size, "error": null}),
        )
    };
    let found = video("sora-2", "completed", "1280x720");
    assert_eq!(
        (units(&found).as_str(), found.id.as_deref(), found.tokens().is_some()),
        ("video_second_generated=8", Some("video_1"), true)
    );
    assert_eq!(units(&video("sora-2-pro", "completed", "1024x1792")), "video_second_generated_1024p=8");
    assert_eq!(video("sora-2", "in_progress", "1280x720").tokens(), None);
}

#[test]
fn gemini_cli_sums_up_a_session() {
    let tokens = |prompt: i64, candidates: i64, cached: i64, thoughts: i64, tool: i64| {
        json!({"api": {"totalRequests": 1}, "tokens": {"prompt": prompt, "candidates": candidates, "cached": cached, "thoughts": thoughts,
            "tool": tool, "total": prompt + candidates + thoughts + tool}})
    };
    let found = read(&json!({"response": "x", "stats": {"tools": {"totalCalls": 1},
        "models": {"gemini-2.5-flash": tokens(900, 10, 100, 30, 28), "gemini-2.5-pro": tokens(2000, 20, 500, 100, 0)}}}));
    assert_eq!(
        (found.model.as_deref(), counted(&found)),
        (Some("gemini-2.5-flash"), Some([928, 40, 100, 0, 30]))
    );
    assert_eq!(
        units(&found),
        "cache_read_of_gemini_2_5_pro=500 input_of_gemini_2_5_pro=1500 output_of_gemini_2_5_pro=120"
    );
    let found = read_text(concat!(
        r#"{"type": "init", "session_id": "a", "model": "gemini-2.5-pro"}"#,
        "\n",
        r#"{"type": "message", "role": "assistant", "content": "hello", "delta": true}"#,
        "\n",
        r#"{"type": "result", "status": "success", "stats": {"total_tokens": 260, "input_tokens": 50, "output_tokens": 200, "cached": 10}}"#,
    ));
    assert_eq!(counted(&found), Some([50, 210, 10, 0, 10]));
}

#[test]
fn the_steps_of_an_agent_add_up() {
    let step =
        |name: &str, inner: Value| json!({"trace": {"agentId": "A", "trace": {name: inner}}}).to_string();
    let asked = |input: i64, output: i64| json!({"modelInvocationOutput": {"metadata": {"usage": {"inputTokens": input, "outputTokens": output}}, "rawResponse": {"content": "x"}}});
    let text = [
        step(
            "preProcessingTrace",
            json!({"modelInvocationInput": {"foundationModel": "anthropic.claude-x-v1:0", "text": "x"}}),
        ),
        step("preProcessingTrace", asked(700, 20)),
        step("orchestrationTrace", json!({"rationale": {"text": "x"}})),
        step("orchestrationTrace", asked(1200, 80)),
        json!({"chunk": {"bytes": "aGVsbG8="}}).to_string(),
        step("orchestrationTrace", asked(1500, 40)),
    ]
    .join("\n");
    let found = read_text(&text);
    assert_eq!(
        (found.model.as_deref(), found.provider.as_deref()),
        (Some("anthropic.claude-x-v1:0"), Some("bedrock"))
    );
    assert_eq!(
        (counted(&found), found.shape, found.answers),
        (Some([3400, 140, 0, 0, 0]), "bedrock.agent", 1)
    );
}
