//! Ollama's native API, as a body or as JSON lines of which the last says `done` and reports.

use super::ResponseError;
use super::count::count;
use super::event::Event;
use super::node::Node;
use super::tokens::Counts;
use super::units::Usage;

pub fn read(node: &Node) -> Result<Option<Event>, ResponseError> {
    let evaluated = ["prompt_eval_count", "eval_count"].iter().any(|key| node.has(key));
    let done = node.get("done")?;
    let embeds = node.has("embeddings") && node.has("prompt_eval_count");
    // an operation of Google's is done too, and has an object of a response
    let answers = node.get("message")?.is_some_and(Node::is_object)
        || matches!(node.get("response")?, Some(Node::Text(_)));
    if !(evaluated || done.is_some() && answers) {
        return Ok(None);
    }
    // The count of a prompt found in the cache as a whole is left out: unknown, not 0.
    let input = count(node, &["prompt_eval_count"])?;
    let output = match count(node, &["eval_count"])? {
        None if embeds => Some(0),
        output => output,
    };
    let shape = match (embeds, node.has("message")) {
        (true, _) => "ollama.embed",
        (false, true) => "ollama.chat",
        (false, false) => "ollama.generate",
    };
    let mut event = Event::new(shape).with_model(node.text("model")?).with_usage(Some(Usage::of(Counts {
        input,
        output,
        ..Counts::default()
    })));
    event.provider = Some("ollama");
    event.ends = embeds || done == Some(&Node::Bool(true));
    event.unfinished = done == Some(&Node::Bool(false));
    Ok(Some(event))
}
