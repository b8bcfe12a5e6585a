//! Where alerts go, and how that went.

use std::io::{ErrorKind, Write};
use std::time::Duration;

use super::webhook::Webhook;
use crate::cli::DeliverArgs;
use crate::error::Error;
use crate::output::{Record, number, text};

pub enum Destination {
    Webhook(Box<Webhook>),
    Output,
}

pub enum Sent {
    Accepted,
    /// It will not be taken another time either.
    Refused(String),
    /// `after`: no sooner, as the receiver has asked.
    Later {
        failure: String,
        after: Option<Duration>,
    },
    /// Nobody reads the output any more.
    Closed,
}

impl Destination {
    /// # Errors
    /// An address that is none, or no secret to sign with.
    pub fn of(args: &DeliverArgs) -> Result<Self, Error> {
        Ok(match &args.webhook {
            Some(address) => Self::Webhook(Box::new(Webhook::new(address, args)?)),
            None => Self::Output,
        })
    }

    pub fn send(&self, alert: &Record, json: bool) -> Result<Sent, Error> {
        match self {
            Self::Webhook(webhook) => webhook.send(alert),
            Self::Output => print(alert, json).map(|read| if read { Sent::Accepted } else { Sent::Closed }),
        }
    }
}

/// One line an alert; says whether somebody reads it.
pub fn print(alert: &Record, json: bool) -> Result<bool, Error> {
    let line = if json { serde_json::to_string(&without_attempt(alert))? } else { line(alert) };
    let mut stdout = std::io::stdout().lock();
    match writeln!(stdout, "{line}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        done => done.map(|()| true).map_err(Error::Output),
    }
}

/// The alert alone: the same however often it is tried.
pub fn without_attempt(alert: &Record) -> Record {
    alert.clone().only(|column| column != "attempt")
}

fn line(alert: &Record) -> String {
    let amount = |column| number::for_people(&alert.text(column));
    let resets = match alert.text("resets_at") {
        never if never.is_empty() => String::new(),
        at => format!(", resets {}", text::time(&at)),
    };
    text::printable(&format!(
        "{}  {}  {}: {} % reached, {} of {} {} used, {} left{resets}",
        text::time(&alert.text("at")),
        alert.text("account"),
        alert.text("limit_name"),
        amount("threshold"),
        amount("used"),
        amount("cap"),
        alert.text("unit"),
        amount("remaining"),
    ))
}
