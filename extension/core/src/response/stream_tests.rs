//! Streams made up here: what is told in which event, and what a broken one has told.

use serde_json::Value;

use super::tests::{read_text, tokens};

const START: &str = r#"{"type":"message_start","message":{"id":"msg_1","model":"claude-x","role":"assistant","usage":{"input_tokens":10,"cache_read_input_tokens":5,"cache_creation_input_tokens":0,"output_tokens":1}}}"#;
const DELTA: &str = r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":null,"output_tokens":7}}"#;

#[test]
fn a_message_stream_is_cumulative() {
    let stream = format!("event: message_start\r\ndata: {START}\r\n\r\ndata:{DELTA}\r\n\r\n");
    assert_eq!(tokens(&read_text(&stream)), Some([15, 7, 5, 0, 0, 0, 0]));
    let quoted = Value::String(stream).to_string();
    assert_eq!(tokens(&read_text(&quoted)), Some([15, 7, 5, 0, 0, 0, 0]));
    let cut = read_text(&format!("data: {START}\n\n"));
    assert_eq!((cut.counts, cut.complete), (None, false));
    assert_eq!(cut.at_least.and_then(|counts| counts.input), Some(15));
    let headless = read_text(&format!("data: {{\"type\":\"message_st\n\ndata: {DELTA}\n\n"));
    assert_eq!((headless.counts, headless.complete), (None, false));
}

#[test]
fn several_answers_in_one_text_are_told() {
    let two = format!(
        "data: {START}\n\ndata: {DELTA}\n\ndata: {}\n\ndata: {DELTA}\n\n",
        START.replace("msg_1", "msg_2")
    );
    let found = read_text(&two);
    assert_eq!((found.answers, tokens(&found)), (2, Some([15, 7, 5, 0, 0, 0, 0])));
    let cut = read_text(&format!(
        "data: {START}\n\ndata: {DELTA}\n\ndata: {}\n\n",
        START.replace("msg_1", "msg_2")
    ));
    assert_eq!((cut.counts, cut.complete), (None, false));
}

#[test]
fn each_done_of_ollama_is_an_answer() {
    let done = |output| {
        format!(r#"{{"model":"l","message":{{}},"done":true,"prompt_eval_count":5,"eval_count":{output}}}"#)
    };
    let found = read_text(&format!("{}\n{}\n", done(12), done(4)));
    assert_eq!((found.answers, tokens(&found)), (2, Some([5, 4, 0, 0, 0, 0, 0])));
}

pub(super) fn chunk(rest: &str) -> String {
    format!("data: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",{rest}}}\n\n")
}

#[test]
fn a_chat_stream_reports_at_its_end() {
    let text =
        chunk(r#""choices":[{"index":0,"delta":{"content":"usage"},"finish_reason":null}],"usage":null"#);
    let last = chunk(r#""choices":[{"index":0,"delta":{},"finish_reason":"stop"}]"#);
    let usage = chunk(r#""choices":[],"usage":{"prompt_tokens":4,"completion_tokens":2}"#);
    let partial = chunk(r#""choices":[{"delta":{}}],"usage":{"prompt_tokens":4,"completion_tokens":1}"#);
    let groq = chunk(
        r#""choices":[{"finish_reason":"stop"}],"x_groq":{"id":"r","usage":{"prompt_tokens":4,"completion_tokens":2}}"#,
    );
    let expected = Some([4, 2, 0, 0, 0, 0, 0]);
    assert_eq!(tokens(&read_text(&format!(": hello\n\n{text}{last}{usage}data: [DONE]\n\n"))), expected);
    assert_eq!(tokens(&read_text(&format!("{usage}{text}{last}data: [DONE]"))), expected);
    assert_eq!(tokens(&read_text(&format!("{text}{groq}"))), expected);
    assert_eq!(tokens(&read_text(&format!("{partial}{last}{usage}"))), expected);
    let unknown = read_text(&format!("{text}{last}data: [DONE]"));
    assert_eq!((unknown.counts, unknown.complete), (None, true));
    for cut in [format!("{text}{last}"), partial.clone(), format!("{text}{partial}{text}")] {
        let found = read_text(&cut);
        assert_eq!((found.counts, found.complete), (None, false), "{cut}");
    }
}

#[test]
fn an_unreadable_event_matters_only_after_the_last_usage() {
    let usage = chunk(r#""choices":[],"usage":{"prompt_tokens":4,"completion_tokens":2}"#);
    let broken = "data: {\"id\":\"c\",\"usa\n\n";
    assert_eq!(tokens(&read_text(&format!("{broken}{usage}data: [DONE]"))), Some([4, 2, 0, 0, 0, 0, 0]));
    let found = read_text(&format!("{usage}{broken}data: [DONE]"));
    assert_eq!((found.counts, found.complete), (None, false));
    let refused =
        read_text(&format!("{}data: {{\"error\":{{\"message\":\"busy\"}}}}\n\n", chunk("\"choices\":[]")));
    assert_eq!((refused.counts, refused.complete), (None, false));
}

#[test]
fn reports_in_every_event_replace_one_another() {
    let report = |count: i64, rest: &str| {
        chunk(&format!(r#""choices":[{{{rest}}}],"usage":{{"prompt_tokens":4,"completion_tokens":{count}}}"#))
    };
    let growing: String = (1..9).map(|count| report(count, r#""finish_reason":null"#)).collect();
    let cut = read_text(&growing);
    assert_eq!((cut.counts, cut.complete), (None, false));
    assert_eq!(cut.at_least.and_then(|counts| counts.output), Some(8));
    let whole = read_text(&format!("{growing}{}", report(9, r#""finish_reason":"stop""#)));
    assert_eq!(tokens(&whole), Some([4, 9, 0, 0, 0, 0, 0]));
    assert_eq!(tokens(&read_text(&format!("{growing}data: [DONE]"))), Some([4, 8, 0, 0, 0, 0, 0]));
}
