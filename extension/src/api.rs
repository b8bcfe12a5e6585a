//! The functions that SQL calls: arguments in, answer out.

#![allow(clippy::result_large_err)] // pgrx takes its ErrorReport by value

mod add;
mod args;
mod batch;
mod check;
mod cost;
mod estimate;
mod export;
mod hold;
mod import;
mod internal;
mod jsonb;
mod matching;
mod request;
mod response;
mod time;
mod verdict;
