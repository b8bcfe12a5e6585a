//! What Anthropic bills for the steps of a message.

use super::extract;
use super::reading_for_tests::*;
use serde_json::{Value, json};

fn in_steps(own: Value, steps: Value) -> Value {
    let mut usage = own;
    usage["iterations"] = steps;
    json!({"type": "message", "role": "assistant", "id": "m", "model": "claude-x", "stop_reason": "end_turn", "usage": usage})
}

#[test]
fn the_steps_of_a_message_are_billed_together() {
    let compacted = in_steps(
        json!({"input_tokens": 23000, "output_tokens": 1000}),
        json!([{"type": "compaction", "input_tokens": 180_000, "output_tokens": 3500},
            {"type": "message", "input_tokens": 23000, "output_tokens": 1000}]),
    );
    assert_eq!(counted(&read(&compacted)), Some([23000, 1000, 0, 0, 0]));
    assert_eq!(units(&read(&compacted)), "beside_input=180000 beside_output=3500");
    // as the usage alone tells it, and as LangChain hands it on
    let usage = compacted["usage"].clone();
    assert_eq!(units(&read(&usage)), "beside_input=180000 beside_output=3500");
    let handed_on = json!({"usage_metadata": {"input_tokens": 23000, "output_tokens": 1000, "total_tokens": 24000},
        "response_metadata": {"model_name": "claude-x", "usage": usage}});
    assert_eq!(units(&read(&handed_on)), "beside_input=180000 beside_output=3500");
    // twice, with a cache of its own
    let step = json!({"type": "compaction", "input_tokens": 10, "output_tokens": 2, "cache_read_input_tokens": 100,
        "cache_creation_input_tokens": 30, "cache_creation": {"ephemeral_1h_input_tokens": 20, "ephemeral_5m_input_tokens": 10}});
    let cached = in_steps(
        json!({"input_tokens": 5, "output_tokens": 7, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0}),
        json!([step, step, {"type": "message", "input_tokens": 5, "output_tokens": 7}]),
    );
    assert_eq!(counted(&read(&cached)), Some([5, 7, 0, 0, 0]));
    let told = "beside_cache_read=200 beside_cache_write=20 beside_cache_write_1h=40 beside_input=20 beside_output=4";
    assert_eq!(units(&read(&cached)), told);
    // a message whose own counts are those of its first step
    let first = in_steps(
        json!({"input_tokens": 412, "output_tokens": 531, "cache_read_input_tokens": 0}),
        json!([{"type": "message", "input_tokens": 412, "output_tokens": 89},
            {"type": "message", "input_tokens": 1348, "output_tokens": 442, "cache_read_input_tokens": 412}]),
    );
    assert_eq!(counted(&read(&first)), Some([2172, 531, 412, 0, 0]));
    let fell_back = in_steps(
        json!({"input_tokens": 412, "output_tokens": 264}),
        json!([{"type": "message", "model": "claude-y", "input_tokens": 408, "output_tokens": 0},
            {"type": "fallback_message", "model": "claude-x", "input_tokens": 412, "output_tokens": 264}]),
    );
    assert_eq!(counted(&read(&fell_back)), Some([412, 264, 0, 0, 0]));
}

#[test]
fn advice_is_of_the_model_that_gave_it() {
    let advised = in_steps(
        json!({"input_tokens": 3, "output_tokens": 9}),
        json!([{"type": "message", "input_tokens": 3, "output_tokens": 9},
            {"type": "advisor_message", "model": "claude-opus-4-8", "input_tokens": 40, "output_tokens": 7},
            {"type": "advisor_message", "model": "claude-opus-4-8", "input_tokens": 1, "output_tokens": 1,
                "cache_read_input_tokens": 100}]),
    );
    assert_eq!(counted(&read(&advised)), Some([3, 9, 0, 0, 0]));
    let told = "cache_read_of_claude_opus_4_8=100 input_of_claude_opus_4_8=41 output_of_claude_opus_4_8=8";
    assert_eq!(units(&read(&advised)), told);
}

#[test]
fn steps_of_a_stream_are_counted_once() {
    let start = json!({"type": "message_start", "message": {"id": "m", "model": "claude-x", "role": "assistant",
        "usage": {"input_tokens": 682, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0, "output_tokens": 1}}});
    let delta = |output: i64| {
        json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"input_tokens": null, "output_tokens": output,
        "iterations": [{"type": "compaction", "input_tokens": 60385, "output_tokens": 592},
            {"type": "message", "input_tokens": 682, "output_tokens": output}]}})
    };
    let stream = format!("data: {start}\n\ndata: {}\n\ndata: {}\n\n", delta(700), delta(1320));
    let found = extract(&stream, None).map(|found| counted(&found));
    assert_eq!(found, Ok(Some([682, 1320, 0, 0, 0])));
}
