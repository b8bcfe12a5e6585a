use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter add user_2abc 1200 300 --provider openai --model gpt-4o-mini
  token-meter add user_2abc 1200 300 --model gpt-4o-mini --idempotency-key req-42
  token-meter add user_2abc 90000 --no-enforce        (already spent: record it in any case)")]
pub struct AddArgs {
    /// Who is metered; created on the default plan when new
    pub account: String,
    /// Input tokens, cache reads and writes included
    #[arg(allow_negative_numbers = true)]
    pub input: i64,
    /// Output tokens, reasoning included [default: 0]
    #[arg(allow_negative_numbers = true)]
    pub output: Option<i64>,
    #[command(flatten)]
    pub scope: Scope,
    #[command(flatten)]
    pub parts: TokenParts,
    /// Id of the operation, such as the response's id
    #[arg(long, value_name = "ID")]
    pub operation_id: Option<String>,
    /// Service tier that the provider charges by, such as batch [default: standard]
    #[arg(long, value_name = "TIER")]
    pub service_tier: Option<String>,
    /// What was used beside tokens, by price component, such as '{"web_search": 2}'
    #[arg(long, value_name = "JSON")]
    pub other_units: Option<String>,
    /// What multiplies the prices, such as speed:fast; may be given several times
    #[arg(long = "condition", value_name = "KEY:VALUE")]
    pub conditions: Vec<String>,
    /// What the provider bills for it, where that is known: it is the cost then
    #[arg(long, value_name = "USD")]
    pub reported_cost: Option<String>,
    #[command(flatten)]
    pub kept: Kept,
    /// The tokens are already spent: record them whatever the limits say
    #[arg(long)]
    pub no_enforce: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter check user_2abc                  (may it spend one token?)
  token-meter check user_2abc 1200 300 --provider openai --model gpt-4o-mini")]
pub struct CheckArgs {
    /// Who would spend
    pub account: String,
    /// Input tokens of the call in question [default: 1]
    #[arg(allow_negative_numbers = true)]
    pub input: Option<i64>,
    /// Output tokens of the call in question [default: 0]
    #[arg(allow_negative_numbers = true)]
    pub output: Option<i64>,
    #[command(flatten)]
    pub scope: Scope,
}

/// What is kept with a charged call.
#[derive(Debug, Args)]
pub struct Kept {
    /// Id of the session or conversation
    #[arg(long, value_name = "ID")]
    pub session_id: Option<String>,
    /// A JSON object to keep with the usage row
    #[arg(long, value_name = "JSON")]
    pub metadata: Option<String>,
    /// Charge only once for this key; a retry gets the first answer
    #[arg(long, value_name = "KEY")]
    pub idempotency_key: Option<String>,
    /// When it was spent, if not now
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

/// What limits may be about.
#[derive(Debug, Args)]
pub struct Scope {
    /// Model, as the provider names it
    #[arg(long)]
    pub model: Option<String>,
    /// Provider, such as openai
    #[arg(long)]
    pub provider: Option<String>,
    /// Kind of operation, such as chat
    #[arg(long)]
    pub operation: Option<String>,
    /// Whose provider key is used: shared or own [default: what is set for the account, else shared]
    #[arg(long, value_name = "SOURCE")]
    pub key_source: Option<String>,
}

/// Subsets of the input and output tokens that have rates of their own.
#[derive(Debug, Args)]
pub struct TokenParts {
    /// Input tokens read from a cache
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub cache_read: Option<i64>,
    /// Input tokens written to a cache
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub cache_write: Option<i64>,
    /// Output tokens spent on reasoning
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub reasoning: Option<i64>,
    /// Input tokens that were audio
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub audio_input: Option<i64>,
    /// Output tokens that were audio
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub audio_output: Option<i64>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter cost gpt-4o-mini 1200 300 --provider openai
  token-meter cost gpt-4o-mini 1200 300 --provider openai --at 2026-01-01")]
pub struct CostArgs {
    /// Model, as the provider names it
    pub model: String,
    /// Input tokens, cache reads and writes included
    #[arg(allow_negative_numbers = true)]
    pub input: i64,
    /// Output tokens, reasoning included [default: 0]
    #[arg(allow_negative_numbers = true)]
    pub output: Option<i64>,
    /// Provider, such as openai; a bare model name is a guess
    #[arg(long)]
    pub provider: Option<String>,
    #[command(flatten)]
    pub parts: TokenParts,
    /// Service tier that the provider charges by, such as batch [default: standard]
    #[arg(long, value_name = "TIER")]
    pub service_tier: Option<String>,
    /// What is used beside tokens, by price component, such as '{"web_search": 2}'
    #[arg(long, value_name = "JSON")]
    pub other_units: Option<String>,
    /// What multiplies the prices, such as speed:fast; may be given several times
    #[arg(long = "condition", value_name = "KEY:VALUE")]
    pub conditions: Vec<String>,
    /// At which moment's price, if not now's
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}
