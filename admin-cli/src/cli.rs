//! The command line: clap types, no behaviour. The verbs' own arguments are in the folder of the same name.

mod account;
mod alerts;
mod calls;
mod charging;
mod events;
mod export;
mod grant;
mod maintenance;
mod metering;
mod plan;
mod pricing;
mod reports;
mod setup;
mod top;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

pub use account::{AccountListArgs, AccountSetArgs, AccountVerb, CheaperArgs, LeavingArgs, StatsArgs};
pub use alerts::{AlertsArgs, AlertsVerb, DeliverArgs};
pub use calls::{AddBatchArgs, AddResponseArgs, BodyArgs, EstimateArgs, ExtractArgs};
pub use charging::{HoldVerb, KeySourceArgs, KeySourceVerb, PoolArgs, PoolVerb, RefundArgs};
pub use events::DenialsArgs;
pub use export::{ExportFormat, UsageExportArgs};
pub use grant::{GrantAddArgs, GrantArgs, GrantVerb, GrantVoidArgs};
pub use maintenance::{LogVerb, MaintainArgs, ResetDueArgs};
pub use metering::{AddArgs, CheckArgs, CostArgs, Kept, Scope, TokenParts};
pub use plan::{LimitSetArgs, LimitTarget, LimitVerb, PlanSetArgs, PlanVerb};
pub use pricing::{
    AliasArgs, AliasKey, DifferencesArgs, ExportArgs, ImportArgs, MatchArgs, PriceKey, PriceListArgs,
    PriceSetArgs, PricingVerb, RepriceArgs, UnpricedArgs,
};
pub use reports::{HistoryArgs, OnlyArgs, ReportArgs, UsageArgs};
pub use setup::{ConfigVerb, Grant, InstallArgs};
pub use top::{TopArgs, Weight, Window};

const AFTER_HELP: &str = "\
Examples:
  token-meter install --grant app=my_service
  token-meter add user_2abc 1200 300 --provider openai --model gpt-4o-mini
  token-meter account show user_2abc

Connection: --database-url, else DATABASE_URL, else what libpq reads (PGHOST, PGPORT, PGUSER, PGPASSWORD, \
PGDATABASE, PGSSLMODE, PGSSLROOTCERT, … and ~/.pgpass). Both forms are understood: a URL \
postgresql://user@host/db?sslmode=verify-full and a string 'host=… user=… sslmode=require'. sslmode is disable, \
prefer (the default), require, verify-ca or verify-full; sslrootcert is a file, or system.

JSON: one object for a verb that answers one thing or has several parts, an array for a list. Numbers are JSON numbers with every digit \
that the server holds: read them as decimals, not as floats. Times are ISO 8601. Errors and warnings go to \
standard error as text, with and without --json.

Times (TIME) are what PostgreSQL reads: 2026-11-01, '2026-11-01 08:00+01', now, yesterday. Without an offset they are in the \
time zone that the server sets for the role or the database.

Exit codes: 0 done; 1 refused by a limit (add, add-response, add-batch, check, estimate); 2 wrong usage, connection or server error; 3 the server's \
extension is of another version; 4 differences found (verify, doctor), an account that upkeep \
could not deal with (maintain, reset-due), an alert that could not be delivered (alerts), or an answer that does not say what was used (extract).";

/// Administer token_meter, the LLM token and cost meter inside PostgreSQL.
#[derive(Debug, Parser)]
#[command(name = "token-meter", version, after_help = AFTER_HELP, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(Debug, clap::Args)]
pub struct Global {
    /// Where the database is: a URL or a key=value string [env: DATABASE_URL]
    #[arg(long, global = true, help_heading = "Options of every command", value_name = "URL")]
    pub database_url: Option<String>,
    /// Answer in JSON, for programs
    #[arg(long, global = true, help_heading = "Options of every command")]
    pub json: bool,
    /// Colour the output; auto means on a terminal where NO_COLOR is not set
    #[arg(
        long,
        global = true,
        help_heading = "Options of every command",
        value_name = "WHEN",
        default_value = "auto"
    )]
    pub color: ColorChoice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Install the extension and its tables, and grant its roles; harmless when done already
    Install(InstallArgs),
    /// Show versions, row counts and settings
    #[command(after_help = "\
