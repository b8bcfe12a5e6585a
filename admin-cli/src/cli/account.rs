use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum AccountVerb {
    /// Show an account and a gauge for each of its limits
    Show {
        /// The account
        account: String,
    },
    /// Create or change an account; what is not given stays as it is
    Set(AccountSetArgs),
    /// List accounts by name
    List(AccountListArgs),
    /// List what was granted to an account, what was spent of it and what is left
    Grants {
        /// The account
        account: String,
    },
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter account set user_2abc --plan pro --time-zone Europe/Berlin
  token-meter account set user_2abc --metadata '{\"tier\": \"beta\"}'")]
pub struct AccountSetArgs {
    /// The account
    pub account: String,
    /// The plan it is on
    #[arg(long)]
    pub plan: Option<String>,
    /// IANA time zone that its days and months are counted in
    #[arg(long, value_name = "ZONE")]
    pub time_zone: Option<String>,
    /// The account above it, such as its team
    #[arg(long, value_name = "ACCOUNT")]
    pub parent: Option<String>,
    /// The moment from which its anchored periods are counted
    #[arg(long, value_name = "TIME")]
    pub anchor: Option<String>,
    /// The "sub" claim that its signed-in user has
    #[arg(long, value_name = "SUB")]
    pub auth_subject: Option<String>,
    /// A JSON object to keep with it
    #[arg(long, value_name = "JSON")]
    pub metadata: Option<String>,
}

#[derive(Debug, Args)]
pub struct AccountListArgs {
    /// Only accounts on this plan
    #[arg(long)]
    pub plan: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub limit: u32,
}
