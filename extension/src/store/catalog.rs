//! The meter's tables in Postgres' catalog.

use std::ffi::CStr;

use pgrx::pg_sys;

/// The oid of a table of schema meter, from the catalog cache.
pub fn table_oid(table: &CStr) -> Option<pg_sys::Oid> {
    // SAFETY: both look up a name and answer InvalidOid where there is none
    let oid = unsafe {
        match pg_sys::get_namespace_oid(c"meter".as_ptr(), true) {
            pg_sys::InvalidOid => pg_sys::InvalidOid,
            schema => pg_sys::get_relname_relid(table.as_ptr(), schema),
        }
    };
    (oid != pg_sys::InvalidOid).then_some(oid)
}
