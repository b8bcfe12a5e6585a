//! The functions that SQL calls: arguments in, answer out.

mod add;
mod args;
mod check;
mod cost;
mod import;
mod internal;
mod status;
mod time;
mod verdict;
