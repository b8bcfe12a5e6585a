//! Settings of the server that concern the meter.

use std::ffi::CString;

use pgrx::{GucContext, GucFlags, GucRegistry, GucSetting};

pub static CLOCK: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(None);

pub fn define() {
    GucRegistry::define_string_guc(
        c"token_meter.clock",
        c"The moment that token_meter takes for now.",
        c"A timestamp with time zone, for tests of periods; empty: the real clock. Only a superuser can set it.",
        &CLOCK,
        GucContext::Suset,
        GucFlags::default(),
    );
}
