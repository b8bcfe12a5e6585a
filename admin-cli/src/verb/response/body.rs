//! The body and the headers of an answer, as the server takes them: JSON.

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::cli::BodyArgs;
use crate::error::Error;
use crate::input;

/// A body that is JSON as it is; any other text, such as that of a stream, as a JSON string.
///
/// # Errors
/// A file that cannot be read. A body that is no text, such as a picture, is charged by its headers alone.
pub fn response(args: &BodyArgs) -> Result<String, Error> {
    if args.file == "-" && args.headers.as_deref() == Some("-") {
        return Err(Error::usage(
            "body and headers cannot both be standard input",
            "Give a file for one of them: \"curl -D FILE\" writes the headers into one.",
        ));
    }
    let Some(text) = input::text_of(input::bytes(&args.file)?) else {
        return match args.headers {
            Some(_) => Ok("\"\"".to_owned()),
            None => Err(Error::usage(
                format!("{} is neither JSON nor text", input::shown(&args.file)),
                "A body of sound or a picture is charged by its headers: give --headers FILE.",
            )),
        };
    };
    as_json(text)
}

fn as_json(text: String) -> Result<String, Error> {
    if serde_json::from_str::<IgnoredAny>(&text).is_ok() {
        return Ok(text);
    }
    Ok(serde_json::to_string(&text)?)
}

/// # Errors
/// A file that cannot be read, or has no header.
pub fn headers(path: &str) -> Result<String, Error> {
    let text = input::text(path)?;
    if text.trim_start().starts_with('{') {
        return Ok(text);
    }
    let headers = of_lines(&text);
    if headers.is_empty() {
        return Err(Error::usage(
            format!("{} has no header", input::shown(path)),
            "Give what \"curl -D FILE\" writes, or an object such as {\"x-request-id\": \"req_1\"}.",
        ));
    }
    Ok(Value::Object(headers).to_string())
}

/// Of the last answer: after a redirect, or \"100 Continue\", curl writes those of several.
fn of_lines(text: &str) -> Map<String, Value> {
    let mut headers = Map::new();
    for line in text.lines() {
        if line.starts_with("HTTP/") {
            headers.clear();
        } else if let Some((name, value)) = line.split_once(':') {
            headers.insert(name.trim().to_ascii_lowercase(), value.trim().into());
        }
    }
    headers
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{as_json, of_lines};

    #[test]
    fn json_goes_as_it_is_and_a_stream_as_a_string() {
        let told = |text: &str| as_json(text.to_owned()).unwrap_or_default();
        assert_eq!(told("{\"a\": 1.50}\n"), "{\"a\": 1.50}\n");
        assert_eq!(told("data: {\"a\": 1}\n\n"), "\"data: {\\\"a\\\": 1}\\n\\n\"");
        assert_eq!(told("{\"a\": 1}\n{\"b\": 2}"), "\"{\\\"a\\\": 1}\\n{\\\"b\\\": 2}\"");
        assert_eq!(told(""), "\"\"");
    }

    #[test]
    fn headers_are_those_of_the_last_answer() {
        let curl = "HTTP/1.1 302 Found\r\nX-Old: 1\r\n\r\nHTTP/2 200\r\nX-Request-Id: a:b\r\ncontent-type: x\r\n\r\n";
        let expected = json!({"x-request-id": "a:b", "content-type": "x"});
        assert_eq!(Value::Object(of_lines(curl)), expected);
        assert!(of_lines("no header").is_empty());
    }
}
