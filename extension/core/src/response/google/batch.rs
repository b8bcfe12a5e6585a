//! A batch of Google's whose answers stand in the record of the batch itself.

use crate::response::ResponseError;
use crate::response::node::Node;

/// The answers of a batch, each within its `response`: as its operation tells them, or the client for Python and TypeScript.
pub fn answers<'a, 'b>(node: &'b Node<'a>) -> Result<Option<&'b [Node<'a>]>, ResponseError> {
    for path in [
        &["response", "inlinedResponses", "inlinedResponses"][..],
        &["response", "inlinedResponses"],
        &["dest", "inlinedResponses"],
        &["dest", "inlined_responses"],
    ] {
        if let Some(Node::List(answers)) = node.at(path)? {
            return Ok(Some(answers));
        }
    }
    Ok(None)
}
