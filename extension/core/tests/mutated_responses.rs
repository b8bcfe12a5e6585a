//! Answers changed at random. Recorded ones, where they are present, and always those written by hand.
//!
//! `FUZZ_SEED=… cargo test -p token_meter_core --test mutated_responses` repeats a run.

mod invariants;
mod mutations;
mod recordings;
mod samples;

use fastrand::Rng;
use mutations::{cut, harm, mix};
use token_meter_core::response::Extracted;

const ROUNDS: u64 = 15_000;
const CHANGES_MAX: usize = 3;
/// A longer body costs time and shows nothing more.
const BODY_BYTES_MAX: usize = 16 * 1024;

const HINTS: [Option<&str>; 6] =
    [None, Some("openai"), Some("anthropic"), Some("google"), Some("xai"), Some("mistral")];

/// Tells what a check failed on.
struct Failing<'a> {
    seed: u64,
    body: &'a str,
}

impl Drop for Failing<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("FUZZ_SEED={}\n{}", self.seed, self.body);
        }
    }
}

fn bodies() -> Vec<String> {
    let recorded = recordings::records().unwrap_or_default();
    let mut bodies: Vec<String> = recorded.iter().map(recordings::answer).collect();
    bodies.retain(|body| body.len() <= BODY_BYTES_MAX);
    bodies.extend(samples::samples());
    bodies
}

fn seed() -> u64 {
    let given = std::env::var("FUZZ_SEED").ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or_else(|| fastrand::u64(..))
}

/// All tokens that are charged.
fn charged(found: &Extracted) -> Option<i64> {
    found.tokens().map(|tokens| tokens.total())
}

/// Whether each report replaces the one before: not where a text holds several answers, or the turns of a session.
fn is_one_answer(body: &str) -> bool {
    invariants::response(body, None).is_some_and(|found| found.answers == 1 && found.shape != "google.live")
}

/// A damaged answer that is also cut off is never charged more than the whole.
fn cut_is_not_more(body: &str, rng: &mut Rng) {
    let (part, whole) = (invariants::response(cut(body, rng), None), invariants::response(body, None));
    if let (Some(part), Some(whole)) = (part.as_ref().and_then(charged), whole.as_ref().and_then(charged)) {
        assert!(part <= whole, "{part} of {whole}");
    }
}

fn checked<T>(seed: u64, body: &str, check: impl FnOnce(&str) -> T) -> T {
    let _failing = Failing { seed, body };
    check(body)
}

#[test]
fn what_holds_for_any_answer_holds_for_a_changed_one() {
    let (bodies, seed) = (bodies(), seed());
    println!("FUZZ_SEED={seed}, {} bodies, {ROUNDS} rounds", bodies.len());
    let mut rng = Rng::with_seed(seed);
    let mut read = 0;
    for _ in 0..ROUNDS {
        let whole = &bodies[rng.usize(..bodies.len())];
        let mut body = harm(whole, &mut rng);
        if is_one_answer(whole) {
            checked(seed, &body, |body| cut_is_not_more(body, &mut rng));
        }
        for _ in 0..rng.usize(..CHANGES_MAX) {
            body = harm(&mix(&body, &bodies[rng.usize(..bodies.len())], &mut rng), &mut rng);
        }
        let hint = HINTS[rng.usize(..HINTS.len())];
        read += u64::from(checked(seed, &body, |body| invariants::response(body, hint)).is_some());
    }
    println!("read: {read}");
    assert!(read > ROUNDS / 10);
}
