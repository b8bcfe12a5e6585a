use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum PlanVerb {
    /// List the plans and their limits
    #[command(after_help = "\
A cap is in the limit's unit: tokens, USD for cost and charged_cost, or requests. An account's own limits are shown by \
\"token-meter account show\".

Example:
  token-meter plan list")]
    List,
    /// Show one plan and its limits
    #[command(after_help = "\
Example:
  token-meter plan show free")]
    Show {
        /// Name of the plan
        plan: String,
    },
    /// Create or change a plan; what is not given stays as it is
    Set(PlanSetArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter plan set team --description 'Small teams'
  token-meter plan set team --markup 1.25
  token-meter plan set free --default")]
pub struct PlanSetArgs {
    /// Name of the plan
    pub plan: String,
    /// What it is for
    #[arg(long)]
    pub description: Option<String>,
    /// Put new accounts on this plan
    #[arg(long)]
    pub default: bool,
    /// Factor from the provider's cost to what accounts are charged, such as 1.2 [default of a new plan: 1]
    #[arg(long, value_name = "FACTOR", allow_negative_numbers = true)]
    pub markup: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum LimitVerb {
    /// List the limits of plans and of accounts
    #[command(after_help = "\
A cap is in the limit's unit: tokens, USD for cost and charged_cost, or requests. What an account has used of its limits: \
\"token-meter account show\".

Examples:
  token-meter limit list
  token-meter limit list --plan free
  token-meter limit list --account user_2abc")]
    List {
        /// Only the limits of this plan
        #[arg(long)]
        plan: Option<String>,
        /// Only this account's own limits
        #[arg(long, conflicts_with = "plan")]
        account: Option<String>,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
    },
    /// Create or change a limit; what is not given stays as it is
    Set(Box<LimitSetArgs>),
    /// Remove a limit
    #[command(after_help = "\
An account whose own limit is removed gets its plan's limit of that name. What was bought stays bought.

Examples:
  token-meter limit remove daily_tokens --plan free
  token-meter limit remove spend --account user_2abc --yes")]
    Remove {
        /// Name of the limit
        name: String,
        #[command(flatten)]
        target: LimitTarget,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter limit set daily_tokens --plan free --unit tokens --cap 40000 --period day
  token-meter limit set daily_tokens --plan free --cap 50000
  token-meter limit set recent --plan pro --unit tokens --cap 200000 --period '5 hours' --rolling
  token-meter limit set spend --account user_2abc --unit cost --cap 25 --period month --soft
  token-meter limit set credits --account acme --stripes 64
  token-meter limit set daily_tokens --account user_2abc --unit tokens --cap 80000 --period day --expires-at 2026-07-01
  token-meter limit set daily_tokens --plan free --on-excess cap
  token-meter limit set daily_tokens --account user_2abc --unit tokens --cap unlimited --period day")]
pub struct LimitSetArgs {
    /// Name of the limit; an account's limit overrides its plan's limit of the same name
    pub name: String,
    #[command(flatten)]
    pub target: LimitTarget,
    /// What is counted: tokens, input_tokens, output_tokens, cost (USD), charged_cost (USD, with the plan's markup) or requests
    #[arg(long)]
    pub unit: Option<String>,
    /// The most that may be used in a period, in its unit, or unlimited
    #[arg(long, value_name = "N|unlimited", value_parser = parse_cap, allow_negative_numbers = true)]
    pub cap: Option<String>,
    /// minute, hour, day, week, month, year or never; with --rolling a length, such as '5 hours'
    #[arg(long)]
    pub period: Option<String>,
    /// Count what was used in the last hours or days at any moment, instead of a period of the calendar
    #[arg(long, conflicts_with_all = ["anchored", "carry_over_cap"])]
    pub rolling: bool,
    /// Only warn, never refuse
    #[arg(long, conflicts_with = "hard")]
    pub soft: bool,
    /// Refuse (a new limit does)
    #[arg(long)]
    pub hard: bool,
    /// Count periods from the account's anchor
    #[arg(long, conflicts_with = "calendar")]
    pub anchored: bool,
    /// Count the calendar's periods (a new limit does)
    #[arg(long)]
    pub calendar: bool,
    /// Only for this provider
    #[arg(long)]
    pub provider: Option<String>,
    /// Only for this model, by whatever name it is called, or a family such as 'claude-opus-*'
    #[arg(long)]
    pub model: Option<String>,
    /// Only for this kind of operation
    #[arg(long)]
    pub operation: Option<String>,
    /// Whose provider key it counts: shared or own; a new limit counts shared
    #[arg(long, value_name = "SOURCE")]
    pub key_source: Option<String>,
    /// The most that moves on into the next period, in its unit, or none (as of a new limit)
    #[arg(long, value_name = "N|none", value_parser = parse_carry_over)]
    pub carry_over_cap: Option<String>,
    /// Into how many stripes its counter is dealt out where many charge it at once, or auto (as of a new limit): some for pools and parents
    #[arg(long, value_name = "N|auto", value_parser = parse_stripes)]
    pub stripes: Option<String>,
    /// Until when a limit of an account counts, then its plan's limit of the name does again; or never
    #[arg(long, value_name = "TIME|never")]
    pub expires_at: Option<String>,
    /// What a hard limit does with a call that it has no room for: refuse it (a new limit does), or cap it to what is left
    #[arg(long, value_name = "refuse|cap")]
    pub on_excess: Option<String>,
    /// Percentages of the cap at which the level becomes warning and critical; a new limit has 80,95
    #[arg(long, value_name = "P,P", value_delimiter = ',')]
    pub thresholds: Vec<String>,
}

/// Whose limit it is.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct LimitTarget {
    /// The plan it belongs to
    #[arg(long)]
    pub plan: Option<String>,
    /// The account it belongs to
    #[arg(long)]
    pub account: Option<String>,
}

/// A plain number, as Postgres reads it, or the word.
fn parse_cap(text: &str) -> Result<String, String> {
    number_or("unlimited", text)
        .ok_or_else(|| "a cap is a plain number such as 40000 or 2.5, or unlimited".to_owned())
}

fn parse_carry_over(text: &str) -> Result<String, String> {
    number_or("none", text)
        .ok_or_else(|| "a carry-over ceiling is a plain number such as 40000 or 2.5, or none".to_owned())
}

fn parse_stripes(text: &str) -> Result<String, String> {
    match text.parse::<i32>() {
        Err(_) if text != "auto" => Err("stripes are a whole number such as 16, or auto".to_owned()),
        _ => Ok(text.to_owned()),
    }
}

fn number_or(word: &str, text: &str) -> Option<String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let number = digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().filter(|byte| *byte == b'.').count() <= 1;
    (number || text == word).then(|| text.to_owned())
}
