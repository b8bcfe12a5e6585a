//! `token-meter`: administers the token_meter extension. Every verb calls a `meter_*` function or runs one query.

mod call;
mod cli;
mod confirm;
mod connect;
mod error;
mod http;
mod input;
mod interrupt;
mod output;
mod rows;
mod session;
mod verb;

use std::process::ExitCode;

use clap::Parser;

use cli::Cli;
use error::Error;

fn main() -> ExitCode {
    match Cli::try_parse().map_err(Error::from).and_then(verb::run) {
        Ok(outcome) => outcome.exit_code(),
        Err(error) => {
            error.print();
            error.exit_code()
        }
    }
}
