//! Answers as libraries and gateways hand them over: usage alone, headers, bills, names.

use super::reading_for_tests::*;
use super::*;
use serde_json::{Value, json};

#[test]
fn headers_come_in_any_case_and_form() {
    let body =
        json!({"id": "e", "embeddings": [[0.1]], "texts": ["x"], "response_type": "embeddings_floats"})
            .to_string();
    let found = |headers: Value| extract_with_headers(&body, &headers.to_string(), None);
    for headers in [
        json!({"x-amzn-bedrock-input-token-count": "7"}),
        json!({"X-Amzn-Bedrock-Input-Token-Count": 7, "X-Amzn-Bedrock-Output-Token-Count": ["0"]}),
        json!([["X-Amzn-Bedrock-Input-Token-Count", "7"], ["content-type", "application/json"]]),
    ] {
        let found = found(headers.clone());
        assert_eq!(found.as_ref().map(counted), Ok(Some([7, 0, 0, 0, 0])), "{headers}");
        assert_eq!(found.map(|found| found.provider), Ok(Some("bedrock".to_owned())));
    }
    let chat = json!({"object": "chat.completion", "choices": [], "usage": {"prompt_tokens": 4, "completion_tokens": 2}});
    let billed = extract_with_headers(&chat.to_string(), r#"{"X-LiteLLM-Response-Cost": "4.2e-05"}"#, None);
    assert_eq!(billed.map(|found| found.reported_cost), Ok(money("0.000042")));
    assert!(extract_with_headers("{}", "{", None).is_err());
}

#[test]
fn usage_alone_says_what_it_says_in_its_answer() {
    for (usage, said) in [
        (
            json!({"prompt_tokens": 9, "completion_tokens": 4, "server_side_tool_usage_details": {"x_search_calls": 2}}),
            "x_search=2",
        ),
        (
            json!({"prompt_tokens": 9, "completion_tokens": 4, "connectors": {"web_search": 1}}),
            "web_search=1",
        ),
        (
            json!({"prompt_token_count": 9, "candidates_token_count": 40, "total_token_count": 49,
                "candidates_tokens_details": [{"modality": "IMAGE", "token_count": 30}]}),
            "image_output=30",
        ),
        (
            json!({"input_tokens": 9, "output_tokens": 4, "cache_read_input_tokens": 0,
                "iterations": [{"type": "advisor_message", "model": "m", "input_tokens": 6, "output_tokens": 3}]}),
            "input_of_m=6 output_of_m=3",
        ),
    ] {
        assert_eq!(units(&read(&usage)), said, "{usage}");
    }
    let perplexity = json!({"prompt_tokens": 9, "completion_tokens": 4, "cost": {"total_cost": 0.0061}});
    assert_eq!(read(&perplexity).reported_cost, money("0.0061"));
}

#[test]
fn what_libraries_make_of_usage() {
    let version_6 = json!({"inputTokens": 1000, "inputTokenDetails": {"noCacheTokens": 300, "cacheReadTokens": 600,
        "cacheWriteTokens": 100}, "outputTokens": 80, "outputTokenDetails": {"textTokens": 30, "reasoningTokens": 50},
        "totalTokens": 1080, "reasoningTokens": 50, "cachedInputTokens": 600});
    let version_5 = json!({"inputTokens": 1000, "outputTokens": 80, "totalTokens": 1080, "reasoningTokens": 50,
        "cachedInputTokens": 600});
    let version_4 = json!({"promptTokens": 1000, "completionTokens": 80, "totalTokens": 1080});
    let of_model = json!({"inputTokens": {"total": 1000, "noCache": 300, "cacheRead": 600, "cacheWrite": 100},
        "outputTokens": {"total": 80, "text": 30, "reasoning": 50}});
    let langchain = json!({"input_tokens": 1000, "output_tokens": 80, "total_tokens": 1080,
        "input_token_details": {"cache_read": 600, "cache_creation": 100}, "output_token_details": {"reasoning": 50}});
    for (usage, want) in [
        (version_6, [1000, 80, 600, 100, 50]),
        (version_5, [1000, 80, 600, 0, 50]),
        (version_4, [1000, 80, 0, 0, 0]),
        (of_model, [1000, 80, 600, 100, 50]),
        (langchain.clone(), [1000, 80, 600, 100, 50]),
    ] {
        assert_eq!(counted(&read(&usage)), Some(want), "{usage}");
        assert_eq!(counted(&read(&json!({"usage": usage}))), Some(want), "{usage}");
        assert_eq!(read(&usage).provider, None, "{usage}");
    }
    let message = json!({"content": "x", "usage_metadata": langchain, "id": "run-1",
        "response_metadata": {"model_name": "gpt-x", "id": "chatcmpl-1"}});
    let found = read(&message);
    assert_eq!(
        (counted(&found), found.model.as_deref(), found.id.as_deref()),
        (Some([1000, 80, 600, 100, 50]), Some("gpt-x"), Some("chatcmpl-1"))
    );
    // Google's thoughts stand outside the output, Anthropic's cache outside the input
    let thoughts = json!({"inputTokens": 10, "outputTokens": 20, "totalTokens": 35, "reasoningTokens": 5});
    assert_eq!(counted(&read(&thoughts)), Some([10, 25, 0, 0, 5]));
    let claude = json!({"inputTokens": 10, "outputTokens": 20, "totalTokens": 30, "cachedInputTokens": 700});
    assert_eq!(counted(&hinted(&claude, Some("anthropic"))), Some([710, 20, 700, 0, 0]));
    let converse = json!({"inputTokens": 10, "outputTokens": 20, "totalTokens": 737, "cacheReadInputTokens": 700,
        "cacheWriteInputTokens": 7});
    assert_eq!(
        counted(&read(&json!({"usage": converse, "metrics": {"latencyMs": 1}}))),
        Some([717, 20, 700, 7, 0])
    );
    assert_eq!(counted(&read(&converse)), Some([717, 20, 700, 7, 0]));
    let openai = json!({"prompt_tokens": 10, "completion_tokens": 20, "total_tokens": 30,
        "prompt_tokens_details": {"cached_tokens": 4}, "completion_tokens_details": {"reasoning_tokens": 8}});
    assert_eq!(counted(&read(&openai)), Some([10, 20, 4, 0, 8]));
    let anthropic = json!({"input_tokens": 10, "output_tokens": 20, "cache_read_input_tokens": 4,
        "cache_creation_input_tokens": 3, "service_tier": "batch"});
    assert_eq!(counted(&read(&anthropic)), Some([17, 20, 4, 3, 0]));
    assert_eq!(read(&anthropic).tier().as_deref(), Some("batch"));
    let gemini = json!({"promptTokenCount": 10, "candidatesTokenCount": 20, "thoughtsTokenCount": 5, "totalTokenCount": 35});
    assert_eq!(counted(&read(&gemini)), Some([10, 25, 0, 0, 5]));
}

#[test]
fn bills_of_gateways() {
    let usage = |more: Value| {
        let mut usage = json!({"prompt_tokens": 4, "completion_tokens": 2, "total_tokens": 6});
        if let Some((all, more)) = usage.as_object_mut().zip(more.as_object()) {
            all.extend(more.clone());
        }
        json!({"id": "gen-1", "object": "chat.completion", "choices": [], "usage": usage})
    };
    let own_key =
        json!({"cost": 0.0000465, "is_byok": true, "cost_details": {"upstream_inference_cost": 0.00093}});
    assert_eq!(read(&usage(own_key)).reported_cost, money("0.0009765"));
    // the fee alone is not what the call costs
    let untold = json!({"cost": 0, "is_byok": true, "cost_details": {"upstream_inference_cost": null}});
    assert_eq!(read(&usage(untold)).reported_cost, None);
    let shared =
        json!({"cost": 0.00093, "is_byok": false, "cost_details": {"upstream_inference_cost": 0.00093}});
    assert_eq!(read(&usage(shared)).reported_cost, money("0.00093"));
    let mut vercel = usage(json!({}));
    vercel["choices"] = json!([{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "x",
        "provider_metadata": {"gateway": {"cost": "0.0045405", "marketCost": "0.0045405"}}}}]);
    assert_eq!(read(&vercel).reported_cost, money("0.0045405"));
    let sdk = json!({"usage": {"inputTokens": 4, "outputTokens": 2}, "finishReason": "stop",
        "providerMetadata": {"gateway": {"cost": "0.0045405"}}, "response": {"id": "r", "modelId": "m"}});
    assert_eq!(read(&sdk).reported_cost, money("0.0045405"));
    assert_eq!((read(&sdk).id.as_deref(), read(&sdk).model.as_deref()), (Some("r"), Some("m")));
    let mut litellm = usage(json!({}));
    litellm["_hidden_params"] = json!({"response_cost": 4.2e-05});
    assert_eq!(read(&litellm).reported_cost, money("0.000042"));
}

