//! `add-batch`: the events of a file, chunk by chunk

mod chunk;
mod events;
mod told;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::value::RawValue;

use super::Outcome;
use crate::cli::{AddBatchArgs, Global};
use crate::error::Error;
use crate::interrupt;
use crate::output::number;
use crate::output::progress::Progress;
use crate::session::Session;
use chunk::Chunk;
use events::{Events, Flow};
use told::{Sums, Told};

/// Charges the events. What was charged before an error stays charged: the error says where to go on.
pub fn run(global: &Global, args: &AddBatchArgs) -> Result<Outcome, Error> {
    let events = Events::open(&args.file)?;
    let progress = Progress::new(events.bytes());
    let session = Session::open(global.database_url.as_deref())?;
    let mut batch = Batch {
        args,
        session,
        stop: interrupt::flag()?,
        chunk: Chunk::default(),
        sums: Sums::default(),
        told: Told::new(global.json),
        progress,
    };
    let done = events.each(|number, event, read| batch.take(number, event, read));
    let done = done.map_err(|error| batch.unread(error)).and_then(|()| batch.end());
    drop(batch.progress); // what is told next stands alone
    batch.told.end(global, &batch.sums)?;
    done?;
    Ok(if batch.sums.refused > 0 { Outcome::Refused } else { Outcome::Done })
}

struct Batch<'a> {
    args: &'a AddBatchArgs,
    session: Session,
    stop: Arc<AtomicBool>,
    chunk: Chunk,
    sums: Sums,
    told: Told,
    progress: Progress,
}

impl Batch<'_> {
    /// `read`: how many bytes of the file.
    fn take(&mut self, number: u64, event: &RawValue, read: u64) -> Result<Flow, Error> {
        if number < self.args.from_event {
            return Ok(Flow::On);
        }
        if self.chunk.is_full(self.args.chunk) {
            self.charge()?;
            let events = number::for_people(&self.sums.events.to_string());
            let refused = number::for_people(&self.sums.refused.to_string());
            self.progress.tell(read, format!("{events} events, {refused} refused"));
        }
        if self.stop.load(Ordering::SeqCst) {
            return Ok(Flow::Stop);
        }
        self.chunk.push(number, event, self.args.key_prefix.as_deref());
        Ok(Flow::On)
    }

    /// The error of a file that cannot be read on: its chunk was not charged.
    fn unread(&self, error: Error) -> Error {
        match error {
            Error::Usage { message, .. } => self.stopped(message),
            Error::Input { .. } => self.stopped(error.to_string()),
            other => other,
        }
    }

    fn stopped(&self, message: String) -> Error {
        let hint = self.chunk.how_to_go_on(self.sums.last, self.args.key_prefix.is_some());
        Error::Stopped { message, db: None, hint }
    }

    /// The last chunk, unless the program is to end.
    fn end(&mut self) -> Result<(), Error> {
        if self.stop.load(Ordering::SeqCst) {
            return Err(self.stopped("interrupted".to_owned()));
        }
        self.charge()
    }

    /// Whole or not at all.
    fn charge(&mut self) -> Result<(), Error> {
        if self.chunk.is_empty() {
            return Ok(());
        }
        let (tokens, cost) = (self.sums.tokens(), self.sums.cost());
        let events = self.chunk.json();
        let values = [Some(events.as_str()), Some(tokens.as_str()), Some(cost.as_str())];
        let charged = self
            .session
            .transaction(|session| session.query(include_str!("../../sql/add_batch.sql"), &values));
        let rows = charged.map_err(|error| self.chunk.stopped_by(error, self.args.key_prefix.is_some()))?;
        self.sums.add(&self.chunk, rows.first());
        for row in rows.into_iter().filter(|row| !row.get("event").is_null()) {
            let number = self.chunk.number(&row.text("event"));
            let told = &mut self.told;
            self.progress.above(|| told.refused(number, row))?;
        }
        self.chunk = Chunk::default();
        Ok(())
    }
}
