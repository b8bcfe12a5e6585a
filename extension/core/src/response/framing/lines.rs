//! Streams of lines: server-sent events and JSON lines.
//!
//! Most lines carry a piece of text. A line is parsed only where one of its keys can matter.

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

/// Reads lines into a stream.
struct Reader<'a> {
    stream: Stream,
    /// Lines that do nothing but report, of which the last is read, or the last that reports more than nothing.
    reports: Vec<&'a str>,
}

pub fn sse(text: &str, hint: Option<String>) -> Result<Extracted, ResponseError> {
    let mut reader = Reader { stream: Stream::new(hint), reports: Vec::new() };
    let mut block: Vec<&str> = Vec::new();
    for line in text.lines() {
        if let Some(data) = line.strip_prefix("data:") {
            block.push(data.trim());
        } else if line.trim().is_empty() {
            reader.dispatch(&mut block)?;
        }
    }
    reader.dispatch(&mut block)?;
    reader.finish()
}

pub fn json_lines(text: &str, hint: Option<String>) -> Result<Extracted, ResponseError> {
    let mut reader = Reader { stream: Stream::new(hint), reports: Vec::new() };
    let mut read_any = false;
    for data in text.lines().map(str::trim).filter(|data| !data.is_empty()) {
        read_any |= reader.line(data)?;
    }
    if !read_any {
        return match value(text) {
            Err(error) => Err(not_json(&error)),
            Ok(_) => Err(ResponseError::NotJson { problem: "text after the object".to_owned() }),
        };
    }
    reader.finish()
}

/// Whether it is a data stream of the AI SDK before its version 5: each line is a sign of what it is, a colon, and JSON.
pub fn is_data_stream(text: &str) -> bool {
    matches!(text.as_bytes(), [sign, b':', value, ..]
        if (sign.is_ascii_lowercase() || sign.is_ascii_digit()) && matches!(value, b'{' | b'[' | b'"'))
}

/// Reads such a stream: the line of its end, which reports for all of its steps, and one of an error.
pub fn data_stream(text: &str, hint: Option<String>) -> Result<Extracted, ResponseError> {
    let mut reader = Reader { stream: Stream::new(hint), reports: Vec::new() };
    for line in text.lines() {
        match line.split_once(':') {
            Some(("d", end)) => {
                reader.read(end.trim())?;
            }
            Some(("3", error)) => {
                reader.read(&format!("{{\"error\":{error}}}"))?;
            }
            _ => {}
        }
    }
    reader.finish()
}

impl<'a> Reader<'a> {
    /// Takes the data of one event. Its lines are parts of one JSON text, unless each is one of its own.
    fn dispatch(&mut self, block: &mut Vec<&'a str>) -> Result<(), ResponseError> {
        let separate = block.iter().all(|data| is_closed(data) || *data == "[DONE]");
        if block.len() > 1 && !separate {
            self.read_report()?;
            self.read(&block.join("\n"))?;
        } else {
            for data in block.iter() {
                self.line(data)?;
            }
        }
        block.clear();
        Ok(())
    }

    /// Takes one event; whether it could be read.
    fn line(&mut self, data: &'a str) -> Result<bool, ResponseError> {
        if data == "[DONE]" {
            self.read_report()?;
            self.stream.end();
            return Ok(true);
        }
        if data.is_empty() || data == "null" {
            return Ok(true);
        }
        let matter = match self.stream.knows_model() && is_closed(data) {
            true => matter(data),
            false => Matter::More,
        };
        match matter {
            Matter::Nothing => Ok(true),
            Matter::Report if self.stream.replaces_reports() => {
                self.reports.push(data);
                Ok(true)
            }
            Matter::Report | Matter::More => {
                self.read_report()?;
                self.read(data)
            }
        }
    }

    fn read_report(&mut self) -> Result<(), ResponseError> {
        while let Some(report) = self.reports.pop() {
            self.read(report)?;
            if self.stream.reports_something() {
                self.reports.clear();
            }
        }
        Ok(())
    }

    fn read(&mut self, data: &str) -> Result<bool, ResponseError> {
        match value(data) {
            Ok(Some(node)) if node.is_object() => {
                self.stream.take(&node)?;
                Ok(true)
            }
            _ => {
                self.stream.unreadable();
                Ok(false)
            }
        }
    }

    fn finish(mut self) -> Result<Extracted, ResponseError> {
        self.read_report()?;
        self.stream.finish()
    }
}

fn is_closed(data: &str) -> bool {
    data.starts_with('{') && data.ends_with('}')
}

/// Ends of keys under which usage is reported.
const REPORT_KEY_ENDS: [&str; 4] = ["sage", "etadata", "etrics", "ount"];

/// Ends of other keys whose value matters when it is not null: the end of the text, an error, and what Gemini tells in one event only: that it has searched, or
/// made something else than text.
const OTHER_KEY_ENDS: [&str; 9] = [
    "inish_reason",
    "inishReason",
    "top_reason",
    "rror",
    "essageStop",
    "roundingMetadata",
    "rounding_metadata",
    "imeType",
    "ime_type",
];

#[derive(PartialEq, Eq)]
enum Matter {
    Nothing,
    Report,
    More,
}

/// Whether a line has a key that can report usage, end the answer or refuse it. A key is found by the colon after it.
fn matter(data: &str) -> Matter {
    let bytes = data.as_bytes();
    let mut from = 0;
    let mut matter = Matter::Nothing;
    while let Some(found) = bytes[from..].iter().position(|byte| *byte == b':') {
        let colon = from + found;
        let key = data[..colon].trim_end();
        let value = data[colon + 1..].trim_start();
        from = colon + 1;
        let Some(key) = key.strip_suffix('"') else { continue };
        let ends_with = |ends: &[&str]| ends.iter().any(|end| key.ends_with(end));
        if (ends_with(&OTHER_KEY_ENDS) && !value.starts_with("null"))
            || (key.ends_with("\"done") && !value.starts_with("false"))
            || (key.ends_with("type") && !is_piece(value))
            // an event of Bedrock's within another
            || (key.ends_with("\"bytes") && value.starts_with('"'))
        {
            return Matter::More;
        }
        if ends_with(&REPORT_KEY_ENDS) && !value.starts_with("null") {
            matter = Matter::Report;
        }
    }
    matter
}

/// Whether an event's type, which `value` starts with, is that of a piece of text.
fn is_piece(value: &str) -> bool {
    let Some((kind, _)) = value.strip_prefix('"').and_then(|value| value.split_once('"')) else {
        return true;
    };
    kind.contains("delta") || matches!(kind, "text" | "function")
}
