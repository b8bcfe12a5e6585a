//! OpenAI's APIs and the many that answer in their shapes.

pub mod chat;
pub mod responses;
pub mod usage;
