use clap::Args;

#[derive(Debug, Args)]
pub struct ResetDueArgs {
    /// Close what has ended by this moment, if not now
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Close at most so many periods
    #[arg(long, value_name = "N")]
    pub batch: Option<i32>,
}

#[derive(Debug, Args)]
pub struct MaintainArgs {
    /// Do at most so many of each
    #[arg(long, value_name = "N")]
    pub batch: Option<i32>,
}
