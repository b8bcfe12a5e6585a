//! Delivers alerts: lends one, sends it, notes how that went, and so on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::destination::{self, Destination, Sent};
use super::queue::{self, Queue};
use crate::cli::{DeliverArgs, Global};
use crate::error::{self, Error};
use crate::interrupt;
use crate::output::Record;
use crate::verb::Outcome;

/// An alert that cannot be delivered is tried at least so often, until it is put aside.
const ALERT_PAUSE_MAX: Duration = Duration::from_secs(3600);
/// A webhook that does not answer is asked at least so often, with one alert or another, unless it has asked for more time.
const WEBHOOK_PAUSE_MAX: Duration = Duration::from_secs(60);
const RECONNECT_PAUSE_MAX: Duration = Duration::from_secs(30);

struct Follower<'a> {
    global: &'a Global,
    args: &'a DeliverArgs,
    destination: Destination,
    queue: Queue,
    stop: Arc<AtomicBool>,
    /// Delivered, and not noted yet: the connection was lost.
    unnoted: Option<String>,
    /// Of the webhook, in a row.
    failures: u32,
    /// Of the connection, in a row.
    losses: u32,
}

enum Step {
    /// Nothing is due.
    Idle,
    Delivered,
    PutAside,
    /// The webhook is left alone for a while.
    Failed(Duration),
}

/// Delivers what is due, or, with `--follow`, what comes until the program is to end.
pub fn deliver(global: &Global, args: &DeliverArgs) -> Result<Outcome, Error> {
    let destination = Destination::of(args)?;
    let queue = open(global, args)?;
    let stop = interrupt::flag()?;
    let mut follower =
        Follower { global, args, destination, queue, stop, unnoted: None, failures: 0, losses: 0 };
    if args.follow { follower.follow() } else { follower.deliver_due() }
}

fn open(global: &Global, args: &DeliverArgs) -> Result<Queue, Error> {
    Queue::open(global.database_url.as_deref(), args.follow, args.timeout)
}

impl Follower<'_> {
    fn deliver_due(&mut self) -> Result<Outcome, Error> {
        let mut outcome = Outcome::Done;
        while !self.stopping() {
            match self.step()? {
                Step::Idle => return Ok(outcome),
                Step::Delivered => {}
                Step::PutAside => outcome = Outcome::Found,
                Step::Failed(_) => return Ok(Outcome::Found),
            }
        }
        Ok(outcome)
    }

    fn follow(&mut self) -> Result<Outcome, Error> {
        while !self.stopping() {
            match self.step_and_wait() {
                Ok(()) => self.losses = 0,
                Err(error) if queue::may_come_back(&error) => self.reconnect(error)?,
                Err(error) => return Err(error),
            }
        }
        if let Some(alert_id) = &self.unnoted {
            error::warn(&format!(
                "alert {alert_id} was delivered, which could not be noted: it will be sent again"
            ));
        }
        Ok(Outcome::Done)
    }

    fn step_and_wait(&mut self) -> Result<(), Error> {
        let stop = Arc::clone(&self.stop);
        let stopping = || stop.load(Ordering::SeqCst);
        match self.step()? {
            Step::Idle => self.queue.wait(Duration::from_secs(self.args.poll.into()), stopping)?,
            Step::Failed(pause) => queue::sleep(pause, stopping),
            Step::Delivered | Step::PutAside => {}
        }
        Ok(())
    }

    fn step(&mut self) -> Result<Step, Error> {
        self.note_delivered()?;
        let Some(alert) = self.queue.lease()? else { return Ok(Step::Idle) };
        match self.destination.send(&alert, self.global.json)? {
            Sent::Accepted => self.accepted(&alert),
            Sent::Refused(failure) => self.put_aside(&alert, &failure),
            Sent::Later { failure, after } => self.failed(&alert, &failure, after),
            Sent::Closed => {
                self.queue.failed(&alert, "nobody reads the output", Some(Duration::ZERO))?;
                self.stop.store(true, Ordering::SeqCst);
                Ok(Step::Idle)
            }
        }
    }

    fn accepted(&mut self, alert: &Record) -> Result<Step, Error> {
        self.failures = 0;
        self.unnoted = Some(alert.text("alert_id"));
        let noted = self.note_delivered();
        if let Destination::Webhook(_) = self.destination {
            destination::print(alert, self.global.json)?;
        }
        noted.map(|()| Step::Delivered)
    }

    fn note_delivered(&mut self) -> Result<(), Error> {
        if let Some(alert_id) = &self.unnoted {
            self.queue.delivered(alert_id)?;
            self.unnoted = None;
        }
        Ok(())
    }

    fn put_aside(&mut self, alert: &Record, failure: &str) -> Result<Step, Error> {
        error::warn(&format!("{} is put aside: {failure}", named(alert)));
        self.queue.failed(alert, failure, None)?;
        Ok(Step::PutAside)
    }

    fn failed(&mut self, alert: &Record, failure: &str, after: Option<Duration>) -> Result<Step, Error> {
        self.failures += 1;
        let attempt = alert.text("attempt").parse().unwrap_or(u32::MAX);
        let after = after.unwrap_or_default().min(ALERT_PAUSE_MAX);
        let pause = self.pause(self.failures).min(WEBHOOK_PAUSE_MAX).max(after);
        if attempt >= self.args.attempts {
            self.put_aside(alert, &format!("{failure}, after {attempt} attempts"))?;
        } else {
            let again = self.pause(attempt).min(ALERT_PAUSE_MAX).max(after);
            error::warn(&format!(
                "{} was not delivered: {failure}; again in {} s",
                named(alert),
                again.as_secs()
            ));
            self.queue.failed(alert, failure, Some(again))?;
        }
        Ok(Step::Failed(pause))
    }

    /// Twice as long after each more.
    fn pause(&self, attempt: u32) -> Duration {
        let doubled = 1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
        Duration::from_secs(self.args.retry_pause.saturating_mul(doubled).into())
    }

    /// Until there is a connection again, or the program is to end: at once, then after 1, 2, 4 … seconds.
    fn reconnect(&mut self, mut why: Error) -> Result<(), Error> {
        while !self.stopping() {
            let pause = match self.losses {
                0 => Duration::ZERO,
                losses => Duration::from_secs(1 << (losses - 1).min(10)).min(RECONNECT_PAUSE_MAX),
            };
            self.losses += 1;
            error::warn(&format!("{why}; connecting again in {} s", pause.as_secs()));
            queue::sleep(pause, || self.stopping());
            match open(self.global, self.args) {
                Ok(queue) => {
                    self.queue = queue;
                    return Ok(());
                }
                Err(error) if queue::may_come_back(&error) => why = error,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn stopping(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }
}

fn named(alert: &Record) -> String {
    format!("alert {} of {}", alert.text("alert_id"), alert.text("account"))
}
