use std::cell::Cell;
use std::ffi::CStr;

use pgrx::prelude::*;

use super::Table;
use crate::error::{MeterError, Result};
use crate::store::jsonb;

/// A row that a scan of a table stands on.
pub struct Found<'a> {
    pub(super) tuple: pg_sys::HeapTuple,
    pub(super) table: &'a Table,
}

impl Found<'_> {
    pub fn copy(&self) -> Tuple {
        Tuple::copy(self.table, self.tuple)
    }

    /// The value of a column; the caller names its type.
    pub fn get<T: FromDatum>(&self, column: i16) -> Option<T> {
        // SAFETY: a column of the meter's own tables, read as the type that it is declared with
        self.datum(column).and_then(|value| unsafe { T::from_datum(value, false) })
    }

    /// The value of a column, in the row's own page; `None`: NULL.
    pub fn datum(&self, column: i16) -> Option<pg_sys::Datum> {
        let mut null = false;
        // SAFETY: the row and its table's description
        let value =
            unsafe { pg_sys::heap_getattr(self.tuple, column.into(), self.table.description(), &mut null) };
        (!null).then_some(value)
    }
}

/// One version of a row, copied out of its table.
pub struct Tuple {
    pub(super) tuple: pg_sys::HeapTuple,
    values: Vec<pg_sys::Datum>,
    nulls: Vec<bool>,
}

impl Tuple {
    /// Copies a row that a scan of the table stands on.
    fn copy(table: &Table, tuple: pg_sys::HeapTuple) -> Self {
        let description = table.description();
        // SAFETY: the table's own row and description; heap_deform_tuple fills as many values as the description has columns
        unsafe {
            let tuple = pg_sys::heap_copytuple(tuple);
            let columns = usize::try_from((*description).natts).unwrap_or(0);
            let mut values = vec![pg_sys::Datum::null(); columns];
            let mut nulls = vec![true; columns];
            pg_sys::heap_deform_tuple(tuple, description, values.as_mut_ptr(), nulls.as_mut_ptr());
            Self { tuple, values, nulls }
        }
    }

    /// The value of a column; the caller names its type.
    pub fn get<T: FromDatum>(&self, column: i16) -> Option<T> {
        // SAFETY: a column of the meter's own tables, read as the type that it is declared with
        self.datum(column).and_then(|value| unsafe { T::from_datum(value, false) })
    }

    /// The transaction that has written this version, and the one that has locked or replaced it, if any has.
    pub fn transactions(&self) -> [pg_sys::TransactionId; 2] {
        // SAFETY: a copy of a row has its header
        unsafe {
            let header = (*(*self.tuple).t_data).t_choice.t_heap;
            [header.t_xmin, header.t_xmax]
        }
    }

    /// The text of a jsonb column.
    pub fn jsonb_text(&self, column: i16) -> Option<String> {
        // SAFETY: the caller names a jsonb column
        self.datum(column).and_then(|value| unsafe { jsonb::text(value) })
    }

    /// `None`: NULL.
    fn datum(&self, column: i16) -> Option<pg_sys::Datum> {
        let at = usize::try_from(column - 1).ok()?;
        (!*self.nulls.get(at)?).then_some(*self.values.get(at)?)
    }
}

/// What an index is searched for, column by column.
pub struct Key {
    pub(super) flags: u32,
    pub(super) compare: u32,
    pub(super) strategy: u32,
    pub(super) value: Option<pg_sys::Datum>,
}

impl Key {
    pub fn text(value: &str) -> Self {
        Self::equal(pg_sys::F_TEXTEQ, value)
    }

    pub fn int4(value: i32) -> Self {
        Self::equal(pg_sys::F_INT4EQ, value)
    }

    pub fn int8(value: i64) -> Self {
        Self::equal(pg_sys::F_INT8EQ, value)
    }

    /// A moment at or before this one.
    pub fn until(value: TimestampWithTimeZone) -> Self {
        let strategy = pg_sys::BTLessEqualStrategyNumber;
        Self { flags: 0, compare: pg_sys::F_TIMESTAMPTZ_LE, strategy, value: value.into_datum() }
    }

    /// Anything but NULL.
    pub fn not_null() -> Self {
        let flags = pg_sys::SK_ISNULL | pg_sys::SK_SEARCHNOTNULL;
        Self { flags, compare: 0, strategy: 0, value: None }
    }

    fn equal(compare: u32, value: impl IntoDatum) -> Self {
        Self { flags: 0, compare, strategy: pg_sys::BTEqualStrategyNumber, value: value.into_datum() }
    }
}

/// Columns by their names, and where a table has them: a column's number never changes.
pub struct Columns<const N: usize> {
    names: [&'static CStr; N],
    numbers: Cell<(pg_sys::Oid, [i16; N])>,
}

impl<const N: usize> Columns<N> {
    pub const fn new(names: [&'static CStr; N]) -> Self {
        Self { names, numbers: Cell::new((pg_sys::InvalidOid, [0; N])) }
    }

    pub(super) fn of(&self, table: &Table) -> Result<[i16; N]> {
        let (known, numbers) = self.numbers.get();
        if known == table.oid() {
            return Ok(numbers);
        }
        // SAFETY: looks a name up; 0 where there is none
        let numbers = self.names.map(|name| unsafe { pg_sys::get_attnum(table.oid(), name.as_ptr()) });
        if numbers.iter().any(|number| *number < 1) {
            return Err(MeterError::Internal("a column of the meter's tables is gone"));
        }
        self.numbers.set((table.oid(), numbers));
        Ok(numbers)
    }
}

/// Declares columns that are read or written together.
macro_rules! columns {
    ($name:ident, [$($column:literal),* $(,)?]) => {
        thread_local! {
            static $name: $crate::store::heap::Columns<{ [$($column),*].len() }> =
                const { $crate::store::heap::Columns::new([$($column),*]) };
        }
    };
}
pub(crate) use columns;
