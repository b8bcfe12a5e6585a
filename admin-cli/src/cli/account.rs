use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum AccountVerb {
    /// Show an account and a gauge for each of its limits
    #[command(after_help = "\
Limits of its parents and pools are shown too, with whose they are.

Example:
  token-meter account show user_2abc")]
    Show {
        /// The account
        account: String,
    },
    /// Create or change an account; what is not given stays as it is
    Set(AccountSetArgs),
    /// List accounts by name
    List(AccountListArgs),
    /// Show what an account has used in all and in the running period, by operation and model, and what it has left
    Stats(StatsArgs),
    /// Say what the calls of an account would have cost on other models, the cheapest first
    Cheaper(CheaperArgs),
    /// Give an account and all that it has used another name
    #[command(after_help = "\
Calls of the account wait meanwhile. Months that have left the usage log keep the old name.

Example:
  token-meter account rename user_1old user_9xyz")]
    Rename {
        /// The account
        account: String,
        /// Its new name, which no account has
        new_name: String,
    },
    /// Take a person's name, metadata, sessions and operation ids away; what was used stays in all sums
    #[command(after_help = "\
It cannot be undone. The answer is the name that stands for the account from now on.

Example:
  token-meter account forget user_1old --yes")]
    Forget(LeavingArgs),
    /// Remove an account of which nothing was ever used or granted
    #[command(after_help = "\
Example:
  token-meter account remove user_1old --yes")]
    Remove(LeavingArgs),
    /// List what was granted to an account, what was spent of it and what is left
    #[command(after_help = "\
Amounts are in the limit's unit. voided is what \"token-meter grant void\" has taken back.

Example:
  token-meter account grants user_2abc")]
    Grants {
        /// The account
        account: String,
    },
}

#[derive(Debug, Args)]
pub struct LeavingArgs {
    /// The account
    pub account: String,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter account set user_2abc --plan pro --time-zone Europe/Berlin
  token-meter account set user_2abc --metadata '{\"tier\": \"beta\"}'")]
pub struct AccountSetArgs {
    /// The account
    pub account: String,
    /// The plan it is on; a new account is on the default plan
    #[arg(long)]
    pub plan: Option<String>,
    /// IANA time zone that its days and months are counted in; a new account's is UTC
    #[arg(long, value_name = "ZONE")]
    pub time_zone: Option<String>,
    /// The account above it, such as its team; '' takes its parent away
    #[arg(long, value_name = "ACCOUNT")]
    pub parent: Option<String>,
    /// The moment from which its anchored periods are counted; a new account's is now
    #[arg(long, value_name = "TIME")]
    pub anchor: Option<String>,
    /// The "sub" claim that its signed-in user has; '' releases it
    #[arg(long, value_name = "SUB")]
    pub auth_subject: Option<String>,
    /// A JSON object to keep with it
    #[arg(long, value_name = "JSON")]
    pub metadata: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Costs are USD. Of a moment that has been, what was left is not on record.

Examples:
  token-meter account stats user_2abc
  token-meter account stats user_2abc --at yesterday --top 3")]
pub struct StatsArgs {
    /// The account
    pub account: String,
    /// As of this moment of the past, if not now
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// So many models at most [default: 10]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub top: Option<i32>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Whether a model does the same work with as many tokens no price tells. \"missing\" says what a model has no price for.

Examples:
  token-meter account cheaper user_2abc
  token-meter account cheaper user_2abc --from 2026-11-01 --limit 5")]
pub struct CheaperArgs {
    /// The account
    pub account: String,
    /// Calls from this moment on
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Calls before this moment
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
    /// Show so many models at most; --json has all
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter account list
  token-meter account list --plan pro --limit 1000")]
pub struct AccountListArgs {
    /// Only accounts on this plan
    #[arg(long)]
    pub plan: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
}
