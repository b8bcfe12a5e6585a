//! Answers of APIs of a shape of their own: what they count, and what they are billed by where they count nothing.

use super::reading_for_tests::*;
use super::*;
use serde_json::{Value, json};

#[test]
fn pictures_are_counted_where_nothing_else_tells_what_they_cost() {
    let two = json!([{"url": "u", "revised_prompt": "x"}, {"b64_json": "x"}]);
    let nothing = json!({"input_tokens": 0, "output_tokens": 0, "total_tokens": 0, "input_tokens_details": {"image_tokens": 0, "text_tokens": 0}});
    for (body, shape) in [
        (json!({"created": 1, "data": two}), "openai.images"),
        (json!({"created": 1, "data": two, "usage": nothing}), "openai.images"),
        (
            json!({"id": "i", "model": "flux", "object": "list", "data": [{"index": 0, "url": "u"}, {"index": 1, "url": "u"}]}),
            "openai.images",
        ),
        (
            json!({"data": [{"url": "u", "mime_type": "image/jpeg"}, {"url": "u", "mime_type": "image/jpeg"}]}),
            "openai.images",
        ),
        (
            json!({"predictions": [{"mimeType": "image/png", "bytesBase64Encoded": "x"}, {"mimeType": "image/png", "gcsUri": "gs://b/o"},
                {"raiFilteredReason": "x"}]}),
            "google.predict",
        ),
        (
            json!({"id": "p", "model": "m", "output": ["u", "u"], "metrics": {"image_count": 2, "predict_time": 1.5}}),
            "replicate",
        ),
    ] {
        let found = read(&body);
        assert_eq!(
            (units(&found).as_str(), counted(&found), found.shape),
            ("image_generated=2", Some([0; 5]), shape),
            "{body}"
        );
    }
    let drawn = json!({"created": 1, "data": two, "usage": {"input_tokens": 50, "output_tokens": 4200, "total_tokens": 4250}});
    assert_eq!(units(&read(&drawn)), "image_output=4200");
    let billed = read(&json!({"data": two, "usage": {"cost_in_usd_ticks": 200_000_000}}));
    assert_eq!((units(&billed).as_str(), billed.reported_cost), ("", money("0.02")));
    for other in [
        json!({"code": 200, "data": [{"title": "x", "url": "u", "content": "y"}]}),
        json!({"data": []}),
        json!({"data": [{"url": "u"}]}),
        json!({"predictions": [{"mimeType": "video/mp4", "gcsUri": "gs://b/o"}]}),
    ] {
        assert_eq!(read(&other).shape, "unknown", "{other}");
    }
    let embedded = json!({"object": "list", "model": "m", "data": [{"embedding": [0.5], "index": 0}], "usage": {"prompt_tokens": 5, "total_tokens": 5}});
    assert_eq!((units(&read(&embedded)).as_str(), counted(&read(&embedded))), ("", Some([5, 0, 0, 0, 0])));
}

#[test]
fn seconds_and_characters() {
    let metadata = json!({"request_id": "r", "duration": 10.5, "channels": 1});
    let both = json!({"request_id": "r", "duration": 10.5, "channels": 2});
    for (body, want) in [
        (json!({"metadata": metadata, "results": {}}), "10.5"),
        // Deepgram bills each channel of a recording that has several.
        (json!({"metadata": both, "results": {}}), "21.0"),
        (json!({"type": "Metadata", "request_id": "r", "duration": 5.5, "channels": 1}), "5.5"),
        (
            json!({"text": "x", "segments": [], "durationInSeconds": 12.5, "responses": [{"modelId": "whisper-1"}]}),
            "12.5",
        ),
        (json!({"text": "x", "language_code": "en", "words": [], "audio_duration_secs": 12.5}), "12.5"),
        (
            json!({"result": {"transcription_info": {"duration": 12.3}, "text": "x"}, "success": true, "errors": []}),
            "12.3",
        ),
    ] {
        assert_eq!(units(&read(&body)), format!("audio_second={want}"), "{body}");
    }
    let live = [
        json!({"type": "Results", "duration": 1.5, "is_final": true, "channel": {"alternatives": []}, "metadata": {"request_id": "r"}}),
        json!({"type": "Metadata", "request_id": "r", "duration": 5.5, "channels": 1}),
    ];
    let found = read_text(&live.map(|event| event.to_string()).join("\n"));
    assert_eq!((units(&found).as_str(), found.id.as_deref()), ("audio_second=5.5", Some("r")));
    let spoken = extract_with_headers("ID3", &json!({"character-cost": "42"}).to_string(), None);
    assert_eq!(spoken.map(|found| units(&found)), Ok("character=42".to_owned()));
}

