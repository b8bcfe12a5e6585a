//! What the environment asks for.

use std::env;
use std::error::Error;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

pub struct Settings {
    /// A database of a server in which databases may be made.
    pub database_url: String,
    pub cases: u64,
    /// Steps of a sequence, on average.
    pub steps: usize,
    /// Of the first sequence; the others count on from it.
    pub seed: u64,
    pub workers: u64,
    /// How often each operation came to which end.
    pub tally: bool,
    /// Whether each look is a whole `meter_verify()`.
    pub verify_all: bool,
}

impl Settings {
    pub fn from_environment() -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            database_url: env::var("DATABASE_URL").map_err(|_| "DATABASE_URL says which server to test")?,
            cases: number("CASES", 2_000)?,
            steps: number("STEPS", 50)?,
            seed: number("SEED", random_seed())?,
            // the server is busy, and a worker waits for it
            workers: number(
                "WORKERS",
                std::thread::available_parallelism().map_or(2, |cores| cores.get() as u64),
            )?,
            tally: is_asked("TALLY"),
            verify_all: is_asked("VERIFY"),
        })
    }
}

fn is_asked(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

pub fn number<T: FromStr>(name: &str, default: T) -> Result<T, Box<dyn Error>> {
    match env::var(name) {
        Ok(text) if !text.is_empty() => {
            text.parse().map_err(|_| format!("{name}={text} is no number").into())
        }
        _ => Ok(default),
    }
}

/// Short enough to be typed.
pub fn random_seed() -> u64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::from(elapsed.subsec_nanos() ^ std::process::id().rotate_left(16)) + elapsed.as_secs() % 1_000_000
}
