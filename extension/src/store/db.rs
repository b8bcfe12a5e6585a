//! One connection to the database for one call of the meter, and statements planned once a backend.

use std::cell::OnceCell;
use std::ffi::CStr;
use std::thread::LocalKey;

use pgrx::datum::DatumWithOid;
use pgrx::pg_sys::PgOid;
use pgrx::prelude::*;
use pgrx::spi::{OwnedPreparedStatement, SpiClient, SpiHeapTupleData, SpiTupleTable};

use super::changes;
use super::heap::Tuple;
use super::planning::Planning;
use super::snapshot::{Current, Newest};
use crate::error::{MeterError, Result};

pub struct Db<'a, 'conn> {
    client: &'a mut SpiClient<'conn>,
    writes: bool,
}

/// A statement and, once used, its plan.
pub struct Statement {
    text: &'static str,
    arguments: &'static [PgBuiltInOids],
    plan: OnceCell<OwnedPreparedStatement>,
}

impl Statement {
    pub const fn new(text: &'static str, arguments: &'static [PgBuiltInOids]) -> Self {
        Self { text, arguments, plan: OnceCell::new() }
    }
}

/// Declares a statement of `sql/query` with its argument types.
macro_rules! statement {
    ($name:ident, $file:literal, [$($oid:ident),*]) => {
        thread_local! {
            static $name: $crate::store::db::Statement = const { $crate::store::db::Statement::new(
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../sql/query/", $file)),
                &[$(pgrx::PgBuiltInOids::$oid),*],
            ) };
        }
    };
}
pub(crate) use statement;

impl Db<'_, '_> {
    /// Runs `work` with reads only: on the caller's snapshot, without a transaction id, on a standby too.
    pub fn read<T>(work: impl FnOnce(&mut Db) -> Result<T>) -> Result<T> {
        changes::listen();
        let _planning = Planning::of_the_meter();
        Spi::connect_mut(|client| work(&mut Db { client, writes: false }))
    }

    /// Runs `work` with writes: each statement sees what was committed before it, as READ COMMITTED has it.
    /// In a READ ONLY transaction and on a standby it raises 25006, naming the caller.
    pub fn write<T>(caller: &CStr, work: impl FnOnce(&mut Db) -> Result<T>) -> Result<T> {
        // SAFETY: a flag of this backend
        if unsafe { pg_sys::XactReadOnly } {
            return Err(MeterError::ReadOnly { caller: caller.to_string_lossy().into_owned() });
        }
        changes::listen();
        let _planning = Planning::of_the_meter();
        Spi::connect_mut(|client| work(&mut Db { client, writes: true }))
    }

    /// Runs `work` on what is committed by now, also where the caller's statement sees less.
    pub fn with_newest_snapshot<T>(&mut self, work: impl FnOnce(&mut Db) -> Result<T>) -> Result<T> {
        // a statement that may write takes a snapshot of its own
        let _snapshot = (!self.writes).then(Newest::push);
        work(&mut Db { client: self.client, writes: self.writes })
    }

    /// Runs a statement and maps its rows.
    pub fn rows<T>(
        &mut self,
        statement: &'static LocalKey<Statement>,
        args: &[DatumWithOid],
        row: impl Fn(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.run(statement, args)?.map(|tuple| row(&Row::Answered(tuple))).collect()
    }

    /// Runs a statement and maps its first row, if there is one.
    pub fn row<T>(
        &mut self,
        statement: &'static LocalKey<Statement>,
        args: &[DatumWithOid],
        row: impl Fn(&Row) -> Result<T>,
    ) -> Result<Option<T>> {
        self.run(statement, args)?.next().map(|tuple| row(&Row::Answered(tuple))).transpose()
    }

    /// Runs a statement that returns no rows; tells how many it touched.
    pub fn execute(
        &mut self,
        statement: &'static LocalKey<Statement>,
        args: &[DatumWithOid],
    ) -> Result<usize> {
        Ok(self.run(statement, args)?.len())
    }

    /// Looks into tables without a statement, on the snapshot that a statement would have.
    pub fn look<T>(&mut self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let _snapshot = self.writes.then(Current::push);
        work()
    }

    fn run(
        &mut self,
        statement: &'static LocalKey<Statement>,
        args: &[DatumWithOid],
    ) -> Result<SpiTupleTable<'_>> {
        statement.with(|statement| {
            let plan = match statement.plan.get() {
                Some(plan) => plan,
                None => {
                    let arguments: Vec<PgOid> =
                        statement.arguments.iter().map(|oid| PgOid::from(oid.value())).collect();
                    let plan = self.client.prepare_mut(statement.text, &arguments)?.keep();
                    statement.plan.get_or_init(|| plan)
                }
            };
            Ok(if self.writes {
                self.client.update(plan, None, args)?
            } else {
                self.client.select(plan, None, args)?
            })
        })
    }
}

/// One row, read by position from 1.
pub enum Row<'conn> {
    /// Of a statement's result.
    Answered(SpiHeapTupleData<'conn>),
    /// Of a table, and which of its columns are asked for.
    Stored(&'conn Tuple, &'conn [i16]),
}

impl Row<'_> {
    pub fn get<T: IntoDatum + FromDatum>(&self, position: usize) -> Result<Option<T>> {
        match self {
            Self::Answered(tuple) => Ok(tuple.get(position)?),
            Self::Stored(tuple, columns) => {
                Ok(columns.get(position - 1).and_then(|&column| tuple.get(column)))
            }
        }
    }

    /// A JSON column's text, which is kept and never looked into; a statement selects it as text.
    pub fn jsonb_text(&self, position: usize) -> Result<Option<String>> {
        match self {
            Self::Answered(_) => self.get(position),
            Self::Stored(tuple, columns) => {
                Ok(columns.get(position - 1).and_then(|&column| tuple.jsonb_text(column)))
            }
        }
    }

    /// A column that is never NULL.
    pub fn need<T: IntoDatum + FromDatum>(&self, position: usize) -> Result<T> {
        self.get(position)?.ok_or(MeterError::Internal("unexpected NULL in the meter's tables"))
    }
}
