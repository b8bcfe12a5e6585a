//! The decisions: what a call costs, which limits count it, whether they let it pass.

mod alert;
mod answers;
pub mod batch;
pub mod charge;
pub mod check;
mod claim;
pub mod counted;
pub mod export;
mod gauge;
pub mod hold;
pub mod idempotent;
pub mod import;
mod ledger;
pub mod matching;
pub mod price;
pub mod reading;
pub mod reason;
pub mod settle;
mod stripe;
mod take;
pub mod verdict;
