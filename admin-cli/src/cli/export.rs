use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::OnlyArgs;

#[derive(Debug, Args)]
#[command(after_help = "\
A row is a call, a refund or a correction, in the order of their time. Times are UTC, those of --from and --to too, where they say nothing \
else; money is exact: numbers with every digit in csv and jsonl, DECIMAL(38,24) in parquet. What a spreadsheet would take for a formula begins with ' in \
csv and focus. focus is CSV with the columns of FOCUS 1.2, for cost tools: it has no calls without a known cost, and says how many \
these were.

--dir writes a file for each day of UTC that is over, and leaves those that are there already: the same command goes on after an interruption, and adds what is \
new from day to day. A refund, a correction or a late call is told on the day of its call: --overwrite writes days again. A \
file has its name only when it is whole; until then it ends in .part.

All rows are of one moment. It takes the role meter_admin.

Examples:
  token-meter export --from 2026-11-01 --to 2026-12-01 > november.csv
  token-meter export --from 2026-11-01 --format parquet --dir /srv/usage
  token-meter export --from 2026-11-01 --format focus > focus.csv
  token-meter export --from 2026-11-01 --account acme --descendants --format jsonl > acme.jsonl")]
pub struct UsageExportArgs {
    /// Used from this moment on
    #[arg(long, value_name = "TIME")]
    pub from: String,
    /// Used before this moment
    #[arg(long, value_name = "TIME", default_value = "now")]
    pub to: String,
    /// What to write
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    pub format: ExportFormat,
    /// Write to this file; to standard output, if not given
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Write a file for each day into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "out")]
    pub dir: Option<PathBuf>,
    /// Write also the days that are there already
    #[arg(long, requires = "dir")]
    pub overwrite: bool,
    /// Only of this account
    #[arg(long)]
    pub account: Option<String>,
    /// And of the accounts below it
    #[arg(long, requires = "account")]
    pub descendants: bool,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// BillingAccountId of focus [default: the database's name]
    #[arg(long, value_name = "ID")]
    pub billing_account: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    Csv,
    Jsonl,
    Parquet,
    Focus,
}
