//! The steps of a message, `usage.iterations`: what is billed is their sum, and the message's own counts leave some out.

use rust_decimal::Decimal;

use super::part::Part;
use crate::price::component::{OF_THIS_MODEL, of_model};
use crate::response::ResponseError;
use crate::response::node::Node;
use crate::response::units::Usage;

/// Reads the steps: the sum of those of the model that answers, which the message's own counts are too, but were those of the first step
/// for a while. What the message's counts leave out becomes units: of the other model that advised, or of the same one that summarised
/// the conversation.
pub fn read(usage: &Node, rest: &mut Usage) -> Result<Part, ResponseError> {
    let mut messages = Part::default();
    let mut fell_back = false;
    for step in usage.get("iterations")?.map_or(&[][..], Node::items) {
        match step.text("type")? {
            Some("message") => messages = messages.plus(Part::read(step)?),
            Some("compaction") => apart(step, rest, |component| format!("{OF_THIS_MODEL}{component}"))?,
            Some("advisor_message") => {
                let model = step.text("model")?;
                apart(step, rest, |component| match model {
                    Some(model) => of_model(component, model),
                    None => format!("advisor_{component}"),
                })?;
            }
            // another model answered in the end; what the first one read is not billed
            Some("fallback_message") => fell_back = true,
            _ => {}
        }
    }
    Ok(if fell_back { Part::default() } else { messages })
}

/// What is billed beside the message, each part under the name of its unit.
fn apart(step: &Node, rest: &mut Usage, unit_of: impl Fn(&str) -> String) -> Result<(), ResponseError> {
    let said = Part::read(step)?;
    let written = said.cache_write.map(|all| (all - said.cache_write_1h.unwrap_or(0)).max(0));
    for (component, tokens) in [
        ("input", said.input),
        ("cache_read", said.cache_read),
        ("cache_write", written),
        ("cache_write_1h", said.cache_write_1h),
        ("output", said.output),
    ] {
        let unit = unit_of(component);
        let before = rest.other_units.get(&unit).copied().unwrap_or_default();
        rest.unit(&unit, tokens.map(|tokens| before + Decimal::from(tokens)));
    }
    Ok(())
}
