use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum PoolVerb {
    /// List the pools: accounts whose limits others are charged to
    #[command(after_help = "\
Examples:
  token-meter pool list
  token-meter pool list --provider openai")]
    List {
        /// Only pools of this provider
        #[arg(long)]
        provider: Option<String>,
    },
    /// Charge an account's limits with every call that uses the shared key of a provider
    #[command(after_help = "\
The pool counts what its running periods already hold. Making one waits for the calls in flight.

Examples:
  token-meter pool set acme openai
  token-meter pool set acme openai --for user_2abc")]
    Set(PoolArgs),
    /// Charge it no longer
    #[command(after_help = "\
Examples:
  token-meter pool remove acme openai
  token-meter pool remove acme openai --for user_2abc --yes")]
    Remove {
        #[command(flatten)]
        pool: PoolArgs,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub struct PoolArgs {
    /// The account whose limits are charged
    pub account: String,
    /// The provider whose shared key is used
    pub provider: String,
    /// Only calls of this account and those below it, instead of everybody's
    #[arg(long = "for", value_name = "ACCOUNT")]
    pub for_account: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum KeySourceVerb {
    /// List whose keys the accounts use
    #[command(after_help = "\
Examples:
  token-meter key-source list
  token-meter key-source list --account user_2abc")]
    List {
        /// Only of this account
        #[arg(long)]
        account: Option<String>,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
    },
    /// Say whose key the calls of an account, and of those below it, use where they do not say so
    #[command(after_help = "\
Usage of an own key is logged and costed; limits on the shared key do not count it.

Example:
  token-meter key-source set user_2abc anthropic own")]
    Set {
        #[command(flatten)]
        key: KeySourceArgs,
        /// shared, the operator's key, or own, the account's
        key_source: String,
    },
    /// Forget it: what is set for the account above holds again, else shared
    #[command(after_help = "\
Example:
  token-meter key-source remove user_2abc anthropic")]
    Remove(KeySourceArgs),
}

#[derive(Debug, Args)]
pub struct KeySourceArgs {
    /// The account
    pub account: String,
    /// The provider
    pub provider: String,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The call's counters and grants get back what it took from them, in its own period; the log keeps both rows. A call is refunded once.
The usage_id is that of the verdict, and the id in \"token-meter history\".

Examples:
  token-meter refund user_2abc 1042
  token-meter refund user_2abc 1042 --note 'the answer was empty' --idempotency-key ticket-77")]
pub struct RefundArgs {
    /// The account that was charged
    pub account: String,
    /// The call, by its usage_id
    #[arg(allow_negative_numbers = true)]
    pub usage_id: i64,
    /// Words to keep with it
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Refund only once for this key; a retry gets the first answer
    #[arg(long, value_name = "KEY")]
    pub idempotency_key: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum HoldVerb {
    /// List the open holds, the latest first
    #[command(after_help = "\
A hold is what a call in flight has set aside; it ends by itself when it expires.

Examples:
  token-meter hold list
  token-meter hold list --account user_2abc --all")]
    List {
        /// Only of this account
        #[arg(long)]
        account: Option<String>,
        /// Also those that are settled, released or expired
        #[arg(long)]
        all: bool,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
    },
    /// Give back what a call has set aside and does not use
    #[command(after_help = "\
Examples:
  token-meter hold release 17
  token-meter hold release 17 --account user_2abc")]
    Release {
        /// The hold, by its hold_id in "token-meter hold list"
        #[arg(allow_negative_numbers = true)]
        hold_id: i64,
        /// The account that it must be of
        #[arg(long)]
        account: Option<String>,
    },
}
