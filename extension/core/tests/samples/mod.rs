//! Answers written by hand, one of each framing and of the shapes that differ most.

use serde_json::{Value, json};

pub fn samples() -> Vec<String> {
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
