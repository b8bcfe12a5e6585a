//! Files that verbs read: a path, or `-` for standard input.

use std::fs::File;
use std::io::{Read, stdin};

use crate::error::Error;

/// What a path is called in messages.
pub fn shown(path: &str) -> String {
    if path == "-" { "standard input".to_owned() } else { format!("\"{path}\"") }
}

/// # Errors
/// A file that cannot be opened.
pub fn open(path: &str) -> Result<Box<dyn Read>, Error> {
    if path == "-" {
        return Ok(Box::new(stdin().lock()));
    }
    Ok(Box::new(File::open(path).map_err(|source| unread(path, source))?))
}

/// # Errors
/// A file that cannot be read.
pub fn bytes(path: &str) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes).map_err(|source| unread(path, source))?;
    Ok(bytes)
}

/// Bytes as a text that the server takes, without a byte order mark. `None`: they are no text.
pub fn text_of(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?;
    Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// # Errors
/// A file that cannot be read, or is no text.
pub fn text(path: &str) -> Result<String, Error> {
    text_of(bytes(path)?)
        .ok_or_else(|| Error::usage(format!("{} is no text", shown(path)), "Give a text in UTF-8."))
}

pub fn unread(path: &str, source: std::io::Error) -> Error {
    Error::Input { path: shown(path), source }
}
