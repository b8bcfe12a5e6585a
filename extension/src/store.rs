//! The statements in `sql/query` and their kept plans, one module a table. Nothing is decided here.

pub mod accounts;
pub mod counters;
mod db;
pub mod denials;
pub mod fence;
pub mod idempotency;
pub mod installation;
pub mod limits;
pub mod prices;
pub mod schema;
pub mod settings;
pub mod usage_log;

pub use db::Db;
