//! What a transaction sees of others.

use pgrx::pg_sys;

/// Whether it keeps its snapshot (REPEATABLE READ and above): what was committed meanwhile stays unseen.
pub fn is_kept() -> bool {
    // SAFETY: a backend variable
    unsafe { pg_sys::XactIsoLevel >= pg_sys::XACT_REPEATABLE_READ as i32 }
}

/// Whether a row's transaction is this one or one of its savepoints.
pub fn is_own(transaction: pg_sys::TransactionId) -> bool {
    // SAFETY: asks this backend's state
    unsafe { pg_sys::TransactionIdIsCurrentTransactionId(transaction) }
}

/// The newest snapshot, as long as it lives.
pub struct Newest;

impl Newest {
    pub fn push() -> Self {
        // SAFETY: there is a transaction, and pushing makes a copy
        unsafe { pg_sys::PushActiveSnapshot(pg_sys::GetLatestSnapshot()) };
        Self
    }
}

impl Drop for Newest {
    fn drop(&mut self) {
        pop();
    }
}

/// What a new statement of this transaction sees, its own writes included, as long as it lives.
pub struct Current;

impl Current {
    pub fn push() -> Self {
        // SAFETY: there is a transaction, and pushing makes a copy
        unsafe {
            pg_sys::CommandCounterIncrement();
            pg_sys::PushActiveSnapshot(pg_sys::GetTransactionSnapshot());
        }
        Self
    }
}

impl Drop for Current {
    fn drop(&mut self) {
        pop();
    }
}

fn pop() {
    // after an error the snapshots are taken away with the transaction
    if !std::thread::panicking() {
        // SAFETY: what was pushed is on top: whoever pushed later has popped
        unsafe { pg_sys::PopActiveSnapshot() };
    }
}
