//! The alerts that are due, as the database lends them.

use std::time::{Duration, Instant};

use postgres::error::SqlState;

use crate::call::Call;
use crate::error::Error;
use crate::output::Record;
use crate::session::Session;

/// A lease outlasts the answer of the webhook by this.
const LEASE_SECONDS_MORE: u32 = 30;
/// So soon is it noticed that the program is to end.
const SLICE: Duration = Duration::from_millis(200);

pub struct Queue {
    session: Session,
    lease_seconds: u32,
}

impl Queue {
    /// `listen`: for [`Queue::wait`].
    pub fn open(database_url: Option<&str>, listen: bool, answer_seconds_max: u32) -> Result<Self, Error> {
        let mut session = Session::open(database_url)?;
        if listen {
            session.execute("LISTEN meter_alerts")?;
        }
        Ok(Self { session, lease_seconds: answer_seconds_max + LEASE_SECONDS_MORE })
    }

    /// The next alert that is due. The lease is committed, and no lock is left behind: a charge may raise the alert anew at any time.
    pub fn lease(&mut self) -> Result<Option<Record>, Error> {
        let call = Call::new("meter_lease_alerts").arg("batch", "integer", Some(1)).arg(
            "lease",
            "interval",
            Some(format!("{} seconds", self.lease_seconds)),
        );
        Ok(self.session.call(&call)?.into_iter().next())
    }

    pub fn delivered(&mut self, alert_id: &str) -> Result<(), Error> {
        let call = Call::new("meter_alert_delivered").arg("alert_id", "bigint", Some(alert_id));
        self.session.scalar("delivered", &call).map(drop)
    }

    /// `again`: after how long it is due again; never: it is put aside.
    pub fn failed(&mut self, alert: &Record, failure: &str, again: Option<Duration>) -> Result<(), Error> {
        let again = again.map(|pause| format!("{} seconds", pause.as_secs()));
        let call = Call::new("meter_alert_failed")
            .arg("alert_id", "bigint", Some(alert.text("alert_id")))
            .arg("attempt", "integer", Some(alert.text("attempt")))
            .arg("failure", "text", Some(failure))
            .arg("retry_after", "interval", again);
        self.session.scalar("noted", &call).map(drop)
    }

    /// Until a notification comes, the time is up, or the program is to end.
    pub fn wait(&mut self, at_most: Duration, stopping: impl Fn() -> bool) -> Result<(), Error> {
        let until = Instant::now() + at_most;
        while !stopping() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || self.session.wait_for_notification(left.min(SLICE))? {
                break;
            }
        }
        Ok(())
    }
}

/// Sleeps, unless the program is to end.
pub fn sleep(pause: Duration, stopping: impl Fn() -> bool) {
    let until = Instant::now() + pause;
    while !stopping() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        std::thread::sleep(left.min(SLICE));
    }
}

/// Whether another connection may do what this one could not: a server that restarts, is overloaded, or has become a standby.
pub fn may_come_back(error: &Error) -> bool {
    match error {
        Error::Lost(_) | Error::Connect { .. } => true,
        Error::Server(db) => {
            *db.code() == SqlState::READ_ONLY_SQL_TRANSACTION
                || ["08", "40", "53", "57"].iter().any(|class| db.code().code().starts_with(class))
        }
        _ => false,
    }
}
