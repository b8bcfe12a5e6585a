//! Random values from a seed that can be typed, so that whatever fails can be made again.

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

const SHRINK_MILLISECONDS_MAX: u32 = 300_000;
const SHRINK_STEPS_MAX: u32 = 100_000;

/// Tries the one value of a seed, and where it fails looks for the simplest that fails too.
pub fn runner(seed: u64) -> TestRunner {
    let config = Config {
        cases: 1,
        failure_persistence: None,
        max_shrink_iters: SHRINK_STEPS_MAX,
        max_shrink_time: SHRINK_MILLISECONDS_MAX,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

/// A unit test over as many random values; `SEED` and `CASES` of the environment go before.
#[cfg(test)]
pub fn check<S: proptest::strategy::Strategy>(
    cases: u64,
    values: S,
    holds: impl Fn(&S::Value) -> proptest::test_runner::TestCaseResult,
) {
    use crate::settings::{number, random_seed};
    let (Ok(first), Ok(cases)) = (number("SEED", random_seed()), number("CASES", cases)) else {
        panic!("SEED or CASES is no number");
    };
    for seed in (0..cases).map(|number| first.wrapping_add(number)) {
        if let Err(error) = runner(seed).run(&values, |value| holds(&value)) {
            panic!("again: SEED={seed} CASES=1\n{error}");
        }
    }
}
