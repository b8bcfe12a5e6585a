//! How many pictures an answer of an image API holds.

use crate::response::node::Node;

/// The pictures in `data`, as OpenAI, Azure, xAI and Together answer; 0 where it is a list of anything else, such as pages that were found.
pub fn made(node: &Node) -> u64 {
    let Ok(Some(Node::List(items))) = node.get("data") else { return 0 };
    let pictured = |item: &&Node| item.has("url") || item.has("b64_json");
    // an address alone may be that of anything
    let marks = ["b64_json", "revised_prompt", "mime_type"];
    let told = node.has("created")
        || node.text("object") == Ok(Some("list"))
        || items.iter().any(|item| marks.iter().any(|key| item.has(key)));
    if !told || !items.iter().all(is_of_image) {
        return 0;
    }
    items.iter().filter(pictured).count() as u64
}

/// Whether all that is said of it is said of a picture, or why there is none.
fn is_of_image(item: &Node) -> bool {
    const KEYS: [&str; 16] = [
        "url",
        "b64_json",
        "revised_prompt",
        "index",
        "type",
        "object",
        "mime_type",
        "size",
        "quality",
        "output_format",
        "background",
        "seed",
        "timings",
        "error",
        "content_filter_results",
        "prompt_filter_results",
    ];
    matches!(item, Node::Object(fields) if fields.iter().all(|(key, _)| KEYS.contains(&key.as_ref())))
}