#[test]
fn an_answer_has_its_own_name() {
    for (body, id) in [
        (json!({"id": "chatcmpl-1", "object": "chat.completion", "choices": []}), "chatcmpl-1"),
        (json!({"id": "resp_1", "object": "response", "status": "completed", "output": []}), "resp_1"),
        (json!({"id": "msg_1", "type": "message", "role": "assistant", "usage": {}}), "msg_1"),
        (json!({"responseId": "r", "candidates": []}), "r"),
        (
            json!({"id": "b", "custom_id": "a", "response": {"status_code": 200, "body": {"id": "c", "object": "chat.completion",
            "choices": []}}}),
            "c",
        ),
    ] {
        assert_eq!(read(&body).id.as_deref(), Some(id), "{body}");
    }
    let event = json!({"type": "message_start", "message": {"id": "msg_1", "usage": {"input_tokens": 5}}});
    assert_eq!(read_text(&format!("data: {event}\n\n")).id.as_deref(), Some("msg_1"));
}

#[test]
fn tiers_that_langchain_puts_before_its_parts() {
    let of_tier = |tier: &str| {
        let part = |name: &str| format!("{tier}_{name}");
        json!({"input_tokens": 1000, "output_tokens": 200, "total_tokens": 1200,
            "input_token_details": {part("cache_read"): 400, tier: 600}, "output_token_details": {part("reasoning"): 100, tier: 100}})
    };
    for tier in ["flex", "priority"] {
        for body in [of_tier(tier), json!({"usage_metadata": of_tier(tier), "response_metadata": {}})] {
            let found = read(&body);
            assert_eq!(counted(&found), Some([1000, 200, 400, 0, 100]), "{body}");
            assert_eq!(found.tier().as_deref(), Some(tier), "{body}");
        }
    }
    // two calls added up, one of them of no tier: nothing is told of both
    let mixed = json!({"input_tokens": 2000, "output_tokens": 200, "total_tokens": 2200,
        "input_token_details": {"flex_cache_read": 400, "flex": 600, "cache_read": 100}, "output_token_details": {"flex_reasoning": 50,
        "flex": 50, "reasoning": 20}});
    assert_eq!(counted(&read(&mixed)), Some([2000, 200, 500, 0, 70]));
    assert_eq!(read(&mixed).tier(), None);
}

