//! Answers made up here, one for each way of counting that a shape has.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::stream_tests::chunk;
use super::{Counts, Extracted, ResponseError, extract};

pub(super) fn read(body: &Value) -> Extracted {
    read_text(&body.to_string())
}

pub(super) fn read_text(text: &str) -> Extracted {
    match extract(text, None) {
        Ok(found) => found,
        Err(error) => panic!("{error}: {text}"),
    }
}

/// `input, output, cache_read, cache_write, reasoning, audio_input, audio_output` of `tokens()`.
pub(super) fn tokens(found: &Extracted) -> Option<[i64; 7]> {
    found.tokens().map(|it| {
        [it.input, it.output, it.cache_read, it.cache_write, it.reasoning, it.audio_input, it.audio_output]
    })
}

pub(super) fn chat(usage: &Value) -> Value {
    json!({"object": "chat.completion", "id": "c1", "model": "m", "choices": [{"finish_reason": "stop"}], "usage": usage})
}

#[test]
fn chat_counts_parts_inside_their_wholes() {
    let found = read(&chat(&json!({
        "prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150,
        "prompt_tokens_details": {"cached_tokens": 60, "audio_tokens": 5, "cache_write_tokens": 20},
        "completion_tokens_details": {"reasoning_tokens": 30, "audio_tokens": 7}
    })));
    assert_eq!(tokens(&found), Some([100, 50, 60, 20, 30, 5, 7]));
    assert_eq!((found.shape, found.model.as_deref()), ("openai.chat", Some("m")));
}

