//! Settings of the server that concern the meter.

use std::ffi::CString;

use pgrx::{GucContext, GucFlags, GucRegistry, GucSetting};

pub static CLOCK: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(None);

static FAST_PATH: GucSetting<bool> = GucSetting::<bool>::new(true);

pub fn define() {
    GucRegistry::define_string_guc(
        c"token_meter.clock",
        c"The moment that token_meter takes for now.",
        c"A timestamp with time zone, for tests of periods; empty: the real clock. Only a superuser can set it.",
        &CLOCK,
        GucContext::Suset,
        GucFlags::default(),
    );
    GucRegistry::define_bool_guc(
        c"token_meter.fast_path",
        c"Whether calls are metered by the library where it can.",
        c"off: every call is metered by the functions in schema meter, with the same answers. Only a superuser can set it.",
        &FAST_PATH,
        GucContext::Suset,
        GucFlags::default(),
    );
}

/// Whether this session's calls may take the fast path.
pub fn has_fast_path() -> bool {
    FAST_PATH.get()
}
