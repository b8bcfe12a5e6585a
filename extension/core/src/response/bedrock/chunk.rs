//! An event of the stream of `InvokeModelWithResponseStream`, which carries the model's own event in base64.

use crate::response::ResponseError;
use crate::response::node::Node;

/// The text of the event within; `None` where there is none, or it is no text.
pub fn within(node: &Node) -> Result<Option<String>, ResponseError> {
    let bytes = match node.at(&["chunk", "bytes"])? {
        Some(bytes) => Some(bytes),
        None => node.get("bytes")?.filter(|_| is_payload(node)),
    };
    let Some(Node::Text(bytes)) = bytes else { return Ok(None) };
    Ok(decoded(bytes).and_then(|bytes| String::from_utf8(bytes).ok()))
}

/// Whether it is the payload of such an event: `p` pads it, so that its length tells nothing.
fn is_payload(node: &Node) -> bool {
    matches!(node, Node::Object(fields) if fields.iter().all(|(key, _)| matches!(key.as_ref(), "bytes" | "p")))
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for sign in text.trim_end_matches('=').bytes() {
        let value = match sign {
            b'A'..=b'Z' => sign - b'A',
            b'a'..=b'z' => sign - b'a' + 26,
            b'0'..=b'9' => sign - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}
