//! Google's own APIs: Gemini and Vertex.

pub mod batch;
pub mod generate;
pub mod interactions;

pub use generate::LIVE;
