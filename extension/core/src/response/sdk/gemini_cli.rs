//! What Gemini CLI tells of a session: what each model has used, in the words of its own, or the sum alone at the end of a stream.

use std::borrow::Cow;

use super::told::beside;
use crate::response::ResponseError;
use crate::response::count::count;
use crate::response::event::Event;
use crate::response::google::generate;
use crate::response::node::Node;
use crate::response::tokens::{Counts, sum};
use crate::response::units::Usage;

pub fn read(node: &Node) -> Result<Option<Event>, ResponseError> {
    let Some(stats) = node.get("stats")?.filter(|stats| stats.is_object()) else { return Ok(None) };
    if let Some(Node::Object(models)) = stats.get("models")?
        && let Some(event) = of_models(models)?
    {
        return Ok(Some(event));
    }
    let summed = ["input_tokens", "output_tokens", "cached"].iter().all(|key| stats.has(key));
    if node.text("type")? != Some("result") || !summed {
        return Ok(None);
    }
    let (input, output) = (count(stats, &["input_tokens"])?, count(stats, &["output_tokens"])?);
    // thoughts stand in the total alone
    let thoughts = match (input, output, count(stats, &["total_tokens"])?) {
        (Some(input), Some(output), Some(total)) => Some((total - input - output).max(0)),
        _ => None,
    };
    let counts = Counts {
        input,
        output: sum(&[output, thoughts]),
        cache_read: count(stats, &["cached"])?,
        reasoning: thoughts,
        ..Counts::default()
    };
    Ok(Some(Event { ends: true, ..Event::new("gemini_cli").with_usage(Some(Usage::of(counts))) }))
}

/// The first model's usage is that of the call; what others have used stands beside, at their own prices.
fn of_models(models: &[(Cow<str>, Node)]) -> Result<Option<Event>, ResponseError> {
    let mut event: Option<Event> = None;
    for (name, told) in models {
        let Some(tokens) = told.get("tokens")?.filter(|tokens| tokens.has("prompt")) else { continue };
        let Some(usage) = generate::usage(&as_reported(tokens))? else { continue };
        match event.as_mut().and_then(|event| event.usage.as_mut()) {
            None => {
                let first = Event::new("gemini_cli").with_model(Some(name)).with_usage(Some(usage));
                event = Some(Event { ends: true, ..first });
            }
            Some(first) => beside(first, name, &usage.counts),
        }
    }
    Ok(event)
}

/// The counts under the names that the API has for them.
fn as_reported<'a>(tokens: &Node<'a>) -> Node<'a> {
    let Node::Object(fields) = tokens else { return tokens.clone() };
    let named = fields.iter().filter_map(|(key, value)| {
        let name = match key.as_ref() {
            "prompt" => "promptTokenCount",
            "candidates" => "candidatesTokenCount",
            "cached" => "cachedContentTokenCount",
            "thoughts" => "thoughtsTokenCount",
            "tool" => "toolUsePromptTokenCount",
            "total" => "totalTokenCount",
            _ => return None,
        };
        Some((Cow::Borrowed(name), value.clone()))
    });
    Node::Object(named.collect())
}
