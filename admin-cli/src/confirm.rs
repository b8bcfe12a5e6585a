//! Asks before something is destroyed.

use std::io::{BufRead, IsTerminal, Write};

use crate::error::Error;

/// Returns when the answer is yes: by `--yes`, or typed at a terminal.
///
/// # Errors
/// A usage error when the answer is no, or when nobody is there to ask.
pub fn destructive(what: &str, yes: bool) -> Result<(), Error> {
    if yes {
        return Ok(());
    }
    let (stdin, mut stderr) = (std::io::stdin(), std::io::stderr());
    if !stdin.is_terminal() || !std::io::stdout().is_terminal() {
        return Err(Error::usage(
            format!("{what} needs --yes when there is no terminal to ask on"),
            "Nothing was changed.",
        ));
    }
    let _ = write!(stderr, "{what}? [y/N] ");
    let mut answer = String::new();
    let read = stdin.lock().read_line(&mut answer);
    match (read, answer.trim().to_ascii_lowercase().as_str()) {
        (Ok(_), "y" | "yes") => Ok(()),
        _ => Err(Error::usage("not confirmed", "Nothing was changed.")),
    }
}
