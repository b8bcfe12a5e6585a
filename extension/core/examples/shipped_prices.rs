//! Prints the shipped price lists as rows in JSON, one a line, for the SQL edition.

use std::error::Error;

use chrono::DateTime;
use serde_json::Value;
use token_meter_core::price_file;

const PRICES: &str = include_str!("../../../sql/seed/prices.json");
const DATED: &str = include_str!("../../../sql/seed/dated_and_hourly.csv");

fn main() -> Result<(), Box<dyn Error>> {
    for (list, format) in [(serde_json::from_str(PRICES)?, "litellm"), (Value::from(DATED), "csv")] {
        println!("{}", price_file::read(&list, Some(format), DateTime::UNIX_EPOCH)?.rows());
    }
    Ok(())
}
