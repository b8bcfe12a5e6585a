//! Ctrl-C and SIGTERM for verbs that first finish what they are doing.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::error::Error;

/// Set by the first Ctrl-C or SIGTERM; the second ends the program at once.
///
/// # Errors
/// What the system says.
pub fn flag() -> Result<Arc<AtomicBool>, Error> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&stop))
            .map_err(Error::Output)?;
        flag::register(signal, Arc::clone(&stop)).map_err(Error::Output)?;
    }
    Ok(stop)
}
