//! `completions`

use std::io::Write;

use clap::{Command, CommandFactory};
use clap_complete::Shell;

use super::Outcome;
use crate::cli::Cli;
use crate::error::Error;

pub fn run(shell: Shell) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut verbs_first(Cli::command()), "token-meter", &mut script);
    if shell == Shell::Bash {
        script = one_name(script);
    }
    // a reader that went away has what it wanted
    let _ = std::io::stdout().lock().write_all(&script);
    Ok(Outcome::Done)
}

/// Without the arguments of a verb that has verbs below it: zsh would expect an account where `grant void` may stand, and
/// an account's name is completed nowhere.
fn verbs_first(command: Command) -> Command {
    command.mut_subcommand("grant", |grant| {
        let options: Vec<_> = grant.get_arguments().filter(|arg| !arg.is_positional()).cloned().collect();
        let verbs: Vec<_> = grant.get_subcommands().cloned().collect();
        let about = grant.get_about().cloned().unwrap_or_default();
        Command::new("grant").about(about).args(options).subcommands(verbs)
    })
}

/// clap_complete's script for bash looks for a verb's words under another name than it has noted for the verb, when the
/// program's own name has a dash: nothing was completed after the first verb.
fn one_name(script: Vec<u8>) -> Vec<u8> {
    String::from_utf8_lossy(&script).replace("token__subcmd__meter", "token__meter").into_bytes()
}
