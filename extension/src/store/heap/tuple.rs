use std::cell::RefCell;
use std::ffi::CStr;
use std::rc::Rc;

use pgrx::direct_function_call;
use pgrx::prelude::*;
use pgrx::varlena::varsize_any_exhdr;

use super::Table;
use crate::error::{MeterError, Result};

/// A row that a scan of a table stands on.
pub struct Found<'a> {
    pub(super) tuple: pg_sys::HeapTuple,
    pub(super) table: &'a Table,
}

impl Found<'_> {
    pub fn copy(&self) -> Tuple {
        Tuple::copy(self.table, self.tuple)
    }

    /// Whether a numeric is 0, which has a header and no digits.
    pub fn is_zero(&self, column: i16) -> bool {
        const HEADER: usize = 2;
        let mut null = false;
        // SAFETY: a numeric of the meter's own tables, never so long that it is stored elsewhere
        unsafe {
            let value = pg_sys::heap_getattr(self.tuple, column.into(), self.table.description(), &mut null);
            !null && varsize_any_exhdr(value.cast_mut_ptr()) == HEADER
        }
    }

    /// The value of a column; the caller names its type.
    pub fn get<T: FromDatum>(&self, column: i16) -> Option<T> {
        let mut null = false;
        // SAFETY: a column of the meter's own tables, read as the type that it is declared with
        unsafe {
            let value = pg_sys::heap_getattr(self.tuple, column.into(), self.table.description(), &mut null);
            T::from_datum(value, null)
        }
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
        let at = usize::try_from(column - 1).ok()?;
        let (value, null) = (*self.values.get(at)?, *self.nulls.get(at)?);
        // SAFETY: a column of the meter's own tables, read as the type that it is declared with
        unsafe { T::from_datum(value, null) }
    }
}

impl Tuple {
    /// The text of a jsonb column.
    pub fn jsonb_text(&self, column: i16) -> Option<String> {
        let at = usize::try_from(column - 1).ok()?;
        let value = (!*self.nulls.get(at)?).then_some(*self.values.get(at)?);
        // SAFETY: jsonb_out takes a jsonb, here not NULL
        let text = unsafe { direct_function_call::<&CStr>(pg_sys::jsonb_out, &[Some(value?)]) }?;
        Some(text.to_string_lossy().into_owned())
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

    pub fn moment(value: TimestampWithTimeZone) -> Self {
        Self::equal(pg_sys::F_TIMESTAMPTZ_EQ, value)
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
pub struct Columns {
    names: &'static [&'static CStr],
    numbers: RefCell<(pg_sys::Oid, Rc<[i16]>)>,
}

impl Columns {
    pub fn new(names: &'static [&'static CStr]) -> Self {
        Self { names, numbers: RefCell::new((pg_sys::InvalidOid, Rc::new([]))) }
    }

    pub fn of(&self, table: &Table) -> Result<Rc<[i16]>> {
        let oid = table.oid();
        if self.numbers.borrow().0 != oid {
            let number = |name: &&CStr| {
                // SAFETY: looks a name up; 0 where there is none
                match unsafe { pg_sys::get_attnum(oid, name.as_ptr()) } {
                    1.. => Ok(unsafe { pg_sys::get_attnum(oid, name.as_ptr()) }),
                    _ => Err(MeterError::Internal("a column of the meter's tables is gone")),
                }
            };
            let numbers: Vec<i16> = self.names.iter().map(number).collect::<Result<_>>()?;
            *self.numbers.borrow_mut() = (oid, numbers.into());
        }
        Ok(self.numbers.borrow().1.clone())
    }
}

/// Declares columns that are read or written together.
macro_rules! columns {
    ($name:ident, [$($column:literal),* $(,)?]) => {
        thread_local! {
            static $name: $crate::store::heap::Columns = $crate::store::heap::Columns::new(&[$($column),*]);
        }
    };
}
pub(crate) use columns;