#[test]
fn results_of_libraries_that_are_bare() {
    let sdk =
        json!({"usage": {"inputTokens": 1000, "outputTokens": 200, "totalTokens": 1200}, "modelId": "gpt-x"});
    let found = read(&sdk);
    assert_eq!((counted(&found), found.model.as_deref()), (Some([1000, 200, 0, 0, 0]), Some("gpt-x")));
    assert_eq!((found.shape, found.provider), ("ai_sdk", None));
    let within = json!({"usage": {"inputTokens": 7, "outputTokens": 2, "totalTokens": 9}, "response": {"id": "r", "modelId": "gpt-x"}});
    assert_eq!((read(&within).shape, read(&within).model.as_deref()), ("ai_sdk", Some("gpt-x")));
    let pydantic = json!({"input_tokens": 1000, "cache_read_tokens": 400, "cache_write_tokens": 50, "output_tokens": 200,
        "input_audio_tokens": 30, "cache_audio_read_tokens": 20, "output_audio_tokens": 10});
    let found = read(&pydantic);
    assert_eq!(counted(&found), Some([1000, 200, 400, 50, 0]));
    assert_eq!(
        found.counts.map(|counts| (counts.audio_input, counts.audio_output)),
        Some((Some(30), Some(10)))
    );
    assert_eq!(found.other_units.get("cache_read_audio"), Some(&Decimal::from(20)));
    for embedded in [
        json!({"tokens": 10}),
        json!({"usage": {"tokens": 10}, "value": "x", "embedding": [0.5]}),
        json!({"usage": {"tokens": 10}}),
    ] {
        assert_eq!(counted(&read(&embedded)), Some([10, 0, 0, 0, 0]), "{embedded}");
    }
}
