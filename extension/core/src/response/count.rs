//! Numbers of an answer: counts exactly or not at all, money from its text.

use rust_decimal::Decimal;

use super::ResponseError;
use super::node::Node;
use crate::counts::TOKENS_MAX;

/// The count under the first of these keys that is there and says something. A whole number written as text or as `12.0`
/// is accepted; anything else is an error, since a count that is guessed is charged.
pub fn count(node: &Node, keys: &[&str]) -> Result<Option<i64>, ResponseError> {
    for key in keys {
        if let Some(value) = node.get(key)?.filter(|value| !is_unknown(key, value)) {
            return whole(value)
                .map(Some)
                .ok_or_else(|| ResponseError::NotACount { field: (*key).to_owned(), value: written(value) });
        }
    }
    Ok(None)
}

/// Whether it says nothing, as null does: an empty text and false are what some clients and gateways write in its place, and -1 what servers
/// such as vLLM say of cached tokens that they have not counted.
fn is_unknown(key: &str, value: &Node) -> bool {
    match value {
        Node::Number(text) => text == "-1" && key.contains("cache"),
        Node::Text(text) => text.trim().is_empty(),
        Node::Bool(value) => !value,
        _ => false,
    }
}

/// An amount that is not negative, such as money or seconds; `None` where the value is none.
pub fn amount(node: Option<&Node>) -> Option<Decimal> {
    let text = match node? {
        Node::Number(text) => text.as_str(),
        Node::Text(text) => text.trim(),
        _ => return None,
    };
    decimal(text).filter(|value| !value.is_sign_negative())
}

fn whole(value: &Node) -> Option<i64> {
    let text = match value {
        Node::Number(text) => text.as_str(),
        Node::Text(text) => text.trim(),
        _ => return None,
    };
    let number = match text.parse::<i64>() {
        Ok(number) => number,
        Err(_) => {
            let value = decimal(text).filter(|value| value.fract().is_zero())?;
            i64::try_from(value.trunc()).ok()?
        }
    };
    (0..=TOKENS_MAX).contains(&number).then_some(number)
}

fn decimal(text: &str) -> Option<Decimal> {
    if text.contains(['e', 'E']) {
        return Decimal::from_scientific(text).ok();
    }
    text.parse().ok()
}

/// What stood there, short enough for an error message.
fn written(value: &Node) -> String {
    match value {
        Node::Number(text) => text.chars().take(40).collect(),
        Node::Text(text) => text.chars().take(40).collect(),
        Node::Bool(value) => value.to_string(),
        Node::List(_) => "a list".to_owned(),
        _ => "an object".to_owned(),
    }
}
