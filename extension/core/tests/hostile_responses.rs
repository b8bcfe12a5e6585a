//! Answers that lie, break off or make no sense: an error or unknown, never a panic, never a count that cannot be.

mod invariants;
mod samples;

use proptest::prelude::*;
use samples::samples;
use serde_json::{Value, json};
use token_meter_core::response::{Extracted, ResponseError, extract};

/// Without a hint.
fn holds(text: &str) -> Option<Extracted> {
    invariants::response(text, None)
}

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
    for nothing in ["null", "\"\"", "false"] {
        let found = extract(&chat(nothing), None);
        assert_eq!(found.ok().and_then(|found| found.tokens()), None, "{nothing}");
    }
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
