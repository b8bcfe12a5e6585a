//! A session of Nova Sonic: each of its events of usage tells what the session has used so far, speech apart from text.

use crate::response::ResponseError;
use crate::response::count::count;
use crate::response::event::Event;
use crate::response::node::Node;
use crate::response::tokens::Counts;
use crate::response::units::Usage;

pub fn read(node: &Node) -> Result<Option<Event>, ResponseError> {
    let Some(reported) = node.at(&["event", "usageEvent"])? else { return Ok(None) };
    let speech = |side: &str| match reported.at(&["details", "total", side])? {
        Some(total) => count(total, &["speechTokens"]),
        None => Ok(None),
    };
    let counts = Counts {
        input: count(reported, &["totalInputTokens"])?,
        output: count(reported, &["totalOutputTokens"])?,
        audio_input: speech("input")?,
        audio_output: speech("output")?,
        ..Counts::default()
    };
    let event = Event::new("bedrock.sonic").with_usage(Some(Usage::of(counts)));
    Ok(Some(Event { answer_id: reported.text("sessionId")?.map(str::to_owned), ends: true, ..event }))
}
