//! How an answer is framed: one body, an array, server-sent events, JSON lines, or one of these as a JSON string.

mod lines;

use serde::de::{DeserializeSeed, Deserializer as _, SeqAccess, Visitor};
use serde_json::Deserializer;
use std::borrow::Cow;
use std::fmt;

use super::google::batch;
use super::headers::{self, Headers};
use super::node::{Keep, Node, NodeSeed};
use super::parts::{Parts, body, of_event};
use super::sdk;
use super::stream::Stream;
use super::{Extracted, ResponseError};

pub fn read(response: &str, hint: Option<String>) -> Result<Extracted, ResponseError> {
    read_unquoted(&unquoted(response)?, hint)
}

fn unquoted(response: &str) -> Result<Cow<'_, str>, ResponseError> {
    let text = response.trim_matches(|it: char| it.is_whitespace() || it == '\u{feff}');
    if !text.starts_with('"') {
        return Ok(text.into());
    }
    let inner: String = serde_json::from_str(text).map_err(|error| not_json(&error))?;
    Ok(inner.trim().to_owned().into())
}

fn read_unquoted(text: &str, hint: Option<String>) -> Result<Extracted, ResponseError> {
    match text.as_bytes().first() {
        None => Err(ResponseError::Empty),
        Some(b'{') => object(text, hint),
        Some(b'[') => array(text, hint),
        Some(_) if lines::is_sse(text) => lines::sse(text, hint),
        Some(_) if lines::is_data_stream(text) => lines::data_stream(text, hint),
        Some(_) => match serde_json::from_str::<serde::de::IgnoredAny>(text) {
            Ok(_) => Err(ResponseError::NotAResponse),
            Err(error) => Err(not_json(&error)),
        },
    }
}

/// One JSON value; [`None`] where the text goes on after it.
pub fn value(text: &str) -> Result<Option<Node<'_>>, serde_json::Error> {
    let mut json = Deserializer::from_str(text);
    let node = NodeSeed(Keep::Path).deserialize(&mut json)?;
    Ok(json.end().is_ok().then_some(node))
}

fn object(text: &str, hint: Option<String>) -> Result<Extracted, ResponseError> {
    match value(text) {
        Ok(Some(node)) => match unwrapped(&node, hint.clone())? {
            found if found.shape == "unknown" && text.len() <= OF_MODELS_MAX => of_models(text, found, hint),
            found => Ok(found),
        },
        Ok(None) => lines::json_lines(text, hint),
        Err(_) if lines::is_json_lines(text) => lines::json_lines(text, hint),
        Err(error) => Err(not_json(&error)),
    }
}

/// Larger than what is summed up by model.
const OF_MODELS_MAX: usize = 64 * 1024;

/// A body that nobody answers may be the usage of each model by its name.
fn of_models(text: &str, found: Extracted, hint: Option<String>) -> Result<Extracted, ResponseError> {
    let Ok(node) = NodeSeed(Keep::Whole).deserialize(&mut Deserializer::from_str(text)) else {
        return Ok(found);
    };
    match sdk::of_models(&node, hint.as_deref())? {
        Some(event) => of_event(event, hint).extracted(),
        None => Ok(found),
    }
}

/// A body inside the record of its HTTP exchange.
fn unwrapped(node: &Node, hint: Option<String>) -> Result<Extracted, ResponseError> {
    if let Some(answers) = batch::answers(node)? {
        let mut stream = Stream::new(hint);
        for (place, answer) in answers.iter().enumerate() {
            stream.take_of_batch(place, answer.get("response")?.unwrap_or(answer))?;
        }
        return stream.finish();
    }
    let of_object = |node: &Node| body(node, hint.clone()).and_then(Parts::extracted);
    if let Some(headers) = node.get("headers")?.filter(|headers| headers.is_object()) {
        let found = match node.get("body")? {
            Some(Node::Text(text)) if !may_be_answer(text) => unknown(hint.clone()),
            Some(Node::Text(text)) => read_unquoted(text.trim(), hint.clone()),
            Some(inner) => of_object(inner),
            None => of_object(node),
        };
        return with_headers(found, headers::read(headers)?, hint);
    }
    if let Some(headers) = node.at(&["ResponseMetadata", "HTTPHeaders"])? {
        return with_headers(of_object(node), headers::read(headers)?, hint);
    }
    of_object(node)
}

