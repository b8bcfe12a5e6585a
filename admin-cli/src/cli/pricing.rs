use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum PricingVerb {
    /// List the models with their current prices
    List(PriceListArgs),
    /// Show the current prices of one model, by component, tier and context size
    Show(PriceKey),
    /// Set one price, from now or from a given moment on
    Set(PriceSetArgs),
    /// Import a price file (of LiteLLM, OpenRouter, genai-prices, models.dev, or CSV), all of it or nothing
    Import(ImportArgs),
    /// Write the current prices, and those set for later, to standard output as a file to import
    Export(ExportArgs),
    /// Show every price that one model has had
    History(PriceKey),
}

#[derive(Debug, Args)]
pub struct PriceListArgs {
    /// Only this provider
    #[arg(long)]
    pub provider: Option<String>,
    /// Only models whose name contains this
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
  token-meter pricing set openai gpt-4o-mini input 0.12 --from '2027-01-01 00:00+00'")]
pub struct PriceSetArgs {
    #[command(flatten)]
    pub key: PriceKey,
    /// What is priced: input, output, cache_read, cache_write, reasoning, …
    pub component: String,
    /// USD per million units
    #[arg(allow_negative_numbers = true)]
    pub price_per_million: String,
    /// Service tier that the price is for, such as batch
    #[arg(long, value_name = "TIER")]
    pub tier: Option<String>,
    /// For calls with more than N input tokens
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub above: Option<i64>,
    /// From when on, if not from now
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Allow --from in the past; usage that is logged already keeps its cost
    #[arg(long)]
    pub allow_past: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  token-meter pricing import model_prices_and_context_window.json --dry-run
  token-meter pricing import prices.csv --only-changed
  token-meter pricing import prices.json --json > report.json
  generate-prices | token-meter pricing import -")]
pub struct ImportArgs {
    /// The file, or - for standard input
    pub file: String,
    /// Say what would change, write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The file's format, if it should not be recognised: litellm, openrouter, genai-prices, models.dev or csv
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
    /// Refuse the file if a price becomes more than so many times larger or smaller (10 where it is left out)
    #[arg(long, value_name = "FACTOR", allow_negative_numbers = true)]
    pub max_factor: Option<String>,
    /// Import prices however much they change
    #[arg(long, conflicts_with = "max_factor")]
    pub force: bool,
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
