//! What the headers of an answer tell: counts of models that report nowhere else, and a gateway's bill.

use super::ResponseError;
use super::count::{amount, count};
use super::node::Node;
use super::tokens::{Counts, sum};
use super::units::Usage;

/// Reads the headers, an object or a list of pairs; names come in any case, a value may be a list of one.
pub fn read(headers: &Node) -> Result<Headers, ResponseError> {
    let input = number(headers, "x-amzn-bedrock-input-token-count")?;
    // Without an output header the model puts out no tokens: the header is always there for those that do.
    let output = number(headers, "x-amzn-bedrock-output-token-count")?.or(input.map(|_| 0));
    let cache_read = number(headers, "x-amzn-bedrock-cache-read-input-token-count")?;
    let cache_write = number(headers, "x-amzn-bedrock-cache-write-input-token-count")?;
    let whole = input.and_then(|input| sum(&[Some(input), cache_read, cache_write]));
    let counts = Counts { input: whole, output, cache_read, cache_write, ..Counts::default() };
    let mut rest = Usage::default();
    for name in ["dg-char-count", "x-character-count", "character-cost"] {
        rest.unit("character", number(headers, name)?);
    }
    rest.cost = find(headers, "x-litellm-response-cost").and_then(|value| amount(Some(value)));
    rest.service_tier =
        text(headers, "x-amzn-bedrock-service-tier").or(text(headers, "x-gemini-service-tier"));
    Ok(Headers {
        cached: number(headers, "fireworks-cached-prompt-tokens")?,
        counts: (!counts.is_empty()).then(|| Usage::of(counts)),
        rest,
        id: text(headers, "x-amzn-requestid"),
    })
}

pub struct Headers {
    /// Bedrock's counts.
    pub counts: Option<Usage>,
    /// Cached tokens, which Fireworks tells beside the counts of the body.
    pub cached: Option<i64>,
    /// Units, bill and tier.
    pub rest: Usage,
    pub id: Option<String>,
}

fn text(headers: &Node, name: &str) -> Option<String> {
    match find(headers, name)? {
        Node::Text(text) if !text.is_empty() => Some(text.as_ref().to_owned()),
        _ => None,
    }
}

fn number(headers: &Node, name: &str) -> Result<Option<i64>, ResponseError> {
    match find(headers, name) {
        Some(value) => count(&Node::Object(vec![(name.to_owned().into(), value.clone())]), &[name]),
        None => Ok(None),
    }
}

fn find<'a, 'b>(headers: &'b Node<'a>, name: &str) -> Option<&'b Node<'a>> {
    let value = match headers {
        Node::Object(fields) => {
            fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        }
        Node::List(pairs) => pairs.iter().find_map(|pair| match pair.items() {
            [Node::Text(key), value] if key.eq_ignore_ascii_case(name) => Some(value),
            _ => None,
        }),
        _ => None,
    }?;
    Some(value.items().first().unwrap_or(value))
}
