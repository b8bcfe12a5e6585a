use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = "\
Keys: m, h and d show the last 5 minutes, hour or day; c, t and r put the largest cost, tokens or requests first; q or Ctrl-C leaves. \
The bar is each line's part of the largest. Costs are USD. Where standard output is no terminal, one frame is printed, as with --once.

Examples:
  token-meter top --once
  token-meter top --once --window day --by tokens --json
  token-meter top --window 5min --interval 5          (q leaves)")]
pub struct TopArgs {
    /// How far back to look
    #[arg(long, value_name = "WINDOW", default_value = "hour")]
    pub window: Window,
    /// What the heaviest have most of
    #[arg(long, value_name = "WHAT", default_value = "cost")]
    pub by: Weight,
    /// Seconds between two looks
    #[arg(long, value_name = "SECONDS", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=3600))]
    pub interval: u16,
    /// Print one frame, and leave
    #[arg(long)]
    pub once: bool,
    /// Lines of each table; as many as the screen holds, or 10 [default]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub lines: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Window {
    #[value(name = "5min")]
    Minutes,
    Hour,
    Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Weight {
    Cost,
    Tokens,
    Requests,
}
