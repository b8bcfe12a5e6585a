use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum AlertsVerb {
    /// List the thresholds that were reached, the latest first
    #[command(after_help = "\
taken_at is when an alert was handed out by \"token-meter alerts take\" or meter_take_alerts().

Examples:
  token-meter alerts list
  token-meter alerts list --account user_2abc --untaken")]
    List {
        /// Only of this account
        #[arg(long)]
        account: Option<String>,
        /// Only those that were not handed out yet
        #[arg(long)]
        untaken: bool,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
    },
    /// Hand out the alerts that nobody has taken yet, oldest first, each once
    #[command(after_help = "\
Several workers may take at once: no alert comes twice.

Examples:
  token-meter alerts take --json
  token-meter alerts take --batch 10")]
    Take {
        /// At most so many [default: 100]
        #[arg(long, value_name = "N", allow_negative_numbers = true)]
        batch: Option<i32>,
    },
}

#[derive(Debug, Args)]
#[command(after_help = "\
\"requested\", \"used\" and \"cap\" are in the limit's unit; \"payer\" is the account whose limit refused. Denials are kept as the setting \
denial_days has it.

Examples:
  token-meter denials
  token-meter denials --account user_2abc --from 2026-11-01")]
pub struct DenialsArgs {
    /// Only of this account
    #[arg(long)]
    pub account: Option<String>,
    /// Refused from this moment on
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Refused before this moment
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
}
