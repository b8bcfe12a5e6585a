use std::rc::Rc;

use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;

use super::args;
use crate::clock;
use crate::error::MeterError;
use crate::meter::period;
use crate::store::accounts::{self, Calendar};
use crate::store::{Db, installation};

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

/// When the period that holds `at` ends, in a time zone or counted from an anchor; NULL: never.
#[pg_extern(stable, security_definer)]
#[search_path(pg_catalog, meter, pg_temp)]
fn meter_period_end(
    period: Option<&str>,
    at: Option<TimestampWithTimeZone>,
    time_zone: default!(Option<&str>, "'UTC'"),
    anchor: default!(Option<TimestampWithTimeZone>, "NULL"),
) -> Result<Option<TimestampWithTimeZone>, ErrorReport> {
    let end = Db::read(|db| -> Result<TimestampWithTimeZone, MeterError> {
        installation::ready(db)?;
        let period = args::needed_text("period", period)?.parse()?;
        let at = clock::to_utc(args::needed("at", at)?, "at")?;
        let anchored = anchor.is_some();
        let anchor = anchor.map_or(Ok(at), |anchor| clock::to_utc(anchor, "anchor"))?;
        let time_zone = args::needed_text("time_zone", time_zone)?;
        Ok(period::of(db, period, anchored, &Calendar { time_zone, anchor, past: Rc::new([]) }, at)?.1)
    })?;
    Ok((!end.is_infinity()).then_some(end))
}

/// When the period of an account that holds `at` ends; NULL: never.
#[pg_extern(schema = "meter_internal", stable)]
fn _meter_reset_after(
    account: Option<&str>,
    period: Option<&str>,
    anchored: Option<bool>,
    at: Option<TimestampWithTimeZone>,
) -> Result<Option<TimestampWithTimeZone>, ErrorReport> {
    let end = Db::read(|db| -> Result<TimestampWithTimeZone, MeterError> {
        let period = args::needed_text("period", period)?.parse()?;
        let at = clock::to_utc(args::needed("at", at)?, "at")?;
        let account = accounts::find_or_imagine(db, &args::account(account)?, None, at)?;
        Ok(period::of(db, period, anchored.unwrap_or_default(), &account.calendar, at)?.1)
    })?;
    Ok((!end.is_infinity()).then_some(end))
}

/// The version of the library that is loaded.
#[pg_extern(immutable, parallel_safe)]
fn meter_version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
