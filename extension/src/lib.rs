//! token_meter: LLM tokens and money, metered inside PostgreSQL in the caller's own transaction.
//!
//! `api` takes arguments and gives answers, `meter` decides, `store` runs the statements in `sql/query`.

mod api;
mod clock;
mod error;
mod guc;
mod install;
mod meter;
mod store;

use pgrx::prelude::*;

::pgrx::pg_module_magic!(name, version);

#[pg_guard]
pub extern "C-unwind" fn _PG_init() {
    guc::define();
}
