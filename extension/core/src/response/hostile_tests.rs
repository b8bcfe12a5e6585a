//! Answers that lie, break off or make no sense: an error or unknown, never a panic, never a count that cannot be.

use proptest::prelude::*;
use serde_json::{Value, json};
use std::time::Instant;

use super::{Extracted, ResponseError, extract};

fn chat(prompt_tokens: &str) -> String {
    format!(r#"{{"choices":[],"usage":{{"prompt_tokens":{prompt_tokens},"completion_tokens":1}}}}"#)
}

#[test]
fn counts_that_are_whole_numbers() {
    for text in ["12", "\"12\"", "12.0", "1.2e1", "\" 12 \""] {
        let input =
            extract(&chat(text), None).ok().and_then(|found| found.tokens()).map(|tokens| tokens.input);
        assert_eq!(input, Some(12), "{text}");
    }
    let null = extract(&chat("null"), None);
    assert_eq!(null.ok().and_then(|found| found.tokens()), None);
}

#[test]
fn counts_that_are_not() {
    for text in [
        "-1",
        "1.5",
        "1e30",
        "1e400",
        "9007199254740992",
        "99999999999999999999",
        "true",
        "{}",
        "[]",
        "[5]",
        "\"\"",
        "\"many\"",
        "\"-3\"",
        "-0.5",
        "{\"a\":1}",
    ] {
        let found = extract(&chat(text), None);
        assert!(matches!(found, Err(ResponseError::NotACount { .. })), "{text}: {found:?}");
    }
}

#[test]
fn a_count_said_twice_is_refused() {
    let twice = r#"{"choices":[],"usage":{"prompt_tokens":1,"prompt_tokens":900,"completion_tokens":1}}"#;
    assert_eq!(
        extract(twice, None),
        Err(ResponseError::DuplicateField { field: "prompt_tokens".to_owned() })
    );
    let usage_twice = r#"{"choices":[],"usage":{"prompt_tokens":1},"usage":{"prompt_tokens":2}}"#;
    assert!(matches!(extract(usage_twice, None), Err(ResponseError::DuplicateField { .. })));
}

#[test]
fn nesting_a_hundred_thousand_deep() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    for nested in [deep("[", "]"), deep("{\"a\":", "}").replace("::", ":0"), deep("[{\"usage\":", "}]")] {
        assert!(extract(&nested, None).is_err());
        let in_content = format!(
            "{{\"content\":{nested},\"choices\":[],\"usage\":{{\"prompt_tokens\":1,\"completion_tokens\":1}}}}"
        );
        if let Ok(found) = extract(&in_content, None) {
            assert_eq!(found.tokens().map(|tokens| tokens.total()), Some(2));
        }
        let in_usage = format!("{{\"usage\":{nested}}}");
        assert!(extract(&in_usage, None).is_err());
    }
    let usage = format!("{{\"usage\":{}}}", deep("[", "]"));
    assert_eq!(extract(&usage, None), Err(ResponseError::TooDeep));
    let quoted = Value::String(deep("\"", "\"")).to_string();
    assert!(extract(&quoted, None).is_err());
}

fn samples() -> Vec<String> {
    let chunk = json!({"id": "c", "object": "chat.completion.chunk", "model": "m", "choices": [{"index": 0,
        "delta": {"content": "ä"}, "finish_reason": null}], "usage": null});
    let last = json!({"id": "c", "model": "m", "choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 4,
        "total_tokens": 20, "prompt_tokens_details": {"cached_tokens": 8, "audio_tokens": 3},
        "completion_tokens_details": {"reasoning_tokens": 7}, "cost": 1e-7}});
    let message = json!({"type": "message", "id": "msg_01", "model": "claude-x", "role": "assistant", "usage":
        {"input_tokens": 3, "cache_read_input_tokens": 9, "cache_creation_input_tokens": 4, "output_tokens": 5,
        "cache_creation": {"ephemeral_1h_input_tokens": 4}, "iterations": [{"type": "compaction", "input_tokens": 5}]}});
    let start = json!({"type": "message_start", "message": message});
    let delta =
        json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 8}});
    let gemini = json!({"candidates": [{"finishReason": "STOP"}], "usageMetadata": {"promptTokenCount": 5,
        "candidatesTokenCount": 4, "thoughtsTokenCount": 3, "cachedContentTokenCount": 2,
        "promptTokensDetails": [{"modality": "AUDIO", "tokenCount": 5}]}});
    let converse =
        json!({"stopReason": "x", "usage": {"inputTokens": 5, "outputTokens": 4, "cacheReadInputTokens": 3}});
    let cohere = json!({"usage": {"billed_units": {"input_tokens": 5, "output_tokens": 4}}});
    let ollama = json!({"model": "l", "message": {}, "done": true, "prompt_eval_count": 5, "eval_count": 4});
    let response = json!({"type": "response.completed", "response": {"object": "response", "id": "r", "usage":
        {"input_tokens": 5, "output_tokens": 4, "output_tokens_details": {"reasoning_tokens": 3}}}});
    let headers = json!({"headers": {"x-amzn-bedrock-input-token-count": "4"}, "body": {"embeddings": []}});
    vec![
        format!("data: {chunk}\n\ndata: {last}\n\ndata: [DONE]\n\n"),
        message.to_string(),
        format!("event: message_start\r\ndata: {start}\r\n\r\ndata: {delta}\r\n\r\n"),
        format!("[{gemini},\n{gemini}]"),
        converse.to_string(),
        cohere.to_string(),
        format!("{ollama}\n{ollama}\n"),
        format!("data: {response}\n\n"),
        headers.to_string(),
        last.to_string(),
        Value::String(format!("data: {last}\n\n")).to_string(),
    ]
}

