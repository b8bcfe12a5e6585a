//! Arguments of the verbs that read what a call sends or what it was answered.

use clap::Args;

use super::metering::{Kept, Scope};

#[derive(Debug, Args)]
#[command(after_help = "\
Tokens are the exact count of their encoding for OpenAI's models, else a quarter of the characters: what is charged is what the provider \
reports. The SQL edition always takes a quarter. With --account the answer also says whether the account may make the call.

Exit codes: 1 where the account may not (with --account).

Examples:
  token-meter estimate gpt-4o-mini --text 'Tell me a story.' --output 500 --provider openai
  token-meter estimate gpt-4o-mini prompt.txt --output 500 --account user_2abc
  cat prompt.txt | token-meter estimate claude-sonnet-4-5 - --provider anthropic")]
pub struct EstimateArgs {
    /// Model, as the provider names it
    pub model: String,
    /// The file of the text that is to be sent; - for standard input
    #[arg(required_unless_present = "text")]
    pub file: Option<String>,
    /// The text itself
    #[arg(long, conflicts_with = "file")]
    pub text: Option<String>,
    /// Output tokens that are expected [default: 0]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub output: Option<i64>,
    /// Provider, such as openai; a bare model name is a guess
    #[arg(long)]
    pub provider: Option<String>,
    /// Service tier that the provider charges by, such as batch [default: standard]
    #[arg(long, value_name = "TIER")]
    pub service_tier: Option<String>,
    /// What multiplies the prices, such as speed:fast; may be given several times
    #[arg(long = "condition", value_name = "KEY:VALUE")]
    pub conditions: Vec<String>,
    /// At which moment's price, if not now's
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Ask as well whether this account may make the call
    #[arg(long)]
    pub account: Option<String>,
    /// Kind of operation of the call, such as chat
    #[arg(long, requires = "account")]
    pub operation: Option<String>,
    /// Whose provider key is used: shared or own [default: what is set for the account, else shared]
    #[arg(long, value_name = "SOURCE", requires = "account")]
    pub key_source: Option<String>,
}

/// A provider's answer.
#[derive(Debug, Args)]
pub struct BodyArgs {
    /// The file of the body: JSON, or the raw text of a stream; - for standard input
    #[arg(default_value = "-")]
    pub file: String,
    /// The file of the answer's HTTP headers, as \"curl -D FILE\" writes them, or as a JSON object: some bills stand only there
    #[arg(long, value_name = "FILE")]
    pub headers: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Nothing is charged. The counts are those of \"token-meter add\": input with cache and audio, output with reasoning. What the answer does not \
say is left out (null with --json), not 0. The SQL edition reads no streams, and names what else it does not read.

Exit codes: 4 where the answer does not say what was used: it is an error, another kind of text, or a stream that broke off.

Examples:
  token-meter extract response.json --provider openai
  curl -s -D h.txt https://api.openai.com/v1/… | token-meter extract --headers h.txt")]
pub struct ExtractArgs {
    #[command(flatten)]
    pub body: BodyArgs,
    /// Provider, a hint where bodies look alike
    #[arg(long)]
    pub provider: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
What the answer says is charged whatever the limits say, because it is spent; --enforce refuses instead. The answer's own model, id and \
service tier hold. An answer that says nothing of its usage is an error, and nothing is charged. The SQL edition reads no streams.

Safe to run twice with --idempotency-key: the second run charges nothing and gets the first answer. Without a key the same answer is \
charged again and marked as duplicate, or refused where the setting duplicate_responses is refuse.

Exit codes: 1 where it is refused.

Examples:
  token-meter add-response user_2abc response.json --idempotency-key req-42
  curl -s https://openrouter.ai/api/v1/… | token-meter add-response user_2abc")]
pub struct AddResponseArgs {
    /// Who is metered; created on the default plan when new
    pub account: String,
    #[command(flatten)]
    pub body: BodyArgs,
    #[command(flatten)]
    pub scope: Scope,
    /// Id of the operation [default: the answer's own]
    #[arg(long, value_name = "ID")]
    pub operation_id: Option<String>,
    /// Service tier, where the answer tells none
    #[arg(long, value_name = "TIER")]
    pub service_tier: Option<String>,
    /// What multiplies the prices and no answer tells, such as endpoint:regional; may be given several times
    #[arg(long = "condition", value_name = "KEY:VALUE")]
    pub conditions: Vec<String>,
    #[command(flatten)]
    pub kept: Kept,
    /// Refuse what does not fit into the limits
    #[arg(long)]
    pub enforce: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
An event is a JSON object with the arguments of meter_add_tokens, at least account and input_tokens:
  {\"account\": \"user_2abc\", \"input_tokens\": 1200, \"model\": \"gpt-4o\", \"idempotency_key\": \"r1\"}
The file has one a line (JSON Lines), or is one array; an event's number is its line or its place in the array. Chunks are charged one \
after the other, each whole or not at all, in the memory of one chunk. A refused event is told and charged nothing; a wrong one is an \
error, and the run ends before its chunk.

Safe to run twice, and to go on after an interruption by the same line: an event with an idempotency_key is charged once, as long as the \
setting idempotency_days says. --key-prefix gives a key to those that have none, PREFIX:NUMBER; so do not change the order of the file \
in between. Without keys, go on with --from-event, which an interrupted run tells.

Exit codes: 1 where events were refused.

Examples:
  token-meter add-batch november.jsonl --key-prefix november
  token-meter add-batch events.json --json
  zcat november.jsonl.gz | token-meter add-batch --key-prefix november --chunk 10000")]
pub struct AddBatchArgs {
    /// The file of the events; - for standard input
    #[arg(default_value = "-")]
    pub file: String,
    /// Give events without an idempotency_key the key PREFIX:NUMBER
    #[arg(long, value_name = "PREFIX")]
    pub key_prefix: Option<String>,
    /// Pass over the events before this one
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub from_event: u64,
    /// How many events are charged at once
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub chunk: u32,
}
