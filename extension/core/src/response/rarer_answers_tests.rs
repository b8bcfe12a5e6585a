//! Answers that come seldom, and are billed all the same.

use super::reading_for_tests::*;
use super::*;
use serde_json::{Value, json};

fn converse(beside: &Value) -> Value {
    let mut body = json!({"output": {"message": {"role": "assistant", "content": [{"text": "x"}]}}, "stopReason": "end_turn",
        "usage": {"inputTokens": 9, "outputTokens": 7, "totalTokens": 16}});
    for (key, value) in beside.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    body
}

#[test]
fn what_a_model_of_speech_puts_out_is_audio() {
    let done = |kind: &str, usage: Value| {
        read_text(&format!("data: {}\n\n", json!({kind: "speech.audio.done", "usage": usage})))
    };
    let openai = done("type", json!({"input_tokens": 14, "output_tokens": 101, "total_tokens": 115}));
    let mistral = done("event", json!({"prompt_tokens": 14, "completion_tokens": 101, "total_tokens": 115}));
    for found in [openai, mistral] {
        let audio = found.counts.and_then(|counts| counts.audio_output);
        assert_eq!((counted(&found), audio), (Some([14, 101, 0, 0, 0]), Some(101)));
    }
}

#[test]
fn seconds_of_a_transcript_that_was_waited_for() {
    let done = json!({"id": "t", "status": "completed", "text": "x", "words": [], "audio_duration": 281});
    assert_eq!((units(&read(&done)).as_str(), read(&done).id.as_deref()), ("audio_second=281", Some("t")));
    let queued = json!({"id": "t", "status": "queued", "text": null, "audio_duration": null});
    assert_eq!((units(&read(&queued)).as_str(), counted(&read(&queued))), ("", None));
}

#[test]
fn headers_tell_what_a_body_of_sound_does_not() {
    let beside = |body: &str, headers: Value| extract_with_headers(body, &headers.to_string(), None);
    for body in ["", "ID3\u{4}", r#""ID3""#, "[]"] {
        assert!(beside(body, json!({"content-type": "audio/mpeg"})).is_err());
        assert!(beside(body, json!({"x-litellm-response-cost": "0"})).is_err());
    }
    for body in ["", "ID3\u{4}", r#""ID3""#] {
        let spoken = beside(body, json!({"dg-char-count": "37"}));
        assert_eq!(spoken.map(|found| units(&found)), Ok("character=37".to_owned()));
        let billed = beside(body, json!({"x-litellm-response-cost": "0.25"}));
        assert_eq!(billed.map(|found| found.reported_cost), Ok(money("0.25")));
    }
}

#[test]
fn a_bill_in_headers_does_not_stand_for_an_answer_that_cannot_be_read() {
    let billed = json!({"x-litellm-response-cost": "0.25"});
    let counted_there =
        json!({"x-amzn-bedrock-input-token-count": "7", "x-amzn-bedrock-output-token-count": "2"});
    for body in [r#"{"usage": {"prompt_tokens": -1, "completion_tokens": 2}}"#, r#"{"usage": {"prompt_t"#] {
        assert!(extract_with_headers(body, &billed.to_string(), None).is_err());
        let found = extract_with_headers(body, &counted_there.to_string(), None);
        assert_eq!(found.as_ref().map(counted), Ok(Some([7, 2, 0, 0, 0])));
        let record = |headers: &Value| json!({"headers": headers, "body": body}).to_string();
        assert!(extract(&record(&billed), None).is_err());
        assert_eq!(extract(&record(&counted_there), None).as_ref().map(counted), Ok(Some([7, 2, 0, 0, 0])));
    }
    let record = json!({"headers": billed, "body": {"usage": {"prompt_tokens": -1, "completion_tokens": 2}}});
    assert!(extract(&record.to_string(), None).is_err());
}