#[test]
fn the_total_tells_what_is_outside() {
    let reasoning = json!({"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 42,
        "completion_tokens_details": {"reasoning_tokens": 30}});
    assert_eq!(tokens(&read(&chat(&reasoning))), Some([10, 32, 0, 0, 30, 0, 0]));
    let audio =
        json!({"prompt_tokens": 4, "completion_tokens": 6, "total_tokens": 110, "prompt_audio_seconds": 8});
    let found = read(&chat(&audio));
    assert_eq!(tokens(&found), Some([104, 6, 0, 0, 0, 100, 0]));
    assert_eq!(found.provider.as_deref(), Some("mistral"));
    assert_eq!(found.other_units.get("audio_second"), Some(&Decimal::from(8)));
    let listed = json!({"prompt_tokens": 4, "completion_tokens": 6, "total_tokens": 110,
        "prompt_tokens_details": {"audio_tokens": 100}});
    assert_eq!(tokens(&read(&chat(&listed))), Some([104, 6, 0, 0, 0, 100, 0]));
    let mut gemini = chat(&json!({"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 40}));
    gemini["model"] = json!("gemini-9-flash");
    assert_eq!(tokens(&read(&gemini)), Some([10, 30, 0, 0, 25, 0, 0]));
}

#[test]
fn a_hint_decides_only_where_no_total_does() {
    let without_total = chat(
        &json!({"prompt_tokens": 9, "completion_tokens": 1, "completion_tokens_details": {"reasoning_tokens": 1}}),
    );
    let as_xai = extract(&without_total.to_string(), Some("x_ai"));
    assert_eq!(as_xai.as_ref().ok().and_then(tokens), Some([9, 2, 0, 0, 1, 0, 0]));
    assert_eq!(as_xai.ok().and_then(|found| found.provider), Some("xai".to_owned()));
    assert_eq!(tokens(&read(&without_total)), Some([9, 1, 0, 0, 1, 0, 0]));
}

#[test]
fn a_part_is_cut_to_its_whole() {
    let found = read(&chat(&json!({"prompt_tokens": 10, "completion_tokens": 3, "total_tokens": 13,
        "prompt_tokens_details": {"cached_tokens": 64}})));
    assert_eq!(tokens(&found), Some([10, 3, 10, 0, 0, 0, 0]));
}

#[test]
fn cached_tokens_that_nobody_counted_are_not_known() {
    let found = read(&chat(&json!({"prompt_tokens": 10, "completion_tokens": 3, "total_tokens": 13,
        "prompt_tokens_details": {"cached_tokens": -1}})));
    assert_eq!(tokens(&found), Some([10, 3, 0, 0, 0, 0, 0]));
}

#[test]
fn bills_are_exact() {
    let router = read_text(
        r#"{"id":"gen-1","provider":"P","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1,"cost":1.40e-07}}"#,
    );
    assert_eq!(router.reported_cost, Some(Decimal::new(14, 8)));
    assert_eq!(router.provider.as_deref(), Some("openrouter"));
    let ticks =
        read(&chat(&json!({"prompt_tokens": 1, "completion_tokens": 1, "cost_in_usd_ticks": 12_345})));
    assert_eq!(ticks.reported_cost, Some(Decimal::new(12_345, 10)));
    let nested =
        read(&chat(&json!({"prompt_tokens": 1, "completion_tokens": 1, "cost": {"total_cost": 0.006}})));
    assert_eq!(nested.reported_cost, Some(Decimal::new(6, 3)));
}

#[test]
fn deep_research_reasons_beside_its_completion() {
    let found = read(&chat(&json!({"prompt_tokens": 10, "completion_tokens": 20, "total_tokens": 30,
        "citation_tokens": 500, "num_search_queries": 3, "reasoning_tokens": 900})));
    assert_eq!(tokens(&found), Some([10, 920, 0, 0, 900, 0, 0]));
    assert_eq!(found.other_units.get("citation"), Some(&Decimal::from(500)));
    assert_eq!(found.other_units.get("web_search"), Some(&Decimal::from(3)));
}

#[test]
fn answers_without_output() {
    let embedding = json!({"object": "list", "data": [{"embedding": [0.1]}], "model": "e",
        "usage": {"prompt_tokens": 5, "total_tokens": 5}});
    assert_eq!(tokens(&read(&embedding)), Some([5, 0, 0, 0, 0, 0, 0]));
    let total = json!({"object": "list", "data": [], "model": "voyage-9", "usage": {"total_tokens": 8}});
    assert_eq!(tokens(&read(&total)), Some([8, 0, 0, 0, 0, 0, 0]));
}

#[test]
fn responses_and_realtime() {
    let usage = json!({"input_tokens": 70, "output_tokens": 30, "total_tokens": 100,
        "input_tokens_details": {"cached_tokens": 50}, "output_tokens_details": {"reasoning_tokens": 20}});
    let body = json!({"object": "response", "id": "r", "status": "completed", "usage": usage, "service_tier": "flex"});
    let found = read(&body);
    assert_eq!(tokens(&found), Some([70, 30, 50, 0, 20, 0, 0]));
    assert_eq!(found.service_tier.as_deref(), Some("flex"));
    let pending = read(&json!({"object": "response", "status": "queued", "usage": null}));
    assert!(!pending.complete && pending.counts.is_none());
    let beside = json!({"type": "response.done", "response": {"object": "realtime.response", "usage": {}},
        "usage": {"input_tokens": 3, "output_tokens": 9, "output_token_details": {"audio_tokens": 8}}});
    assert_eq!(tokens(&read(&beside)), Some([3, 9, 0, 0, 0, 0, 8]));
    let seconds = read(&json!({"text": "hello", "usage": {"type": "duration", "seconds": 37}}));
    assert_eq!(seconds.counts, None);
    assert_eq!(seconds.other_units.get("audio_second"), Some(&Decimal::from(37)));
}

#[test]
fn messages_leave_the_cache_out_of_the_input() {
    let found = read(&json!({"type": "message", "role": "assistant", "id": "msg_01x", "model": "claude-x",
        "usage": {"input_tokens": 3, "cache_read_input_tokens": 100, "cache_creation_input_tokens": 20,
            "cache_creation": {"ephemeral_5m_input_tokens": 5, "ephemeral_1h_input_tokens": 15},
            "output_tokens": 9, "output_tokens_details": {"thinking_tokens": 4}, "service_tier": "batch",
            "server_tool_use": {"web_search_requests": 2},
            "iterations": [{"type": "message", "input_tokens": 3, "output_tokens": 9},
                {"type": "advisor_message", "input_tokens": 40, "output_tokens": 7}]}}));
    assert_eq!(tokens(&found), Some([123, 9, 100, 20, 4, 0, 0]));
    assert_eq!(found.provider.as_deref(), Some("anthropic"));
    assert_eq!(found.service_tier.as_deref(), Some("batch"));
    let units: Vec<_> =
        found.other_units.iter().map(|(name, value)| (name.as_str(), value.to_string())).collect();
    let expected =
        [("advisor_input", "40"), ("advisor_output", "7"), ("cache_write_1h", "15"), ("web_search", "2")];
    assert_eq!(units, expected.map(|(name, value)| (name, value.to_owned())));
}

#[test]
fn gemini_adds_thoughts_and_tools() {
    let usage = json!({"promptTokenCount": 10, "toolUsePromptTokenCount": 6, "candidatesTokenCount": 4,
        "thoughtsTokenCount": 3, "cachedContentTokenCount": 2, "totalTokenCount": 23,
        "promptTokensDetails": [{"modality": "AUDIO", "tokenCount": 8}],
        "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 4}, {"modality": "AUDIO"}]});
    let body =
        json!({"candidates": [{"finishReason": "STOP"}], "modelVersion": "gemini-9", "usageMetadata": usage});
    let found = read(&body);
    assert_eq!(tokens(&found), Some([16, 7, 2, 0, 3, 8, 0]));
    assert_eq!(found.other_units.get("image_output"), Some(&Decimal::from(4)));
    let first =
        json!({"candidates": [{}], "usageMetadata": {"promptTokenCount": 10, "candidatesTokenCount": 400}});
    let array = json!([first, body]).to_string();
    assert_eq!(tokens(&read_text(&array)), Some([16, 7, 2, 0, 3, 8, 0]));
    let cut = read_text(&array[..first.to_string().len() + 20]);
    assert_eq!((cut.counts, cut.complete), (None, false));
    let nothing = read(&json!({"usageMetadata": {"promptTokenCount": 10, "totalTokenCount": 10}}));
    assert_eq!(tokens(&nothing), Some([10, 0, 0, 0, 0, 0, 0]));
    let untold = read(&json!({"usageMetadata": {"promptTokenCount": 10, "totalTokenCount": 15}}));
    assert_eq!(tokens(&untold), None);
    let interaction = json!({"object": "interaction", "status": "completed", "usage": {"total_input_tokens": 7,
        "total_tool_use_tokens": 2, "total_output_tokens": 5, "total_thought_tokens": 4, "total_cached_tokens": 1}});
    assert_eq!(tokens(&read(&interaction)), Some([9, 9, 1, 0, 4, 0, 0]));
}

#[test]
fn bedrock_in_all_its_forms() {
    let usage = json!({"inputTokens": 3, "outputTokens": 5, "cacheReadInputTokens": 10, "cacheWriteInputTokens": 20,
        "cacheDetails": [{"inputTokens": 12, "ttl": "1h"}]});
    let converse = read(&json!({"output": {}, "stopReason": "end_turn", "usage": usage}));
    assert_eq!(tokens(&converse), Some([33, 5, 10, 20, 0, 0, 0]));
    assert_eq!(converse.other_units.get("cache_write_1h"), Some(&Decimal::from(12)));
    let lines =
        "{\"messageStart\":{\"role\":\"assistant\"}}\n{\"messageStop\":{\"stopReason\":\"end_turn\"}}\n";
    assert_eq!(read_text(lines).counts, None);
    let metadata = json!({"metadata": {"usage": usage}});
    assert_eq!(tokens(&read_text(&format!("{lines}{metadata}"))), Some([33, 5, 10, 20, 0, 0, 0]));
    let titan = json!({"inputTextTokenCount": 4, "results": [{"tokenCount": 6, "outputText": "x"}]});
    assert_eq!(tokens(&read(&titan)), Some([4, 6, 0, 0, 0, 0, 0]));
    let llama = json!({"generation": "x", "prompt_token_count": 4, "generation_token_count": 6, "stop_reason": "stop"});
    assert_eq!(tokens(&read(&llama)), Some([4, 6, 0, 0, 0, 0, 0]));
    let metrics = json!({"amazon-bedrock-invocationMetrics": {"inputTokenCount": 4, "outputTokenCount": 6}});
    assert_eq!(tokens(&read(&metrics)), Some([4, 6, 0, 0, 0, 0, 0]));
    let headers = json!({"headers": {"X-Amzn-Bedrock-Input-Token-Count": ["4"]}, "body": {"embeddings": []}});
    let found = read(&headers);
    assert_eq!((tokens(&found), found.provider.as_deref()), (Some([4, 0, 0, 0, 0, 0, 0]), Some("bedrock")));
}

#[test]
fn cohere_bills_units_of_its_own() {
    let v2 = json!({"id": "x", "message": {}, "usage": {"billed_units": {"input_tokens": 5, "output_tokens": 2},
        "tokens": {"input_tokens": 500, "output_tokens": 9}}});
    assert_eq!(tokens(&read(&v2)), Some([5, 2, 0, 0, 0, 0, 0]));
    let rerank = read(&json!({"results": [{"index": 0}], "meta": {"billed_units": {"search_units": 1}}}));
    assert_eq!((rerank.counts, rerank.other_units.get("search")), (None, Some(&Decimal::ONE)));
    let end = json!({"type": "message-end", "delta": {"finish_reason": "COMPLETE", "usage": {"billed_units":
        {"input_tokens": 5, "output_tokens": 2}}}});
    let stream = format!("data: {{\"type\":\"message-start\",\"delta\":{{}}}}\n\ndata: {end}\n\n");
    assert_eq!(tokens(&read_text(&stream)), Some([5, 2, 0, 0, 0, 0, 0]));
}

#[test]
fn ollama_leaves_out_the_count_of_a_cached_prompt() {
    let lines = "{\"model\":\"l\",\"message\":{},\"done\":false}\n\
        {\"model\":\"l\",\"message\":{},\"done\":true,\"prompt_eval_count\":4,\"eval_count\":6}\n";
    assert_eq!(tokens(&read_text(lines)), Some([4, 6, 0, 0, 0, 0, 0]));
    let cached = read(&json!({"model": "l", "response": "x", "done": true, "eval_count": 6}));
    assert_eq!(cached.counts, Some(Counts { output: Some(6), ..Counts::default() }));
    assert_eq!(cached.tokens(), None);
    let cut = read_text(lines.split_once('\n').map_or("", |(first, _)| first));
    assert_eq!((cut.counts, cut.complete), (None, false));
}

#[test]
fn what_is_no_answer() {
    for (text, error) in [
        ("", ResponseError::Empty),
        ("  \u{feff}", ResponseError::Empty),
        ("12", ResponseError::NotAResponse),
        ("[]", ResponseError::NotAResponse),
        ("\"\"", ResponseError::Empty),
    ] {
        assert_eq!(extract(text, None), Err(error), "{text}");
    }
    for text in ["{", "hello", "{\"usage\":{\"prompt_tokens\":1", "\"unfinished"] {
        assert!(matches!(extract(text, None), Err(ResponseError::NotJson { .. })), "{text}");
    }
    let refusal = read(&json!({"error": {"message": "no such model"}}));
    assert_eq!((refusal.shape, refusal.counts), ("error", None));
    assert_eq!(read(&json!({"transcript": "hello"})).shape, "unknown");
}

#[test]
fn answers_of_rarer_shapes() {
    let moonshot =
        chunk(r#""choices":[{"finish_reason":"stop","usage":{"prompt_tokens":4,"completion_tokens":2}}]"#);
    assert_eq!(tokens(&read_text(&moonshot)), Some([4, 2, 0, 0, 0, 0, 0]));
    let vertex = json!({"predictions": [{"embeddings": {"values": [0.1], "statistics": {"token_count": 3}}},
        {"embeddings": {"values": [0.1], "statistics": {"token_count": 4.0}}}]});
    assert_eq!(tokens(&read(&vertex)), Some([7, 0, 0, 0, 0, 0, 0]));
    let native = json!({"model_instance_id": "l", "output": [], "stats": {"input_tokens": 9, "total_output_tokens": 8,
        "reasoning_output_tokens": 5}});
    assert_eq!(tokens(&read(&native)), Some([9, 8, 0, 0, 5, 0, 0]));
    let dashscope = |reason: &str, output: i64| {
        let usage = json!({"input_tokens": 3, "output_tokens": output, "total_tokens": 3 + output});
        format!("data:{}\n\n", json!({"output": {"text": "x", "finish_reason": reason}, "usage": usage}))
    };
    let whole = format!("{}{}", dashscope("null", 1), dashscope("stop", 6));
    assert_eq!(tokens(&read_text(&whole)), Some([3, 6, 0, 0, 0, 0, 0]));
    assert_eq!(read_text(&dashscope("null", 1)).counts, None);
    let in_array = json!([{"object": "list", "data": [], "usage": {"prompt_tokens": 4, "total_tokens": 4}}]);
    assert_eq!(tokens(&read(&in_array)), Some([4, 0, 0, 0, 0, 0, 0]));
    let unfinished = json!([{"object": "chat.completion.chunk", "choices": [{"index": 0, "finish_reason": null}],
        "usage": {"prompt_tokens": 4, "completion_tokens": 1}}]);
    assert_eq!(read(&unfinished).counts, None);
    let batch = json!({"custom_id": "a", "response": {"status_code": 200, "body":
        chat(&json!({"prompt_tokens": 4, "completion_tokens": 2}))}});
    assert_eq!(tokens(&read(&batch)), Some([4, 2, 0, 0, 0, 0, 0]));
    let done = r#"data: {"type":"transcript.text.done","usage":{"type":"tokens","input_tokens":9,"output_tokens":3,
data: "input_token_details":{"audio_tokens":8}}}"#;
    assert_eq!(tokens(&read_text(done)), Some([9, 3, 0, 0, 0, 8, 0]));
}
