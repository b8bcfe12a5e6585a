use clap::Args;

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
