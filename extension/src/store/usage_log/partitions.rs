use pgrx::prelude::*;

use super::line::{self, COLUMNS};
use super::{Entry, Recorded};
use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::catalog::oid_of;
use crate::store::heap::{Indexes, Key, Table, Write, columns, in_order};

columns!(AT, [c"at"]);

/// The partitions that some calls belong to, open for their rows.
pub struct Partitions {
    log: Table,
    open: Vec<Partition>,
}

struct Partition {
    // closed before the table
    indexes: Indexes,
    table: Table,
    places: [i16; COLUMNS],
}

impl Partitions {
    /// `None`: a statement must write the rows, because an operator has added something that it minds.
    pub fn of(lines: &[(Entry, &Recorded)]) -> Result<Option<Self>> {
        let mut partitions =
            Self { log: Table::open(oid_of(c"usage_log")?, pg_sys::RowExclusiveLock), open: Vec::new() };
        if !partitions.log.is_unwatched(Write::Insert) {
            return Ok(None);
        }
        for (entry, _) in lines {
            if partitions.find(entry)?.is_none() {
                let Some(partition) = partitions.open(entry)? else { return Ok(None) };
                partitions.open.push(partition);
            }
        }
        Ok(Some(partitions))
    }

    pub fn add(&mut self, entry: Entry, recorded: &Recorded) -> Result<()> {
        let partition = self.find(&entry)?.ok_or(MeterError::Internal("a partition is gone"))?;
        let (mut values, mut nulls) = in_order(line::of(entry, recorded)?, partition.places)?;
        partition.table.insert(&mut partition.indexes, &mut values, &mut nulls);
        Ok(())
    }

    fn find(&mut self, entry: &Entry) -> Result<Option<&mut Partition>> {
        let oid = self.log.partition_of(clock::from_utc(entry.call.at)?);
        Ok(self.open.iter_mut().find(|partition| Some(partition.table.oid()) == oid))
    }

    fn open(&self, entry: &Entry) -> Result<Option<Partition>> {
        let at = clock::from_utc(entry.call.at)?;
        let Some(oid) = self.log.partition_of(at) else { return Ok(None) };
        let table = Table::open(oid, pg_sys::RowExclusiveLock);
        // while this waited for the lock, another partition may have been attached that takes its place
        let is_current = self.log.partition_of(at) == Some(oid);
        if !is_current || !table.is_plain(Write::Insert, "usage_log") || table.columns() != COLUMNS {
            return Ok(None);
        }
        let places = line::places(&table)?;
        Ok(Some(Partition { indexes: Indexes::open(&table), table, places }))
    }
}

/// Whether the log has no call of an account from one moment to another, both inclusive. `false` also where it cannot be told by one partition.
pub fn has_none(account: &str, from: TimestampWithTimeZone, to: TimestampWithTimeZone) -> Result<bool> {
    let log = Table::open(oid_of(c"usage_log")?, pg_sys::AccessShareLock);
    let Some(oid) = log.partition_over(from, to) else { return Ok(false) };
    let partition = Table::open(oid, pg_sys::AccessShareLock);
    let Some(key) = partition.primary_key() else { return Ok(false) };
    let places = partition.places(&AT)?;
    let last = partition.last(key, &[Key::text(account), Key::until(to)]);
    Ok(last.and_then(|row| row.get::<TimestampWithTimeZone>(places[0])).is_none_or(|at| at < from))
}
