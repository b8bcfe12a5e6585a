use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter grant user_2abc monthly_tokens 500000 --idempotency-key invoice-1042
  token-meter grant user_2abc monthly_cost 5 --kind gift --expires-at 2027-01-01 --note 'sorry for the outage'")]
pub struct GrantArgs {
    /// The account
    pub account: String,
    /// The limit whose cap it is added to
    pub limit_name: String,
    /// How much, in the limit's unit: tokens, USD or requests
    #[arg(allow_negative_numbers = true)]
    pub amount: String,
    /// What it is [default: purchase]
    #[arg(long, value_name = "purchase, top-up, gift, refund, carry-over")]
    pub kind: Option<String>,
    /// The lower, the earlier it is spent [default: 0]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub priority: Option<i32>,
    /// When what is left of it is gone
    #[arg(long, value_name = "TIME")]
    pub expires_at: Option<String>,
    /// Words to keep with it
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Grant only once for this key; a retry gets the first answer
    #[arg(long, value_name = "KEY")]
    pub idempotency_key: Option<String>,
}
