//! jsonb from its text and to it, by Postgres' own functions: what is only kept is never looked into.

use std::ffi::{CStr, CString};

use pgrx::prelude::*;
use pgrx::{direct_function_call, direct_function_call_as_datum};

use crate::error::{MeterError, Result};

/// The text of a jsonb.
///
/// # Safety
///
/// The datum is a jsonb. Its text is UTF-8, because the database is, which `meter_init` asks for.
pub unsafe fn text(jsonb: pg_sys::Datum) -> Option<String> {
    // SAFETY: jsonb_out takes a jsonb
    let text = unsafe { direct_function_call::<&CStr>(pg_sys::jsonb_out, &[Some(jsonb)]) }?;
    Some(text.to_string_lossy().into_owned())
}

/// The jsonb of a text; an error is raised where it is no JSON.
pub fn from_text(text: &str) -> Result<pg_sys::Datum> {
    let text = CString::new(text).map_err(|_| MeterError::Internal("JSON has no zero byte"))?;
    // SAFETY: jsonb_in takes a cstring
    let jsonb = unsafe { direct_function_call_as_datum(pg_sys::jsonb_in, &[text.as_c_str().into_datum()]) };
    jsonb.ok_or(MeterError::Internal("JSON is NULL"))
}
