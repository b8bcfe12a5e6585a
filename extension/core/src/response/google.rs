//! Google's own APIs: Gemini and Vertex.

pub mod generate;
pub mod interactions;
