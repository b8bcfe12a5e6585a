//! Reading an answer: `cargo bench -p token_meter_core --bench extract`. A body of 4 KB is meant to take less than
//! 20 µs, a stream of 1 MB less than 10 ms.

use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::Duration;
use token_meter_core::response::extract;

const BODY_BYTES: usize = 4 * 1024;
const STREAM_BYTES: usize = 1024 * 1024;

fn prose() -> String {
    "Lorem ipsum dolor sit amet, \"consetetur\" sadipscing elitr.\n".repeat(BODY_BYTES / 64)
}

fn chat() -> String {
    let message = json!({"role": "assistant", "content": prose(), "refusal": null, "annotations": []});
    let usage = json!({"prompt_tokens": 19, "completion_tokens": 900, "total_tokens": 919,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0}});
    json!({"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-x",
        "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": "stop"}],
        "usage": usage, "service_tier": "default"})
    .to_string()
}

fn messages() -> String {
    let usage = json!({"input_tokens": 19, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 4096,
        "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
        "output_tokens": 900, "service_tier": "standard"});
    json!({"model": "claude-x", "id": "msg_1", "type": "message", "role": "assistant",
        "content": [{"type": "text", "text": prose()}], "stop_reason": "end_turn", "stop_sequence": null,
        "usage": usage})
    .to_string()
}

fn stream() -> String {
    let piece = json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-x",
        "choices": [{"index": 0, "delta": {"content": " word"}, "logprobs": null, "finish_reason": null}],
        "usage": null});
    let last = json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "gpt-x", "choices": [],
        "usage": {"prompt_tokens": 19, "completion_tokens": 5000, "total_tokens": 5019}});
    let piece = format!("data: {piece}\n\n");
    format!("{}data: {last}\n\ndata: [DONE]\n\n", piece.repeat(STREAM_BYTES / piece.len()))
}

/// Every event reports, and replaces what the one before reported.
fn reporting_stream() -> String {
    let piece = json!({"candidates": [{"content": {"parts": [{"text": " word"}], "role": "model"}}],
        "usageMetadata": {"promptTokenCount": 19, "candidatesTokenCount": 5000}, "modelVersion": "gemini-x"});
    let piece = format!("data: {piece}\n\n");
    piece.repeat(STREAM_BYTES / piece.len())
}

fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("extract");
    group.sample_size(20).measurement_time(Duration::from_secs(2));
    let bodies = [
        ("chat body, 4 KB", chat()),
        ("Messages body, 4 KB", messages()),
        ("chat stream, 1 MB", stream()),
        ("chat stream, 1 MB, as a JSON string", Value::from(stream()).to_string()),
        ("stream that reports in every event, 1 MB", reporting_stream()),
    ];
    for (name, body) in bodies {
        group.bench_function(name, |bench| bench.iter(|| extract(black_box(&body), None)));
    }
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