Row counts are of the rows that the role may see.

Examples:
  token-meter status
  token-meter status --json")]
    Status,
    /// List, set, import or export prices, and see which calls lack one
    #[command(subcommand)]
    Pricing(PricingVerb),
    /// List, show or change plans
    #[command(subcommand)]
    Plan(PlanVerb),
    /// List, set or remove the limits of plans and accounts
    #[command(subcommand)]
    Limit(LimitVerb),
    /// Show, list or change accounts
    #[command(subcommand)]
    Account(AccountVerb),
    /// Meter a call: charge an account's limits and log the usage; exit code 1 when refused
    Add(AddArgs),
    /// Charge an account for a provider's answer: its body, or the raw text of a stream; exit code 1 when refused
    AddResponse(AddResponseArgs),
    /// Charge the events of a file, any number of them; exit code 1 when some are refused
    AddBatch(AddBatchArgs),
    /// Ask whether an account may spend, without charging anything; exit code 1 when it may not
    Check(CheckArgs),
    /// Say what a call costs in USD
    Cost(CostArgs),
    /// Say what a call will cost before it is made: the tokens of its text, and their price
    Estimate(EstimateArgs),
    /// Show what a provider's answer says of its usage; exit code 4 where it says nothing
    Extract(ExtractArgs),
    /// Add an amount to a limit of an account: a purchase, a top-up, a gift; or take one back
    Grant(GrantArgs),
    /// Take a call back: its counters and grants get back what it took
    Refund(RefundArgs),
    /// List the holds of calls in flight, or release one
    #[command(subcommand)]
    Hold(HoldVerb),
    /// List or change the pools: accounts whose limits others are charged to
    #[command(subcommand)]
    Pool(PoolVerb),
    /// List or change whose provider key the calls of an account use
    #[command(subcommand)]
    KeySource(KeySourceVerb),
    /// List or take the thresholds that were reached, or deliver them as they come
    Alerts(AlertsArgs),
    /// List the refused calls, the latest first
    Denials(DenialsArgs),
    /// Sum what was used, by day, model, account or what else calls have in common
    Usage(UsageArgs),
    /// List the calls of an account, or its denials, holds, grants or alerts, the latest first
    History(HistoryArgs),
    /// Write a page to look at: gauges, sums, charts and the latest calls, in one file that needs no network
    Report(ReportArgs),
    /// Write the rows of the usage log as CSV, JSON Lines, Parquet or FOCUS
    Export(UsageExportArgs),
    /// Watch the heaviest accounts and models, as top does
    Top(TopArgs),
    /// Close the periods that have ended and show what was reset
    ResetDue(ResetDueArgs),
    /// Do everything periodic once: ended periods, expired holds, partitions ahead, pruning
    Maintain(MaintainArgs),
    /// Take old months out of the usage log, or sum it up anew
    #[command(subcommand)]
    Log(LogVerb),
    /// Recompute counters, holds, grants and alerts from their rows; exit code 4 where they differ
    #[command(after_help = "\
Each line names a sum, what it should be (expected) and what it is (actual). (none): all is well.

Example:
  token-meter verify")]
    Verify,
    /// Compare the meter's tables, privileges and roles with what they should be; exit code 4 where they differ
    #[command(after_help = "\
Each line tells what is wrong and the SQL that mends it. \"token-meter install\" puts back what tables have lost. \
(none): all is well.

Example:
  token-meter doctor")]
    Doctor,
    /// List or change the settings of the meter
    #[command(subcommand)]
    Config(ConfigVerb),
    /// Write a completion script for a shell to standard output
    #[command(after_help = "\
Examples:
  token-meter completions bash > ~/.local/share/bash-completion/completions/token-meter
  token-meter completions zsh > ~/.zfunc/_token-meter        (a folder of $fpath)
  token-meter completions fish > ~/.config/fish/completions/token-meter.fish")]
    Completions {
        /// The shell to write for
        shell: clap_complete::Shell,
    },
    /// Write the manual pages of all commands into a folder
    #[command(hide = true)]
    Man {
        /// The folder, which must exist
        dir: PathBuf,
    },
}
