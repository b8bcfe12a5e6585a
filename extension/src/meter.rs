//! The decisions: what a call costs, which limits count it, whether they let it pass.

pub mod charge;
pub mod check;
pub mod gauge;
pub mod idempotent;
pub mod import;
pub mod period;
pub mod price;
pub mod reading;
pub mod status;
pub mod verdict;
