use clap::{ArgGroup, Args, Subcommand};

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    group = ArgGroup::new("how").args(["follow", "webhook"]).required(true).multiple(true),
    override_usage = "token-meter alerts --follow [--webhook URL] [OPTIONS]\n       \
                      token-meter alerts --webhook URL [OPTIONS]\n       \
                      token-meter alerts list|take|retry [OPTIONS]",
    after_help = "\
--webhook sends each alert as JSON by POST until it is answered with 2xx; without --follow those that are due, for cron. The request is signed: \
Meter-Signature: t=SECONDS,v1=HEX is the HMAC-SHA256 of \"SECONDS.BODY\" under the secret, which is read from --secret-file or \
TOKEN_METER_WEBHOOK_SECRET. An answer of 408, 429 or 5xx, or none, is tried again, at longer and longer intervals of up to an hour; any other \
puts the alert aside (\"token-meter alerts retry\"). Several may run side by side, and send each alert once; only where one dies between the \
answer and its note of it does an alert come twice, with the same Idempotency-Key. Certificates are checked by what the system trusts, or \
by the file that SSL_CERT_FILE names: of an authority of one's own, for instance.

--follow goes on until it is interrupted, and finishes what it is sending. It listens on channel meter_alerts, and looks every --poll seconds: \
a pooler in transaction mode passes no notifications on. Without --webhook it takes alerts and prints them.

Exit codes: 4 where alerts could not be delivered (without --follow).

Examples:
  token-meter alerts --follow --webhook https://hooks.example.com/meter --secret-file /etc/token-meter/webhook.secret
  token-meter alerts --webhook https://hooks.example.com/meter
  token-meter alerts --follow --json"
)]
pub struct AlertsArgs {
    #[command(flatten)]
    pub deliver: DeliverArgs,
    #[command(subcommand)]
    pub verb: Option<AlertsVerb>,
}

#[derive(Debug, Args)]
pub struct DeliverArgs {
    /// Go on: deliver alerts as they come
    #[arg(long)]
    pub follow: bool,
    /// Send each alert to this address
    #[arg(long, value_name = "URL")]
    pub webhook: Option<String>,
    /// The file whose text is the secret that requests are signed with [default: TOKEN_METER_WEBHOOK_SECRET of the environment]
    #[arg(long, value_name = "FILE", requires = "webhook")]
    pub secret_file: Option<String>,
    /// How long an answer may take
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=300))]
    pub timeout: u32,
    /// How often to look for alerts of which no notification came
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub poll: u32,
    /// How long to wait after the first failure; twice as long after each more
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u32).range(0..=3600))]
    pub retry_pause: u32,
    /// After how many failures an alert is put aside
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub attempts: u32,
}

#[derive(Debug, Subcommand)]
pub enum AlertsVerb {
    /// List the thresholds that were reached, the latest first
    #[command(after_help = "\
taken_at is when an alert was delivered to a webhook, or handed out by \"token-meter alerts take\" or meter_take_alerts(); put_aside_at when \
its delivery was given up.

Examples:
  token-meter alerts list
  token-meter alerts list --account user_2abc --untaken
  token-meter alerts list --put-aside")]
    List {
        /// Only of this account
        #[arg(long)]
        account: Option<String>,
        /// Only those that were not handed out yet
        #[arg(long)]
        untaken: bool,
        /// Only those that could not be delivered
        #[arg(long)]
        put_aside: bool,
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
    /// Have alerts that were put aside delivered after all
    #[command(after_help = "\
\"token-meter alerts list --put-aside\" tells why they were. Who follows sends them next.

Examples:
  token-meter alerts retry
  token-meter alerts retry 17")]
    Retry {
        /// Only this one
        alert_id: Option<i64>,
    },
}
