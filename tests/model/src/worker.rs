//! Several threads, each with a connection and a database of its own, share out the sequences.

use std::cell::RefCell;
use std::error::Error;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use proptest::test_runner::{TestCaseError, TestError};

use crate::driver::{Broken, Driver};
use crate::model::Model;
use crate::random;
use crate::sequence::{Failure, Looks, Player, Tally};
use crate::settings::Settings;
use crate::strategy::{Sequence, sequences};
use crate::world::{STARTS, found, lay_out};

const STEPS_BETWEEN_LOOKS: usize = 12;

#[derive(Default)]
pub struct Report {
    pub played: usize,
    pub committed: usize,
    pub tally: Tally,
    /// The first failure, for a person.
    pub failure: Option<String>,
}

impl Report {
    pub fn steps(&self) -> usize {
        self.tally.values().sum()
    }
}

/// What the threads share.
struct Shared<'a> {
    settings: &'a Settings,
    next: AtomicU64,
    report: Mutex<Report>,
}

impl Shared<'_> {
    /// The seed of the next sequence; none once all are played, or one has failed.
    fn next_seed(&self) -> Option<u64> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let goes_on = number < self.settings.cases && self.with_report(|report| report.failure.is_none());
        goes_on.then(|| self.settings.seed.wrapping_add(number))
    }

    fn with_report<T>(&self, work: impl FnOnce(&mut Report) -> T) -> T {
        work(&mut self.report.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }
}

pub fn run(settings: &Settings) -> Result<Report, Box<dyn Error>> {
    let shared = Shared { settings, next: AtomicU64::new(0), report: Mutex::default() };
    let mut workers = Vec::new();
    for number in 1..=settings.workers {
        // one after another: the first makes the roles, which all databases share
        workers.push(Worker::start(settings, number).map_err(|error| described(&error))?);
    }
    thread::scope(|scope| {
        let shared = &shared;
        let threads: Vec<_> =
            workers.into_iter().map(|worker| scope.spawn(move || worker.work(shared))).collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a worker panicked"))
    })?;
    Ok(shared.report.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner()))
}

fn described(error: &Broken) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |raised| format!("{raised}: {:?}", raised.detail()))
}

struct Worker {
    driver: RefCell<Driver>,
    world: RefCell<Model>,
    config: postgres::Config,
}

impl Worker {
    fn start(settings: &Settings, number: u64) -> Result<Self, Broken> {
        let mut config: postgres::Config = settings.database_url.parse()?;
        let database = format!("token_meter_model_{number}");
        let mut maintenance = Driver::connect(&config)?;
        maintenance.run(&format!("DROP DATABASE IF EXISTS {database}"))?;
        maintenance.run(&format!("CREATE DATABASE {database}"))?;
        config.dbname(&database);
        let mut driver = Driver::connect(&config)?;
        found(&mut driver)?;
        let world = lay_out(&mut driver)?;
        Ok(Self { driver: RefCell::new(driver), world: RefCell::new(world), config })
    }

    fn work(&self, shared: &Shared) {
        while let Some(seed) = shared.next_seed() {
            let mut tally = Tally::new();
            let (committed, failure) = self.sequence(shared.settings, seed, &mut tally);
            shared.with_report(|report| {
                report.played += 1;
                report.committed += usize::from(committed);
                tally.into_iter().for_each(|(end, count)| *report.tally.entry(end).or_default() += count);
                report.failure = report.failure.take().or(failure);
            });
        }
    }

    /// Plays the sequence of a seed; where it fails, finds the shortest that fails too.
    fn sequence(&self, settings: &Settings, seed: u64, tally: &mut Tally) -> (bool, Option<String>) {
        let committed = RefCell::new(None);
        let seen = RefCell::new(None);
        let tally = RefCell::new(tally);
        let result = random::runner(seed).run(&sequences(settings.steps, STARTS.len()), |sequence| {
            // the first is the sequence itself, the others are attempts to shorten it
            // which look more often, so that no step is kept for its place
            let first = committed.borrow_mut().replace(sequence.committed).is_none();
            let steps_between = if first { STEPS_BETWEEN_LOOKS } else { 1 };
            let looks = Looks { steps_between, of_tables: settings.verify_all };
            self.play(&sequence, looks, &mut tally.borrow_mut()).map_err(|failure| {
                seen.borrow_mut().get_or_insert(failure);
                TestCaseError::fail("it differs")
            })
        });
        let failure = match result {
            Ok(()) => None,
            Err(TestError::Fail(_, shortest)) => {
                Some(self.explain(&shortest, settings, seed, seen.into_inner()))
            }
            Err(TestError::Abort(reason)) => Some(reason.to_string()),
        };
        (committed.into_inner().unwrap_or_default(), failure)
    }

    fn play(&self, sequence: &Sequence, looks: Looks, tally: &mut Tally) -> Result<(), Failure> {
        let played = {
            let mut driver = self.driver.borrow_mut();
            let world = self.world.borrow();
            Player::new(&mut driver, &world, sequence.committed, looks, tally).play(sequence)
        };
        let cleaned = self.clean_up(sequence.committed);
        match (played, cleaned) {
            (Ok(()), Err(error)) => Err(Failure::Broken { script: Vec::new(), error }),
            (played, _) => played,
        }
    }

    fn clean_up(&self, committed: bool) -> Result<(), Broken> {
        let mut driver = self.driver.borrow_mut();
        let cleaned = driver.run("ROLLBACK").and_then(|_| {
            if committed {
                *self.world.borrow_mut() = lay_out(&mut driver)?;
            }
            Ok(())
        });
        if cleaned.is_err() {
            // the server ended the session: a new one may still shorten the sequence that did it
            *driver = Driver::connect(&self.config)?;
            *self.world.borrow_mut() = lay_out(&mut driver)?;
        }
        cleaned
    }

    /// `seen`: how the sequence itself failed, before it was shortened.
    fn explain(&self, shortest: &Sequence, settings: &Settings, seed: u64, seen: Option<Failure>) -> String {
        let kind = if shortest.committed { "every step committed" } else { "in one transaction" };
        let looks = Looks { steps_between: 1, of_tables: settings.verify_all };
        // one that fails once only, by what a session keeps in mind, is told as it failed
        let (script, words) = match self.play(shortest, looks, &mut Tally::new()).err().or(seen) {
            None => (Vec::new(), "the shortest sequence does not fail when it is played again".into()),
            Some(Failure::Difference { script, words }) => (script, words),
            Some(Failure::Broken { script, error }) => (script, described(&error)),
        };
        format!(
            "PostgreSQL and the model disagree. Again: SEED={seed} CASES=1 STEPS={} make test-model\n\
             The shortest sequence ({kind}):\n\n{}\n\n{words}\n\n{:#?}",
            settings.steps,
            script.join("\n"),
            shortest.operations
        )
    }
}