#[test]
fn counts_under_names_of_their_own() {
    let details = json!({"finish_reason": "length", "generated_tokens": 20, "prefill": [{"id": 1}, {"id": 2}], "tokens": []});
    for (body, want, shape) in [
        (json!({"generated_text": "x", "details": details}), [2, 20, 0, 0, 0], "tgi"),
        (
            json!([{"generated_text": "x", "details": {"generated_tokens": 20, "input_length": 7}}]),
            [7, 20, 0, 0, 0],
            "tgi",
        ),
        (
            json!({"request_id": "r", "inference_status": {"status": "succeeded", "cost": 0.5, "tokens_input": 20, "tokens_generated": 30}}),
            [20, 30, 0, 0, 0],
            "deepinfra",
        ),
        (
            json!({"code": 200, "status": 20000, "data": {"title": "x", "usage": {"tokens": 1500}}, "meta": {"usage": {"tokens": 1500}}}),
            [0, 1500, 0, 0, 0],
            "jina.reader",
        ),
        (
            json!({"code": 200, "data": [{"url": "u"}], "meta": {"usage": {"tokens": 1500}}}),
            [0, 1500, 0, 0, 0],
            "jina.reader",
        ),
        (
            json!({"Response": {"Id": "i", "Choices": [{"FinishReason": "stop"}], "Usage": {"PromptTokens": 3, "CompletionTokens": 7, "TotalTokens": 10}}}),
            [3, 7, 0, 0, 0],
            "openai.chat",
        ),
        (
            json!({"schemaType": "ModelInvocationLog", "requestId": "r", "modelId": "m", "input": {"inputTokenCount": 25, "cacheReadInputTokenCount": 5},
                "output": {"outputTokenCount": 18, "outputBodyJson": {}}}),
            [30, 18, 5, 0, 0],
            "bedrock.log",
        ),
    ] {
        let found = read(&body);
        assert_eq!((counted(&found), found.shape), (Some(want), shape), "{body}");
    }
    let billed = read(
        &json!({"request_id": "r", "inference_status": {"cost": 0.5, "tokens_input": 20, "tokens_generated": null}}),
    );
    assert_eq!(
        (counted(&billed), billed.reported_cost, billed.id.as_deref()),
        (Some([20, 0, 0, 0, 0]), money("0.5"), Some("r"))
    );
    // without its prompt an answer does not tell what was used
    assert_eq!(
        counted(&read(&json!({"generated_text": "x", "details": {"generated_tokens": 20, "prefill": []}}))),
        None
    );
    let chunk = |reason: &str, tokens: u32| json!({"Choices": [{"FinishReason": reason}], "Id": "i", "Usage": {"PromptTokens": 3, "CompletionTokens": tokens}});
    let stream = format!("data: {}\n\ndata: {}\n\n", chunk("", 1), chunk("stop", 7));
    assert_eq!(counted(&read_text(&stream)), Some([3, 7, 0, 0, 0]));
    let stream = format!(
        "data: {}\n\ndata: {}\n\n",
        json!({"token": {"id": 1}, "generated_text": null, "details": null}),
        json!({"token": {"id": 2}, "generated_text": "x", "details": {"generated_tokens": 2, "input_length": 7}})
    );
    assert_eq!(counted(&read_text(&stream)), Some([7, 2, 0, 0, 0]));
}

#[test]
fn a_data_stream_reports_at_its_end() {
    let step = "f:{\"messageId\":\"m\"}\n0:\"Hi\"\ne:{\"finishReason\":\"stop\",\"usage\":{\"promptTokens\":4,\"completionTokens\":2}}\n";
    let end = "d:{\"finishReason\":\"stop\",\"usage\":{\"promptTokens\":10,\"completionTokens\":20}}\n";
    let found = read_text(&format!("{step}{end}"));
    assert_eq!((counted(&found), found.complete, found.shape), (Some([10, 20, 0, 0, 0]), true, "ai_sdk"));
    let cut = read_text(step);
    assert_eq!((counted(&cut), cut.complete), (None, false));
    assert_eq!(read_text("3:\"it broke\"\n").error.as_deref(), Some("it broke"));
}

#[test]
fn events_of_bedrock_in_base64() {
    // {"type":"message_start","message":{"id":"msg_bdrk_1","model":"claude-x","usage":{"input_tokens":17,"output_tokens":1}}}
    const START: &str = "eyJ0eXBlIjoibWVzc2FnZV9zdGFydCIsIm1lc3NhZ2UiOnsiaWQiOiJtc2dfYmRya18xIiwibW9kZWwiOiJjbGF1ZGUteCIsInVzYWdlIjp7ImlucHV0X3Rva2VucyI6MTcsIm91dHB1dF90b2tlbnMiOjF9fX0=";
    // {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":30}}
    const DELTA: &str = "eyJ0eXBlIjoibWVzc2FnZV9kZWx0YSIsImRlbHRhIjp7InN0b3BfcmVhc29uIjoiZW5kX3R1cm4ifSwidXNhZ2UiOnsib3V0cHV0X3Rva2VucyI6MzB9fQ==";
    let chunks = [START, DELTA].map(|bytes| json!({"chunk": {"bytes": bytes}}));
    let payloads = [START, DELTA].map(|bytes| json!({"bytes": bytes, "p": "abc"}));
    for events in [chunks, payloads] {
        let found = read_text(&events.each_ref().map(Value::to_string).join("\n"));
        assert_eq!(
            (counted(&found), found.provider.as_deref(), found.model.as_deref()),
            (Some([17, 30, 0, 0, 0]), Some("bedrock"), Some("claude-x"))
        );
    }
    for nothing in ["!", "", "AAAA", "////"] {
        assert_eq!(read(&json!({"chunk": {"bytes": nothing}})).shape, "unknown", "{nothing}");
    }
}

#[test]
fn a_session_of_speech_tells_what_it_has_used_so_far() {
    let usage = |input: u32, output: u32| {
        let side = |all: u32| json!({"speechTokens": all - 5, "textTokens": 5});
        json!({"event": {"usageEvent": {"sessionId": "s", "details": {"total": {"input": side(input), "output": side(output)}},
            "totalInputTokens": input, "totalOutputTokens": output, "totalTokens": input + output}}})
    };
    let end = json!({"event": {"completionEnd": {"stopReason": "END_TURN"}}});
    let found = read_text(&[usage(35, 5), usage(35, 49), end].each_ref().map(Value::to_string).join("\n"));
    let audio = found.counts.map(|counts| (counts.audio_input, counts.audio_output));
    assert_eq!((counted(&found), audio), (Some([35, 49, 0, 0, 0]), Some((Some(30), Some(44)))));
    assert_eq!((found.provider.as_deref(), found.answers), (Some("bedrock"), 1));
}
