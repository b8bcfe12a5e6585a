//! Random sequences of metering, administration, clock jumps and savepoints, played on PostgreSQL and in a plain model of
//! the rules, which must agree after every step.

mod amount;
mod calendar;
mod compare;
mod customer;
mod driver;
mod model;
mod names;
mod operation;
mod random;
mod sequence;
mod settings;
mod sql;
mod strategy;
mod value;
mod worker;
mod world;

use std::error::Error;
use std::process::ExitCode;
use std::time::Instant;

use settings::Settings;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<bool, Box<dyn Error>> {
    let settings = Settings::from_environment()?;
    println!("   SEED={} CASES={} STEPS={}", settings.seed, settings.cases, settings.steps);
    let start = Instant::now();
    let report = worker::run(&settings)?;
    let seconds = start.elapsed().as_secs();
    println!(
        "   {} sequences, {} of them committed, {} steps, {seconds} s",
        report.played,
        report.committed,
        report.steps()
    );
    if settings.tally {
        report.tally.iter().for_each(|(end, count)| println!("   {count:>9} {end}"));
    }
    match report.failure {
        None => Ok(true),
        Some(words) => {
            eprintln!("{words}");
            Ok(false)
        }
    }
}