/// An answer with its headers beside it.
pub fn beside(response: &str, headers: Headers, hint: Option<String>) -> Result<Extracted, ResponseError> {
    let found = match read(response, hint.clone()) {
        Err(_) if headers.rest.bills() && !may_be_answer(response) => unknown(hint.clone()),
        found => found,
    };
    with_headers(found, headers, hint)
}

/// Whether a body is more than sound or a picture, of which the headers tell what it is billed by.
fn may_be_answer(response: &str) -> bool {
    unquoted(response).is_ok_and(|text| {
        text.starts_with(['{', '[']) || lines::is_sse(&text) || lines::is_data_stream(&text)
    })
}

/// Adds what the headers tell and the body does not. Where they count, it does not matter what the body is.
fn with_headers(
    found: Result<Extracted, ResponseError>,
    headers: Headers,
    hint: Option<String>,
) -> Result<Extracted, ResponseError> {
    let Headers { counts, cached, rest, id } = headers;
    let mut found = match found {
        Err(_) if counts.is_some() => unknown(hint.clone())?,
        found => found?,
    };
    if let Some(reported) = counts {
        if hint.is_none() {
            found.provider = Some("bedrock".to_owned());
            found.told_provider = Some("bedrock");
        }
        if found.counts.is_none() {
            found.counts = Some(reported.counts.in_range()?);
            found.at_least = None;
            found.shape = "bedrock.invoke";
            found.complete = true;
            found.answers = found.answers.max(1);
        }
    }
    if let Some(counts) = &mut found.counts {
        counts.with_cached(cached);
    }
    for (unit, amount) in rest.other_units {
        found.other_units.entry(unit).or_insert(amount);
    }
    found.reported_cost = found.reported_cost.or(rest.cost);
    found.service_tier = found.service_tier.or(rest.service_tier);
    found.id = found.id.or(id);
    Ok(found)
}

fn unknown(provider: Option<String>) -> Result<Extracted, ResponseError> {
    let nothing = body(&Node::Object(vec![]), provider)?;
    nothing.extracted()
}

/// The headers of an answer, given beside it.
pub fn headers_of(text: &str) -> Result<Headers, ResponseError> {
    let mut json = Deserializer::from_str(text);
    let node = NodeSeed(Keep::Whole).deserialize(&mut json).map_err(|error| not_json(&error))?;
    headers::read(&node)
}

/// An array of events or of the chunks of Gemini's stream. Cut off, it still tells what came before.
fn array(text: &str, hint: Option<String>) -> Result<Extracted, ResponseError> {
    let mut items = Items { stream: Stream::new(hint), objects: 0, failed: None };
    let mut json = Deserializer::from_str(text);
    let read = json.deserialize_seq(&mut items).and_then(|()| json.end());
    if let Some(error) = items.failed {
        return Err(error);
    }
    match read {
        Err(error) if items.objects == 0 => return Err(not_json(&error)),
        // Only the provider closes Gemini's array; events were collected by someone else.
        Ok(()) if items.stream.is_of("google.generate_content") => items.stream.end(),
        Ok(()) => {}
        Err(_) => items.stream.unreadable(),
    }
    if items.objects == 0 {
        return Err(ResponseError::NotAResponse);
    }
    // One body in an array is a body.
    if items.objects == 1
        && let Some(inner) = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'))
        && let Ok(Some(node)) = value(inner.trim())
    {
        return unwrapped(&node, items.stream.into_hint());
    }
    items.stream.finish()
}

struct Items {
    stream: Stream,
    objects: usize,
    failed: Option<ResponseError>,
}

impl<'de> Visitor<'de> for &mut Items {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an array of events")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(node) = list.next_element_seed(NodeSeed(Keep::Path))? {
            if node.is_object() {
                self.objects += 1;
            }
            if self.failed.is_none() {
                self.failed = self.stream.take(&node).err();
            }
        }
        Ok(())
    }
}

pub fn not_json(error: &serde_json::Error) -> ResponseError {
    let problem = error.to_string();
    if problem.starts_with("recursion limit exceeded") {
        ResponseError::TooDeep
    } else {
        ResponseError::NotJson { problem }
    }
}
