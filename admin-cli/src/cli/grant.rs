use clap::{Args, Subcommand};

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    override_usage = "token-meter grant [OPTIONS] <ACCOUNT> <LIMIT_NAME> <AMOUNT>\n       \
                      token-meter grant void [OPTIONS] <GRANT_ID>",
    after_help = "\
What is left of a grant: \"token-meter account grants ACCOUNT\". An account named void or help comes after --.

Examples:
  token-meter grant user_2abc monthly_tokens 500000 --idempotency-key invoice-1042
  token-meter grant user_2abc monthly_cost 5 --kind gift --expires-at 2030-01-01 --note 'outage'
  token-meter grant void 17 --note chargeback"
)]
pub struct GrantArgs {
    #[command(flatten)]
    pub add: Option<GrantAddArgs>,
    #[command(subcommand)]
    pub verb: Option<GrantVerb>,
}

#[derive(Debug, Args)]
pub struct GrantAddArgs {
    /// The account
    pub account: String,
    /// The limit whose cap it is added to
    pub limit_name: String,
    /// How much, in the limit's unit: tokens, USD or requests
    #[arg(allow_negative_numbers = true)]
    pub amount: String,
    /// purchase, top-up, gift, refund or carry-over [default: purchase]
    #[arg(long)]
    pub kind: Option<String>,
    /// The lower, the earlier it is spent [default: 0]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub priority: Option<i32>,
    /// When what is left of it is gone [default: never]
    #[arg(long, value_name = "TIME")]
    pub expires_at: Option<String>,
    /// Words to keep with it, up to 1,024 bytes
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Grant only once for this key; a retry gets the first answer
    #[arg(long, value_name = "KEY")]
    pub idempotency_key: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum GrantVerb {
    /// Take a grant back: a typo, a chargeback; done again it takes nothing more
    Void(GrantVoidArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "\
What was spent of it beyond what is unspent is owed, and the next grant pays it first.

Examples:
  token-meter grant void 17 --note 'meant 300'              (what is unspent)
  token-meter grant void 17 --amount 500000 --yes           (all of it: a chargeback)")]
pub struct GrantVoidArgs {
    /// The grant, by its grant_id in "token-meter account grants ACCOUNT"
    #[arg(allow_negative_numbers = true)]
    pub grant_id: i64,
    /// How much is taken back in all, in the limit's unit [default: what is unspent]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub amount: Option<String>,
    /// Words to keep with it, up to 1,024 bytes
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}
