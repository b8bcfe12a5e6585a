//! Rows of the meter's tables read and written without the executor, by the functions that it calls itself.
//!
//! To plan, start and end a statement costs more than the index scan, the new version and the index entry that a charge comes
//! to. What is done here is what needs no more than these: a row found by its key, a row replaced that nobody has changed since it was
//! read, a row added to a table that nothing else watches. Locks, waiting, write-ahead log and visibility are Postgres' own, below.
//! Where there is more to do (triggers, columns or constraints that an operator has added, a version that somebody else has
//! replaced), the callers fall back to the statement in `sql/query` that does the same.

mod indexes;
mod insert;
mod partitions;
pub(super) mod plain;
mod scan;
mod table;
mod tuple;
mod write;

pub use indexes::Indexes;
pub use insert::in_order;
pub use plain::Write;
pub use table::Table;
pub(crate) use tuple::columns;
pub use tuple::{Columns, Found, Key, Tuple};
