use pgrx::AnyNumeric;
use pgrx::prelude::*;
use pgrx::varlena::varsize_any_exhdr;

/// A sum of numerics as rows have them: dozens are added up in each call of a counter that is dealt out, where a value of our
/// own for each would cost more than to add it.
pub struct Sum(pg_sys::Numeric);

impl Sum {
    pub fn zero() -> Self {
        // SAFETY: makes a numeric of any number
        Self(unsafe { pg_sys::int64_to_numeric(0) })
    }

    /// # Safety
    ///
    /// The datum is a finite numeric.
    pub unsafe fn add(&mut self, numeric: pg_sys::Datum) {
        // SAFETY: as the caller says; the answer is a new numeric, and an error is raised where there is none
        unsafe {
            if !is_zero(numeric) {
                let numeric = pg_sys::pg_detoast_datum(numeric.cast_mut_ptr());
                self.0 = pg_sys::numeric_add_opt_error(self.0, numeric.cast(), std::ptr::null_mut());
            }
        }
    }

    pub fn total(self) -> Option<AnyNumeric> {
        // SAFETY: a numeric that `add` or `zero` has made
        unsafe { AnyNumeric::from_datum(self.0.into(), false) }
    }
}

/// # Safety
///
/// The datum is a finite numeric.
pub unsafe fn is_zero(numeric: pg_sys::Datum) -> bool {
    const HEADER: usize = 2; // and no digits
    // SAFETY: as the caller says
    unsafe { varsize_any_exhdr(numeric.cast_mut_ptr()) <= HEADER }
}
