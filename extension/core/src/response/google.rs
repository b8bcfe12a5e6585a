//! Google's own APIs: Gemini and Vertex.

pub mod batch;
pub mod generate;
pub mod interactions;
pub mod predict;

pub use generate::LIVE;
