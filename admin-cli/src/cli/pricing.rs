use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum PricingVerb {
    /// List the models with their current prices
    List(PriceListArgs),
    /// Show the current prices of one model, by component, tier and context size
    #[command(after_help = "\
Example:
  token-meter pricing show openai gpt-4o-mini")]
    Show(PriceKey),
    /// Set one price, from now or from a given moment on
    Set(PriceSetArgs),
    /// Import a price list (of LiteLLM, OpenRouter, genai-prices, models.dev, or CSV), all of it or nothing
    Import(ImportArgs),
    /// Write the current prices, and those set for later, to standard output as a file to import
    Export(ExportArgs),
    /// Show every price that one model has had
    #[command(after_help = "\
Example:
  token-meter pricing history openai gpt-4o-mini")]
    History(PriceKey),
    /// Explain by which name a model's price is found, and which limits of an account count it
    Match(MatchArgs),
    /// List the models whose calls lack a price, with the tokens at stake
    Unpriced(UnpricedArgs),
    /// List the models whose answers tell another cost than the prices do: the first sign of a stale list
    Differences(DifferencesArgs),
    /// List the names that models go by beside their own
    #[command(after_help = "\
Those that an operator has set. Names that the meter knows by itself (dated, prefixed, regional) need none: see \
\"token-meter pricing match\".

Example:
  token-meter pricing aliases")]
    Aliases,
    /// Have calls of a name that has no price go by a model's
    Alias(AliasArgs),
    /// Take a name away from a model
    #[command(after_help = "\
Examples:
  token-meter pricing unalias our-best
  token-meter pricing unalias '^acme/(.+)$' --regex")]
    Unalias {
        #[command(flatten)]
        key: AliasKey,
    },
    /// Give calls of the past the cost that the prices now say; usage rows stay, the difference is added
    Reprice(RepriceArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter pricing match gpt-4o-2024-08-06 --provider openai
  token-meter pricing match openai/gpt-4o-mini --provider openrouter --account user_2abc")]
pub struct MatchArgs {
    /// Model, as a provider's answer names it
    pub model: String,
    /// Provider, such as openai; a bare model name is a guess
    #[arg(long)]
    pub provider: Option<String>,
    /// By the prices of which moment, if not now's
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Show which limits would count this account's call of that name now: its own, its parents' and its pools'
    #[arg(long)]
    pub account: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
missing is the price to set; \"token-meter pricing reprice\" then gives those calls their cost.

Example:
  token-meter pricing unpriced --from 2026-11-01")]
pub struct UnpricedArgs {
    /// Calls from this moment on, if not all
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Calls before this moment, if not up to now
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Answers of gateways such as OpenRouter carry their own bill. reported_cost and priced_cost are those of the calls that \
differ, in USD; unpriced counts the calls that no price is known for.

Example:
  token-meter pricing differences --from 2026-11-01 --provider openrouter")]
pub struct DifferencesArgs {
    /// Calls from this moment on, if not all
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Calls before this moment, if not up to now
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
    /// Only calls to this provider
    #[arg(long)]
    pub provider: Option<String>,
    /// Only calls of this model, as they name it
    #[arg(long)]
    pub model: Option<String>,
}

#[derive(Debug, Args)]
pub struct AliasKey {
    /// The very name, or with --regex an expression that is looked for in a name
    pub name: String,
    /// Take the name for a regular expression
    #[arg(long)]
    pub regex: bool,
    /// Only for calls to this provider
    #[arg(long)]
    pub provider: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter pricing alias our-best gpt-4o --to-provider openai
  token-meter pricing alias '^acme/(.+)$' '$1' --regex --to-provider openai")]
pub struct AliasArgs {
    #[command(flatten)]
    pub key: AliasKey,
    /// The model whose prices hold; with --regex, $1 stands for what the first group has matched
    pub model: String,
    /// The provider whose prices hold, if not the call's own
    #[arg(long, value_name = "PROVIDER")]
    pub to_provider: Option<String>,
    /// Of the expressions that fit, those of the lowest place count [default: 0]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub place: Option<i32>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter pricing reprice --from 2026-11-01 --to 2026-12-01 --unpriced --dry-run
  token-meter pricing reprice --from 2026-11-01 --to 2026-12-01 --model gpt-4o --yes")]
pub struct RepriceArgs {
    /// Calls from this moment on
    #[arg(long, value_name = "TIME")]
    pub from: String,
    /// Calls before this moment
    #[arg(long, value_name = "TIME")]
    pub to: String,
    /// Only calls to this provider
    #[arg(long)]
    pub provider: Option<String>,
    /// Only calls of this model, as they name it
    #[arg(long)]
    pub model: Option<String>,
    /// Only calls of this account
    #[arg(long)]
    pub account: Option<String>,
    /// Only calls whose cost is not known
    #[arg(long)]
    pub unpriced: bool,
    /// By the prices of this moment, if not by those of each call's own
    #[arg(long, value_name = "TIME")]
    pub prices_at: Option<String>,
    /// Why, to be kept with each row
    #[arg(long)]
    pub note: Option<String>,
    /// Say what would change, write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
USD per million units, of the standard tier and the smallest context; \"token-meter pricing show\" shows all prices of a model.

Examples:
  token-meter pricing list --provider anthropic
  token-meter pricing list --model gpt-4o")]
pub struct PriceListArgs {
    /// Only this provider
    #[arg(long)]
    pub provider: Option<String>,
    /// Only models whose name contains this, in any case
    #[arg(long)]
    pub model: Option<String>,
}

#[derive(Debug, Args)]
pub struct PriceKey {
    /// Provider, such as openai
    pub provider: String,
    /// Model, as the provider names it
    pub model: String,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter pricing set openai gpt-4o-mini input 0.15
  token-meter pricing set google gemini-2.5-pro input 2.50 --above 200000
  token-meter pricing set openai gpt-4o-mini input 0.12 --from '2030-01-01 00:00+00'")]
pub struct PriceSetArgs {
    #[command(flatten)]
    pub key: PriceKey,
    /// What is priced: input, output, cache_read, cache_write, reasoning, audio_input, audio_output, or a unit such as
    /// web_search
    pub component: String,
    /// USD per million units: tokens, or calls, searches and the like
    #[arg(allow_negative_numbers = true)]
    pub price_per_million: String,
    /// Service tier that the price is for, such as batch [default: standard]
    #[arg(long, value_name = "TIER")]
    pub tier: Option<String>,
    /// For calls with more than N input tokens [default: 0]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub above: Option<i64>,
    /// From when on, if not from now
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// At these hours of the day only, UTC, such as 16:30-00:30 [default: all]
    #[arg(long, value_name = "HOURS")]
    pub daily: Option<String>,
    /// Allow --from in the past; usage that is logged already keeps its cost
    #[arg(long)]
    pub allow_past: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter pricing import litellm --dry-run
  token-meter pricing import https://prices.example.com/ours.csv --provider acme
  token-meter pricing import prices.csv --only-changed
  token-meter pricing import prices.json --json > report.json
  generate-prices | token-meter pricing import -

An address is asked for its list only if that has changed since its last import (ETag, Last-Modified; the database \
keeps them); then nothing is done, and the exit code is 0. So one line of cron keeps prices current:
  17 5 * * *  token-meter pricing import litellm --only-changed

Addresses are https, with the certificates that the system trusts; SSL_CERT_FILE names others. Proxies are those of \
HTTPS_PROXY, ALL_PROXY and NO_PROXY. A list has up to 64 MiB.")]
pub struct ImportArgs {
    /// A file, - for standard input, an https:// address, or litellm, openrouter, genai-prices or models.dev for the
    /// public list of that name
    pub list: String,
    /// Say what would change, write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The list's format, if it should not be recognised: litellm, openrouter, genai-prices, models.dev or csv
    #[arg(long)]
    pub format: Option<String>,
    /// Import only the prices of this provider
    #[arg(long)]
    pub provider: Option<String>,
    /// From when on the prices hold, if not from now
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// End no price: only add and change
    #[arg(long)]
    pub add_only: bool,
    /// Refuse the list if a price becomes more than so many times larger or smaller [default: 10]
    #[arg(long, value_name = "FACTOR", allow_negative_numbers = true)]
    pub max_factor: Option<String>,
    /// Import prices however much they change
    #[arg(long, conflicts_with = "max_factor")]
    pub force: bool,
    /// Import the list of an address even if it has not changed since its last import
    #[arg(long)]
    pub refetch: bool,
    /// How long fetching from an address may take, in seconds, up to 3600
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub timeout: u32,
    /// Show only what changes: neither what stays nor what is skipped
    #[arg(long)]
    pub only_changed: bool,
    /// List every changed price and every skipped entry
    #[arg(long, short)]
    pub verbose: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter pricing export > prices.csv
  token-meter pricing export --format litellm --provider openai > openai.json")]
pub struct ExportArgs {
    /// csv, which has a place for every price, or litellm
    #[arg(long, default_value = "csv")]
    pub format: String,
    /// Only this provider's prices
    #[arg(long)]
    pub provider: Option<String>,
}
