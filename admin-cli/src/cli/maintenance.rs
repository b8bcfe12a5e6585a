use clap::{Args, Subcommand};

#[derive(Debug, Args)]
#[command(after_help = "\
No limit waits for it: a period that has ended no longer counts, whether or not this ran. The exit code is 4 where an \
account could not be dealt with; \"failed\" says why, and the rest is done.

Examples:
  token-meter reset-due
  token-meter reset-due --at 2026-11-01 --batch 500")]
pub struct ResetDueArgs {
    /// Close what has ended by this moment of the past, if not by now
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Close at most so many periods [default: 10000]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub batch: Option<i32>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The exit code is 4 where there are accounts_failed: \"token-meter reset-due\" and the server's log name them.

One line of cron does it, where pg_cron does not:
  */5 * * * *  token-meter maintain > /dev/null

Example:
  token-meter maintain --batch 1000")]
pub struct MaintainArgs {
    /// Do at most so many rows of each task [default: 10000]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub batch: Option<i32>,
}

#[derive(Debug, Subcommand)]
pub enum LogVerb {
    /// Take months that ended before a moment out of the usage log; their tables and all sums stay
    #[command(after_help = "\
The setting usage_days has \"token-meter maintain\" do it, one month at a time. Calls wait for some milliseconds.

Example:
  token-meter log detach --before 2020-01-01 --yes")]
    Detach {
        /// A moment of the past, such as 2026-01-01
        #[arg(long, value_name = "TIME")]
        before: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Sum the usage log up anew, where `token-meter verify` tells of sums that differ from it
    #[command(after_help = "\
Calls go on meanwhile; reports read the log until it is done.

Example:
  token-meter log rebuild")]
    Rebuild,
}