#[test]
fn queries_for_pictures_are_queries() {
    let grounding = json!({"webSearchQueries": ["a", "b"], "imageSearchQueries": ["b"]});
    let body = json!({"candidates": [{"finishReason": "STOP", "groundingMetadata": grounding}], "modelVersion": "gemini-3-pro-image",
        "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 2, "totalTokenCount": 3}});
    assert_eq!(units(&read(&body)), "grounding_query=3");
}

#[test]
fn a_router_tells_whom_it_asked_and_how_fast() {
    let arn = "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0";
    let routed = read(&converse(&json!({"trace": {"promptRouter": {"invokedModelId": arn}}})));
    assert_eq!(routed.model.as_deref(), Some(arn));
    let fast = read(&converse(&json!({"performanceConfig": {"latency": "optimized"}})));
    assert_eq!(fast.conditions.into_iter().collect::<Vec<_>>(), ["latency:optimized"]);
    let standard = read(&converse(&json!({"performanceConfig": {"latency": "standard"}})));
    assert!(standard.conditions.is_empty());
}

#[test]
fn an_answer_in_the_record_of_its_job() {
    let usage = json!({"prompt_tokens": 20, "completion_tokens": 200, "total_tokens": 220, "cost": {"total_cost": 0.11}});
    let answer = json!({"object": "chat.completion", "model": "sonar", "choices": [], "usage": usage});
    let found = read(&json!({"id": "a", "status": "COMPLETED", "response": answer}));
    assert_eq!((counted(&found), found.reported_cost), (Some([20, 200, 0, 0, 0]), money("0.11")));
    assert_eq!(counted(&read(&json!({"id": "a", "status": "IN_PROGRESS", "response": null}))), None);
    let failed =
        json!({"id": "a", "error": "timed out", "response": {"object": "chat.completion", "choices": []}});
    assert_eq!((counted(&read(&failed)), read(&failed).error.as_deref()), (None, Some("timed out")));
    let told = json!({"id": "gen-1", "model": "openai/gpt-x", "tokens_prompt": 10, "native_tokens_prompt": 11,
        "native_tokens_completion": 21, "native_tokens_reasoning": 4, "total_cost": 0.0001, "is_byok": true,
        "upstream_inference_cost": 0.002});
    let found = read(&json!({"data": told}));
    assert_eq!((counted(&found), found.reported_cost), (Some([11, 21, 0, 0, 4]), money("0.0021")));
    assert_eq!(found.provider.as_deref(), Some("openrouter"));
}

#[test]
fn an_answer_that_failed_says_why_and_what_was_used() {
    let failed = |usage: Value| {
        let body = json!({"object": "response", "id": "r", "status": "failed", "model": "gpt-x", "output": [],
            "error": {"code": "server_error", "message": "it broke"}, "usage": usage});
        let event = json!({"type": "response.failed", "response": body});
        [read(&body), read_text(&format!("data: {event}\n\n"))]
    };
    for found in failed(Value::Null) {
        assert_eq!((counted(&found), found.error.as_deref()), (None, Some("it broke")));
    }
    for found in failed(json!({"input_tokens": 5, "output_tokens": 6, "total_tokens": 11})) {
        assert_eq!((counted(&found), found.error.as_deref()), (Some([5, 6, 0, 0, 0]), Some("it broke")));
    }
    let record =
        json!({"recordId": "1", "modelInput": {}, "error": {"errorCode": 400, "errorMessage": "bad input"}});
    assert_eq!(read(&record).error.as_deref(), Some("bad input"));
}

#[test]
fn tokens_of_pictures_stand_beside_those_of_text_at_cohere() {
    let body = json!({"id": "i", "embeddings": {"float": [[0.5]]}, "response_type": "embeddings_by_type",
        "meta": {"billed_units": {"input_tokens": 3, "image_tokens": 196}}});
    assert_eq!(
        (counted(&read(&body)), units(&read(&body)).as_str()),
        (Some([199, 0, 0, 0, 0]), "image_input=196")
    );
}

#[test]
fn searches_that_an_answer_counts_and_does_not_show() {
    let answer = |model: &str, output: Value| {
        json!({"object": "response", "id": "r", "status": "completed", "model": model, "output": output, "tools": [{"type": "web_search_preview"}],
            "tool_usage": {"web_search": {"num_requests": 3}}, "usage": {"input_tokens": 10, "output_tokens": 1, "total_tokens": 11}})
    };
    let call = |action: &str| json!({"type": "web_search_call", "id": action, "status": "completed", "action": {"type": action}});
    assert_eq!(units(&read(&answer("gpt-5", json!([])))), "web_search=3");
    assert_eq!(units(&read(&answer("gpt-5", json!([call("open_page")])))), "web_search=3");
    assert_eq!(units(&read(&answer("gpt-4o", json!([])))), "web_search_preview=3");
    // never both
    assert_eq!(units(&read(&answer("gpt-5", json!([call("search")])))), "web_search=1");
    let done = json!({"type": "response.output_item.done", "item": call("search")});
    let completed = json!({"type": "response.completed", "response": answer("gpt-5", json!([]))});
    assert_eq!(units(&read_text(&format!("data: {done}\n\ndata: {completed}\n\n"))), "web_search=1");
}
