//! The result of the Claude Agent SDK, which sums up a run: its bill, and what each model has used.

use rust_decimal::Decimal;

use crate::response::ResponseError;
use crate::response::anthropic::Fields;
use crate::response::count::{amount, count};
use crate::response::event::Event;
use crate::response::node::Node;
use crate::response::tokens::{Counts, sum};
use crate::response::units::Usage;

pub fn read(node: &Node) -> Result<Option<Event>, ResponseError> {
    let of_models = match node.get("modelUsage")? {
        Some(Node::Object(models)) if models.iter().all(|(_, used)| used.is_object()) => &models[..],
        _ => &[],
    };
    let bill = amount(node.get("total_cost_usd")?);
    if of_models.is_empty() && bill.is_none() || !node.has("usage") && of_models.is_empty() {
        return Ok(None);
    }
    let mut usage = match node.get("usage")?.filter(|usage| usage.is_object()) {
        Some(usage) => Fields::read(usage)?.usage().unwrap_or_default(),
        None => Usage::default(),
    };
    let mut all = Counts::default();
    let (mut cost, mut most): (Option<Decimal>, Option<Decimal>) = (None, None);
    let mut model = None;
    for (name, used) in of_models {
        let cache_read = count(used, &["cacheReadInputTokens"])?;
        let cache_write = count(used, &["cacheCreationInputTokens"])?;
        all.input = sum(&[all.input, count(used, &["inputTokens"])?, cache_read, cache_write]);
        all.output = sum(&[all.output, count(used, &["outputTokens"])?]);
        all.cache_read = sum(&[all.cache_read, cache_read]);
        all.cache_write = sum(&[all.cache_write, cache_write]);
        let of_model = amount(used.get("costUSD")?);
        cost = match (cost, of_model) {
            (Some(cost), Some(more)) => cost.checked_add(more),
            (cost, more) => cost.or(more),
        };
        // the model that most was spent on
        if model.is_none() || of_model > most {
            (most, model) = (of_model, Some(name.as_ref()));
        }
    }
    if all.input.is_some() && all.output.is_some() {
        usage = usage.with_counts(all);
    }
    usage.cost = bill.or(cost).or(usage.cost);
    let mut event = Event::new("claude_agent").with_model(model).with_usage(Some(usage));
    event.ends = true;
    Ok(Some(event))
}
