//! Streams of lines: server-sent events and JSON lines.
//!
//! Most lines carry a piece of text. A line is parsed only where one of its keys can matter.

use std::borrow::Cow;

use super::{not_json, value};
use crate::response::stream::Stream;
use crate::response::{Extracted, ResponseError};

/// Fields that a line of an event stream begins with; a comment begins with a colon.
const SSE_FIELDS: [&str; 5] = ["data:", "event:", "id:", "retry:", ":"];

pub fn is_sse(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("data:"))
        || SSE_FIELDS.iter().any(|field| text.starts_with(field))
}

/// Whether a text of which the first line is broken still looks like JSON lines.
pub fn is_json_lines(text: &str) -> bool {
    text.lines().skip(1).any(|line| line.starts_with("{\""))
}

pub fn sse(text: &str, hint: Option<String>) -> Result<Extracted, ResponseError> {
    let mut stream = Stream::new(hint);
    let mut block: Vec<&str> = Vec::new();
    for line in text.lines() {
        if let Some(data) = line.strip_prefix("data:") {
            block.push(data.trim());
        } else if line.trim().is_empty() {
            dispatch(&mut block, &mut stream)?;
        }
    }
    dispatch(&mut block, &mut stream)?;
    stream.finish()
}

/// Takes the data of one event. Its lines are parts of one JSON text, unless each is one of its own.
fn dispatch(block: &mut Vec<&str>, stream: &mut Stream) -> Result<(), ResponseError> {
    let separate = block.iter().all(|data| is_closed(data) || *data == "[DONE]");
    if block.len() > 1 && !separate {
        line(&Cow::Owned::<str>(block.join("\n")), stream)?;
    } else {
        for data in block.iter() {
            line(data, stream)?;
        }
    }
    block.clear();
    Ok(())
}

pub fn json_lines(text: &str, hint: Option<String>) -> Result<Extracted, ResponseError> {
    let mut stream = Stream::new(hint);
    let mut read_any = false;
    for data in text.lines().map(str::trim).filter(|data| !data.is_empty()) {
        read_any |= line(data, &mut stream)?;
    }
    if !read_any {
        return match value(text) {
            Err(error) => Err(not_json(&error)),
            Ok(_) => Err(ResponseError::NotJson { problem: "text after the object".to_owned() }),
        };
    }
    stream.finish()
}

/// Takes one event; whether it could be read.
fn line(data: &str, stream: &mut Stream) -> Result<bool, ResponseError> {
    if data == "[DONE]" {
        stream.end();
        return Ok(true);
    }
    if data.is_empty() || data == "null" {
        return Ok(true);
    }
    if stream.knows_model() && is_closed(data) && !can_matter(data) {
        return Ok(true);
    }
    match value(data) {
        Ok(Some(node)) if node.is_object() => {
            stream.take(&node)?;
            Ok(true)
        }
        _ => {
            stream.unreadable();
            Ok(false)
        }
    }
}

fn is_closed(data: &str) -> bool {
    data.starts_with('{') && data.ends_with('}')
}

/// Ends of keys whose value matters when it is not null: usage, the end of the text, an error.
const KEY_ENDS: [&str; 9] =
    ["sage", "etadata", "etrics", "ount", "inish_reason", "inishReason", "top_reason", "rror", "essageStop"];

/// Whether a line has a key that can carry usage or end the answer. Keys are found by the colon after their quote.
fn can_matter(data: &str) -> bool {
    let bytes = data.as_bytes();
    let mut from = 0;
    while let Some(found) = bytes[from..].iter().position(|byte| *byte == b':') {
        let colon = from + found;
        let key = data[..colon].trim_end();
        let value = data[colon + 1..].trim_start();
        from = colon + 1;
        let Some(key) = key.strip_suffix('"') else { continue };
        if KEY_ENDS.iter().any(|end| key.ends_with(end)) && !value.starts_with("null") {
            return true;
        }
        if key.ends_with("\"done") && !value.starts_with("false") {
            return true;
        }
        if key.ends_with("type") && !is_piece(value) {
            return true;
        }
    }
    false
}

/// Whether an event's type, which `value` starts with, is that of a piece of text.
fn is_piece(value: &str) -> bool {
    let Some((kind, _)) = value.strip_prefix('"').and_then(|value| value.split_once('"')) else {
        return true;
    };
    kind.contains("delta") || matches!(kind, "text" | "function")
}
