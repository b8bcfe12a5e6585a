//! What the AI SDK passes on of the provider's own words beside its counts: the life of a cache, tools, the tier, a bill. Of a run of several
//! steps it is what the last one said.

use crate::response::ResponseError;
use crate::response::count::{amount, count};
use crate::response::google::generate;
use crate::response::node::Node;
use crate::response::tools::{Grounding, Tools};
use crate::response::units::Usage;

/// Adds it to the usage; answers the tools that are shown, not counted.
pub fn read(
    metadata: &Node,
    model: Option<&str>,
    hint: Option<&str>,
    usage: &mut Usage,
) -> Result<Tools, ResponseError> {
    if let Some(own) = metadata.at(&["anthropic", "usage"])?.filter(|own| own.is_object()) {
        usage.take_told(Usage::default().with_common(own)?);
        if let Some(created) = own.get("cache_creation")? {
            let written = usage.counts.cache_write.unwrap_or(0);
            let an_hour = count(created, &["ephemeral_1h_input_tokens"])?;
            usage.unit("cache_write_1h", an_hour.map(|an_hour| an_hour.min(written)));
        }
    }
    for name in ["openai", "azure"] {
        if let Some(told) = metadata.get(name)?
            && usage.service_tier.is_none()
        {
            usage.service_tier = told.text("serviceTier")?.map(str::to_owned);
        }
    }
    perplexity(metadata, model, hint, usage)?;
    google(metadata, usage)
}

fn google(metadata: &Node, usage: &mut Usage) -> Result<Tools, ResponseError> {
    let mut grounding = Grounding::default();
    for name in ["google", "vertex"] {
        let Some(told) = metadata.get(name)? else { continue };
        if let Some(shown) = told.get("groundingMetadata")? {
            grounding.read(shown)?;
        }
        if let Some(own) = told.get("usageMetadata")?.filter(|own| own.is_object())
            && let Some(own) = generate::usage(own)?
            && own.counts.input == usage.counts.input
        {
            usage.take_told(own);
        }
    }
    Ok(grounding.tools())
}

fn perplexity(
    metadata: &Node,
    model: Option<&str>,
    hint: Option<&str>,
    usage: &mut Usage,
) -> Result<(), ResponseError> {
    let told = metadata.get("perplexity")?;
    if told.is_none() && hint != Some("perplexity") {
        return Ok(());
    }
    let nothing = Node::Object(vec![]);
    let own = told.map(|told| told.get("usage")).transpose()?.flatten().unwrap_or(&nothing);
    usage.unit("citation", count(own, &["citationTokens"])?);
    if own.has("citationTokens") && model.is_some_and(|model| model.contains("deep-research")) {
        usage.unit("web_search", count(own, &["numSearchQueries"])?);
    }
    if let Some(cost) = told.map(|told| told.at(&["cost", "totalCost"])).transpose()?.flatten() {
        usage.cost = usage.cost.or(amount(Some(cost)));
    }
    usage.with_request_of_search(&nothing, Some("perplexity"), model)
}
