use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = "\
--by takes words with commas between them: hour, day, week or month, one of them at most; provider, model, operation, key_source, account, plan, \
session, price_match, and metadata.KEY for a key of the calls' metadata. Costs are USD. The bar shows each row's part of the largest cost, or of \
the most tokens where nothing has a cost.

An account that there is not is an error. One is made by its first call or by \"token-meter account set\"; one that was forgotten has what it used under the \
name that \"token-meter account forget\" told.

Examples:
  token-meter usage --from 2026-11-01
  token-meter usage --by model,day --from '2026-11-01' --time-zone Europe/Berlin
  token-meter usage --account acme --descendants --by account --csv")]
pub struct UsageArgs {
    #[command(flatten)]
    pub subject: SubjectArgs,
    /// A row for each of these
    #[arg(long, value_name = "WORDS", value_delimiter = ',')]
    pub by: Vec<String>,
    /// Also the hours, days, weeks or months without usage
    #[arg(long)]
    pub fill: bool,
    /// IANA time zone of the days; the account's, or UTC, if not given
    #[arg(long, value_name = "ZONE")]
    pub time_zone: Option<String>,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// Write CSV; what a spreadsheet would take for a formula begins with '
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Refunds and corrections stand with their call. Of a further page, \"next\" below the table is what --before takes.

Examples:
  token-meter history user_2abc
  token-meter history user_2abc --type denial --from 2026-11-01
  token-meter history user_2abc --model gpt-4o --page-size 1000 --csv")]
pub struct HistoryArgs {
    /// The account
    pub account: String,
    /// What to list
    #[arg(long = "type", value_name = "TYPE", default_value = "usage")]
    pub of: Events,
    /// From this moment on
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Before this moment
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
    /// The page that follows: "next" of the page before
    #[arg(long, value_name = "CURSOR")]
    pub before: Option<String>,
    /// Rows a page, 1 to 1,000 [default: 50]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub page_size: Option<i32>,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// Write CSV; what a spreadsheet would take for a formula begins with '
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The page holds its own style and script and asks nobody for anything. It lists the 5,000 latest calls, and says so where there are more; \
its sums are of all. The page of an account has its limits too. Costs are USD.

Examples:
  token-meter report --html usage.html
  token-meter report --html acme.html --account acme --descendants --from 2026-11-01
  token-meter report --html - --account user_2abc > user.html")]
pub struct ReportArgs {
    /// Write the page to this file; - is standard output
    #[arg(long, value_name = "FILE")]
    pub html: String,
    #[command(flatten)]
    pub subject: SubjectArgs,
    /// IANA time zone of the days; the account's, or UTC, if not given
    #[arg(long, value_name = "ZONE")]
    pub time_zone: Option<String>,
}

/// Whose usage, and of when.
#[derive(Debug, Args)]
pub struct SubjectArgs {
    /// Only of this account; everybody's, if not given
    #[arg(long)]
    pub account: Option<String>,
    /// And of the accounts below it
    #[arg(long, requires = "account")]
    pub descendants: bool,
    /// Used from this moment on
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Used before this moment
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
}

/// What a report may be restricted to.
#[derive(Debug, Args)]
pub struct OnlyArgs {
    /// Only calls of this provider
    #[arg(long)]
    pub provider: Option<String>,
    /// Only calls of this model, by the name that they came with
    #[arg(long)]
    pub model: Option<String>,
    /// Only calls of this operation
    #[arg(long)]
    pub operation: Option<String>,
    /// Only calls of this session
    #[arg(long)]
    pub session: Option<String>,
    /// Only calls with the operator's key (shared) or the user's (own)
    #[arg(long, value_name = "SOURCE")]
    pub key_source: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Events {
    Usage,
    Denial,
    Hold,
    Grant,
    Alert,
}