/// What may be said of any text at all.
fn holds(text: &str) -> Option<Extracted> {
    let found = extract(text, None).ok()?;
    assert!(found.counts.is_none() || found.at_least.is_none());
    assert!(found.complete || found.counts.is_none());
    for counts in [found.counts, found.at_least].into_iter().flatten() {
        let tokens = counts.tokens();
        assert_eq!(tokens.is_some(), counts.input.is_some() && counts.output.is_some(), "{counts:?}");
        assert!(tokens.is_none_or(|tokens| tokens.checked().is_ok()));
    }
    assert!(found.other_units.values().chain(&found.reported_cost).all(|value| !value.is_sign_negative()));
    Some(found)
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0_i64..1000).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(json!("12")),
        ".{0,6}".prop_map(Value::from),
    ];
    let key = prop::sample::select(vec![
        "usage",
        "type",
        "message",
        "response",
        "model",
        "id",
        "object",
        "choices",
        "input_tokens",
        "output_tokens",
        "prompt_tokens",
        "completion_tokens",
        "total_tokens",
        "prompt_tokens_details",
        "cached_tokens",
        "reasoning_tokens",
        "usageMetadata",
        "promptTokenCount",
        "candidatesTokenCount",
        "meta",
        "billed_units",
        "inputTokens",
        "outputTokens",
        "metadata",
        "cost",
        "headers",
        "body",
        "status",
        "done",
        "eval_count",
        "$serde_json::private::Number",
        "cache_read_input_tokens",
        "cache_creation",
        "iterations",
        "error",
        "delta",
    ]);
    leaf.prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..8).prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn any_cut_is_exact_or_unknown(sample in prop::sample::select(samples()), at in 0.0..1.0_f64) {
        let whole = holds(&sample).and_then(|found| found.counts);
        let end = (at * sample.len() as f64) as usize;
        if let Some(cut) = sample.get(..end).and_then(holds).and_then(|found| found.counts) {
            prop_assert_eq!(Some(cut), whole);
        }
    }

    #[test]
    fn any_number_in_place_of_another(
        sample in prop::sample::select(samples()),
        digit in any::<prop::sample::Index>(),
        number in prop_oneof![
            "-?[0-9]{1,25}", "[0-9]{1,3}\\.[0-9]{1,3}", "[1-9]e[0-9]{1,3}", Just("null".to_owned()),
            Just("\"7\"".to_owned()), Just("{}".to_owned()), Just("9007199254740991".to_owned()),
        ],
    ) {
        let digits: Vec<usize> =
            sample.match_indices(|byte: char| byte.is_ascii_digit()).map(|(at, _)| at).collect();
        let at = digits[digit.index(digits.len())];
        holds(&format!("{}{number}{}", &sample[..at], &sample[at + 1..]));
    }

    #[test]
    fn any_byte_in_place_of_another(
        sample in prop::sample::select(samples()),
        at in any::<prop::sample::Index>(),
        with in any::<char>(),
    ) {
        let mut characters: Vec<char> = sample.chars().collect();
        let at = at.index(characters.len());
        characters[at] = with;
        holds(&characters.into_iter().collect::<String>());
    }

    #[test]
    fn any_json_at_all(value in any_json()) {
        let text = value.to_string();
        holds(&text);
        holds(&format!("data: {text}\n\ndata: [DONE]\n\n"));
        holds(&format!("{text}\n{text}\n"));
    }

    #[test]
    fn any_text_at_all(text in ".{0,200}") {
        holds(&text);
    }
}

/// `cargo test --release -p token_meter_core timings -- --ignored --nocapture`
#[test]
#[ignore = "prints timings, asserts nothing"]
fn timings() {
    let usage = r#""usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}"#;
    let content = "lorem ipsum \\n ".repeat(250);
    let body = format!(
        r#"{{"id":"c","object":"chat.completion","model":"m","choices":[{{"index":0,"message":{{"role":"assistant","content":"{content}"}},"finish_reason":"stop"}}],{usage}}}"#
    );
    let chunk = r#"data: {"id":"chatcmpl-x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":" word"},"logprobs":null,"finish_reason":null}],"usage":null}"#;
    let stream = format!(
        "{}data: {{\"choices\":[],{usage}}}\n\ndata: [DONE]\n\n",
        format!("{chunk}\n\n").repeat(5600)
    );
    let gemini = r#"data: {"candidates":[{"content":{"parts":[{"text":"word"}]}}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":9},"modelVersion":"g"}"#;
    let reporting = format!("{gemini}\n\n").repeat(6800);
    for (name, text, rounds) in [
        ("body", &body, 2000),
        ("stream", &stream, 50),
        ("stream as a JSON string", &Value::String(stream.clone()).to_string(), 50),
        ("stream that reports in every event", &reporting, 50),
    ] {
        let started = Instant::now();
        for _ in 0..rounds {
            std::hint::black_box(extract(std::hint::black_box(text), None).ok());
        }
        println!("{name}, {} bytes: {:?}", text.len(), started.elapsed() / rounds);
    }
}
