//! `completions`

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use super::Outcome;
use crate::cli::Cli;
use crate::error::Error;

pub fn run(shell: Shell) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "token-meter", &mut script);
    // a reader that went away has what it wanted
    let _ = std::io::stdout().lock().write_all(&script);
    Ok(Outcome::Done)
}
