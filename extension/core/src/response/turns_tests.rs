//! Several answers of Google's in one text: the turns of a live session, and the answers that an operation has brought.

use super::reading_for_tests::*;
use serde_json::{Value, json};

/// Google bills each turn of a live session by itself, with all that was said before as its input.
#[test]
fn turns_of_a_live_session_are_answers() {
    let usage = |input: u32, output: u32| json!({"promptTokenCount": input, "responseTokenCount": output, "totalTokenCount": input + output});
    let content = json!({"serverContent": {"modelTurn": {"parts": []}}});
    let end = json!({"serverContent": {"turnComplete": true}});
    let ends = |input, output| json!({"serverContent": {"turnComplete": true}, "usageMetadata": usage(input, output)});
    let says = |input, output| json!({"usageMetadata": usage(input, output)});
    let session = |messages: &[&Value]| {
        let lines: Vec<String> = messages.iter().map(|message| message.to_string()).collect();
        let found = read_text(&format!("{}\n{}", json!({"setupComplete": {}}), lines.join("\n")));
        (found.answers, counted(&found), found.shape)
    };
    let two = (2, Some([40, 7, 0, 0, 0]), "google.live");
    assert_eq!(session(&[&content, &ends(10, 5), &content, &ends(40, 7)]), two);
    assert_eq!(session(&[&content, &says(10, 5), &end, &content, &says(40, 7), &end]), two);
    assert_eq!(session(&[&content, &end, &says(10, 5), &content, &end, &says(40, 7)]), two);
    let one = (1, Some([10, 5, 0, 0, 0]), "google.live");
    assert_eq!(session(&[&content, &ends(10, 5)]), one);
    assert_eq!(session(&[&content, &says(10, 2), &content, &ends(10, 5)]), one);
    let python = json!({"server_content": {"turn_complete": true}, "usage_metadata": {"prompt_token_count": 10, "response_token_count": 5,
        "total_token_count": 15}});
    assert_eq!(session(&[&python, &python]), (2, Some([10, 5, 0, 0, 0]), "google.live"));
}

#[test]
fn an_operation_of_googles_is_the_answer_it_brought() {
    let answer = |input: u32| {
        json!({"candidates": [{"finishReason": "STOP"}], "modelVersion": "gemini-2.5-flash",
        "usageMetadata": {"promptTokenCount": input, "candidatesTokenCount": 5, "totalTokenCount": input + 5}})
    };
    let of = |answers: &[Value]| {
        let answers: Vec<Value> =
            answers.iter().map(|answer| json!({"response": answer, "metadata": {"key": "1"}})).collect();
        [
            json!({"name": "batches/1", "done": true, "response": {"inlinedResponses": {"inlinedResponses": answers}}}),
            json!({"name": "batches/1", "state": "JOB_STATE_SUCCEEDED", "dest": {"inlinedResponses": answers}}),
            json!({"name": "batches/1", "dest": {"inlined_responses": answers}}),
        ]
    };
    for (one, two) in of(&[answer(10)]).iter().zip(of(&[answer(10), answer(20)])) {
        let found = read(one);
        assert_eq!(
            (found.answers, counted(&found), found.tier().as_deref(), found.provider.as_deref()),
            (1, Some([10, 5, 0, 0, 0]), Some("batch"), Some("google")),
            "{one}"
        );
        // several answers in one body are told as such, and none is charged for all
        assert_eq!((read(&two).answers, counted(&read(&two))), (2, Some([20, 5, 0, 0, 0])), "{two}");
    }
    let video =
        json!({"name": "models/veo/operations/x", "done": true, "response": {"generateVideoResponse": {}}});
    assert_eq!((read(&video).shape, read(&video).provider), ("unknown", None));
    let failed = json!({"name": "operations/x", "done": true, "error": {"code": 3, "message": "it broke"}});
    assert_eq!(read(&failed).error.as_deref(), Some("it broke"));
}

/// OpenAI bills what it has transcribed by a model of its own, beside the responses of a session.
#[test]
fn a_transcription_is_none_of_a_sessions_responses() {
    let created = json!({"type": "session.created", "session": {"model": "gpt-realtime"}});
    let response = json!({"type": "response.done", "response": {"object": "realtime.response", "id": "r1", "status": "completed",
        "usage": {"total_tokens": 1100, "input_tokens": 1000, "output_tokens": 100}}});
    let transcribed = json!({"type": "conversation.item.input_audio_transcription.completed", "item_id": "i1", "transcript": "x",
        "usage": {"type": "tokens", "total_tokens": 48, "input_tokens": 38, "input_token_details": {"audio_tokens": 28}, "output_tokens": 10}});
    let session = |events: &[&Value]| {
        let lines: Vec<String> = events.iter().map(|event| event.to_string()).collect();
        let found = read_text(&lines.join("\n"));
        (found.answers, counted(&found), found.model)
    };
    let model = || Some("gpt-realtime".to_owned());
    assert_eq!(session(&[&created, &response]), (1, Some([1000, 100, 0, 0, 0]), model()));
    assert_eq!(session(&[&created, &response, &transcribed]).0, 2);
    assert_eq!(session(&[&created, &transcribed, &response]), (2, Some([1000, 100, 0, 0, 0]), model()));
    assert_eq!(session(&[&transcribed]), (1, Some([38, 10, 0, 0, 0]), None));
}
