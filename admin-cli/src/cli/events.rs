use clap::Args;

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
