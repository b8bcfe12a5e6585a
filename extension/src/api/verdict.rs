//! A verdict as the SQL row type `meter_verdict`.

use pgrx::callconv::{CallCx, RetAbi};
use pgrx::pgrx_sql_entity_graph::metadata::{
    ArgumentError, ReturnsError, ReturnsRef, SqlMappingRef, SqlTranslatable, TypeOrigin,
};
use pgrx::prelude::*;

use crate::meter::verdict::Verdict;

type Fields = (
    bool,
    &'static str,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<AnyNumeric>,
    Option<AnyNumeric>,
    Option<AnyNumeric>,
    Option<AnyNumeric>,
    Option<AnyNumeric>,
    String,
    Option<TimestampWithTimeZone>,
    i64,
    Option<AnyNumeric>,
    Option<i64>,
    Option<i64>,
    Option<AnyNumeric>,
    Option<String>,
    bool,
);
type Inner = TableIterator<'static, Fields>;

/// `SETOF meter_verdict` with one row. A type of its own, so that the nineteen columns are declared once, in
/// `sql/api/types.sql`, and not with every function that returns them.
pub struct VerdictRow(Inner);

impl From<Verdict> for VerdictRow {
    fn from(verdict: Verdict) -> Self {
        Self(TableIterator::once((
            verdict.reason.allows(),
            verdict.reason.name(),
            verdict.limit_name,
            verdict.unit,
            verdict.period,
            verdict.used,
            verdict.reserved,
            verdict.cap,
            verdict.remaining,
            verdict.percent,
            verdict.level,
            verdict.resets_at,
            verdict.tokens,
            verdict.cost,
            verdict.usage_id,
            verdict.hold_id,
            verdict.charged_cost,
            verdict.price_match,
            verdict.duplicate,
        )))
    }
}

// SAFETY: the type exists before any function that returns it: every such function requires "types"
unsafe impl SqlTranslatable for VerdictRow {
    const TYPE_IDENT: &'static str = "meter_verdict";
    const TYPE_ORIGIN: TypeOrigin = TypeOrigin::External;
    const ARGUMENT_SQL: Result<SqlMappingRef, ArgumentError> = Err(ArgumentError::SetOf);
    // pgrx writes SETOF only for types that it takes apart itself
    const RETURN_SQL: Result<ReturnsRef, ReturnsError> =
        Ok(ReturnsRef::One(SqlMappingRef::literal("SETOF meter_verdict")));
}

// SAFETY: every step is TableIterator's own; the row has the columns of meter_verdict
unsafe impl RetAbi for VerdictRow {
    type Item = <Inner as RetAbi>::Item;
    type Ret = <Inner as RetAbi>::Ret;

    unsafe fn check_fcinfo_and_prepare(fcinfo: pg_sys::FunctionCallInfo) -> CallCx {
        unsafe { Inner::check_fcinfo_and_prepare(fcinfo) }
    }

    fn to_ret(self) -> Self::Ret {
        self.0.to_ret()
    }

    unsafe fn box_ret_in_fcinfo(fcinfo: pg_sys::FunctionCallInfo, ret: Self::Ret) -> pg_sys::Datum {
        unsafe { Inner::box_ret_in_fcinfo(fcinfo, ret) }
    }

    unsafe fn move_into_fcinfo_fcx(self, fcinfo: pg_sys::FunctionCallInfo) {
        unsafe { self.0.move_into_fcinfo_fcx(fcinfo) }
    }

    unsafe fn fill_fcinfo_fcx(&self, fcinfo: pg_sys::FunctionCallInfo) {
        unsafe { self.0.fill_fcinfo_fcx(fcinfo) }
    }

    unsafe fn ret_from_fcinfo_fcx(fcinfo: pg_sys::FunctionCallInfo) -> Self::Ret {
        unsafe { Inner::ret_from_fcinfo_fcx(fcinfo) }
    }

    unsafe fn finish_call_fcinfo(fcinfo: pg_sys::FunctionCallInfo) {
        unsafe { Inner::finish_call_fcinfo(fcinfo) }
    }
}
