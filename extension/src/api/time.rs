use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;

use crate::clock;

/// Now by the meter's clock: the real time, or what a test has set as `token_meter.clock`.
#[pg_extern(volatile, parallel_safe)]
fn meter_now() -> Result<TimestampWithTimeZone, ErrorReport> {
    Ok(clock::from_utc(clock::now()?)?)
}

/// The same under a name of the meter's own schema: see `internal`.
#[pg_extern(schema = "meter_internal", volatile, parallel_safe)]
fn _meter_now() -> Result<TimestampWithTimeZone, ErrorReport> {
    meter_now()
}

/// The version of the library that is loaded.
#[pg_extern(immutable, parallel_safe)]
fn meter_version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
