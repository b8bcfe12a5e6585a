//! OpenAI's APIs and the many that answer in their shapes.

pub mod chat;
pub mod images;
pub mod responses;
pub mod usage;
