//! The part of a JSON text that can carry usage.
//!
//! Most of an answer is content. Only the keys that lead to usage are read; the rest is skipped without being kept,
//! which is faster and leaves no depth for hostile content to use up.

mod keep;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

pub use keep::Keep;

use super::ResponseError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node<'a> {
    Null,
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
    /// There, but of no interest.
    Skipped,
}

/// How `serde_json` hands over a number whose text it keeps (its feature `arbitrary_precision`).
const NUMBER_KEY: &str = "$serde_json::private::Number";

impl<'a> Node<'a> {
    /// The value of a key; `None` also for null. The same key twice is refused: it says two things.
    pub fn get(&self, key: &str) -> Result<Option<&Node<'a>>, ResponseError> {
        let Node::Object(fields) = self else { return Ok(None) };
        let mut values = fields.iter().filter(|(name, _)| name == key).map(|(_, value)| value);
        let first = values.next();
        if values.next().is_some() {
            return Err(ResponseError::DuplicateField { field: key.to_owned() });
        }
        Ok(first.filter(|value| **value != Node::Null))
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Result<Option<&Node<'a>>, ResponseError> {
        let mut node = self;
        for key in path {
            match node.get(key)? {
                Some(next) => node = next,
                None => return Ok(None),
            }
        }
        Ok(Some(node))
    }

    /// Whether the key is there, even with null.
    pub fn has(&self, key: &str) -> bool {
        matches!(self, Node::Object(fields) if fields.iter().any(|(name, _)| name == key))
    }

    /// A text that is not empty.
    pub fn text(&self, key: &str) -> Result<Option<&str>, ResponseError> {
        Ok(match self.get(key)? {
            Some(Node::Text(text)) if !text.is_empty() => Some(text.as_ref()),
            _ => None,
        })
    }

    pub fn is_object(&self) -> bool {
        matches!(self, Node::Object(_))
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node<'a>] {
        match self {
            Node::List(items) => items,
            _ => &[],
        }
    }
}

/// Reads one JSON value.
pub struct NodeSeed(pub Keep);

impl<'de> DeserializeSeed<'de> for NodeSeed {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        if self.0 == Keep::Nothing {
            IgnoredAny::deserialize(deserializer)?;
            return Ok(Node::Skipped);
        }
        deserializer.deserialize_any(NodeVisitor(self.0))
    }
}

struct NodeVisitor(Keep);

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node<'de>, A::Error> {
        let Some(keep) = self.0.of_items() else {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Node::Skipped);
        };
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(NodeSeed(keep))? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some(key) = map.next_key_seed(KeySeed)? {
            if fields.is_empty() && key == NUMBER_KEY {
                return map.next_value().map(Node::Number);
            }
            let keep = self.0.of(&key);
            fields.push((key, map.next_value_seed(NodeSeed(keep))?));
        }
        Ok(if self.0 == Keep::Scalar { Node::Skipped } else { Node::Object(fields) })
    }
}

/// Reads a key without copying it where it holds no escapes.
struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(value))
    }
}
