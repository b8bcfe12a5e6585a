//! `predict`: Vertex's embeddings, which count their tokens, and pictures of Imagen, which count by themselves.

use crate::response::ResponseError;
use crate::response::count::count;
use crate::response::event::Event;
use crate::response::node::Node;
use crate::response::tokens::{Counts, sum};
use crate::response::units::Usage;

pub fn read(node: &Node) -> Result<Option<Event>, ResponseError> {
    let mut input = None;
    let mut pictures: u64 = 0;
    for prediction in node.get("predictions")?.map_or(&[][..], Node::items) {
        if let Some(statistics) = prediction.at(&["embeddings", "statistics"])? {
            input = sum(&[input, count(statistics, &["token_count", "tokenCount"])?]);
        }
        pictures += u64::from(is_picture(prediction)?);
    }
    let mut event = Event { ends: true, ..Event::new("google.predict") };
    let mut usage = Usage::default();
    if let Some(input) = input {
        usage = Usage::of(Counts { input: Some(input), output: Some(0), ..Counts::default() });
        event.provider = Some("google-vertex");
    } else if pictures == 0 {
        return Ok(None);
    }
    usage.unit("image_generated", Some(pictures));
    Ok(Some(event.with_usage(Some(usage))))
}

/// One that was filtered out has neither bytes nor a place in a bucket.
fn is_picture(prediction: &Node) -> Result<bool, ResponseError> {
    let kind = prediction.text("mimeType")?.unwrap_or("");
    Ok(kind.starts_with("image/") && (prediction.has("bytesBase64Encoded") || prediction.has("gcsUri")))
}
