//! How the meter's own statements are planned: once a backend, by their keys, and never compiled.

use pgrx::pg_sys;

/// While it lives, kept statements get generic plans, by an index where there is one, and no JIT; what the caller has set comes back with its end, after
/// an error too.
///
/// The meter's statements are found by keys, so that a plan for known values is no better; Postgres would still make one
/// for each call, because it takes the cost of planning for less than it is. A plan that was made while a table had hardly
/// a row is kept while it grows, so that it must not be one that reads the whole table. What a set-returning function is thought to
/// cost would have small statements compiled, for tens of milliseconds.
pub struct Planning {
    mode: core::ffi::c_int,
    jit: bool,
    seqscan: bool,
}

impl Planning {
    pub fn of_the_meter() -> Self {
        // SAFETY: variables of this backend, which has one thread
        unsafe {
            let before = Self {
                mode: pg_sys::plan_cache_mode,
                jit: pg_sys::jit_enabled,
                seqscan: pg_sys::enable_seqscan,
            };
            pg_sys::plan_cache_mode =
                pg_sys::PlanCacheMode::PLAN_CACHE_MODE_FORCE_GENERIC_PLAN as core::ffi::c_int;
            pg_sys::jit_enabled = false;
            pg_sys::enable_seqscan = false;
            before
        }
    }
}

impl Drop for Planning {
    fn drop(&mut self) {
        // SAFETY: as above
        unsafe {
            pg_sys::plan_cache_mode = self.mode;
            pg_sys::jit_enabled = self.jit;
            pg_sys::enable_seqscan = self.seqscan;
        }
    }
}
