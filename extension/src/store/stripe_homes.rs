//! Which stripe of a counter a backend charges, as far as it remembers.

use std::cell::RefCell;
use std::collections::HashMap;

use pgrx::pg_sys;

use super::counters::Place;
use super::stripe_locks::key;

/// Counters that a backend remembers to have seen dealt out; one more, and it forgets them all.
const SEEN_MAX: usize = 4096;

thread_local! {
    /// The counters that were dealt out when this backend last charged them, and how far it has moved on there.
    static DEALT: RefCell<HashMap<u32, i32>> = RefCell::new(HashMap::new());
}

/// Whether a limit's counter was dealt out when this backend last charged it: where to look first.
pub fn was_dealt(place: Place) -> bool {
    DEALT.with_borrow(|seen| seen.contains_key(&key(place.account, place.limit_id)))
}

/// Keeps in mind whether a limit's counter is dealt out.
pub fn saw(place: Place, dealt: bool) {
    DEALT.with_borrow_mut(|seen| {
        let key = key(place.account, place.limit_id);
        if !dealt {
            seen.remove(&key);
        } else if !seen.contains_key(&key) {
            if seen.len() >= SEEN_MAX {
                seen.clear();
            }
            seen.insert(key, 0);
        }
    });
}

/// Which of so many stripes of a limit's counter is this backend's: as many backends find one each.
pub fn home(account: &str, limit_id: i64, stripes: i32) -> i32 {
    // SAFETY: numbers of this backend, set when it started
    #[cfg(any(feature = "pg15", feature = "pg16"))]
    let backend = unsafe { pg_sys::MyBackendId };
    #[cfg(not(any(feature = "pg15", feature = "pg16")))]
    let backend = unsafe { pg_sys::MyProcNumber };
    let moved = DEALT.with_borrow(|seen| seen.get(&key(account, limit_id)).copied().unwrap_or(0));
    backend.wrapping_add(moved).rem_euclid(stripes)
}

/// Moves on by so many stripes, to one where nobody else is.
pub fn move_home(place: Place, by: i32) {
    DEALT.with_borrow_mut(|seen| {
        if let Some(moved) = seen.get_mut(&key(place.account, place.limit_id)) {
            *moved = moved.wrapping_add(by);
        }
    });
}
