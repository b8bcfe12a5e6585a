//! A usage object without its answer.

use super::ResponseError;
use super::anthropic::Fields;
use super::bedrock;
use super::event::Event;
use super::google::generate;
use super::node::Node;
use super::openai::usage::{Context, is_of_images, usage as openai_usage};
use super::units::Usage;

pub fn read(node: &Node, hint: Option<&str>) -> Result<Option<Event>, ResponseError> {
    let usage = usage(node, hint)?;
    Ok(usage.map(|usage| Event { ends: true, ..Event::new("usage") }.with_usage(Some(usage))))
}

/// Reads a usage object of any provider, told by its keys; `None` where the object has none of them.
pub fn usage(node: &Node, hint: Option<&str>) -> Result<Option<Usage>, ResponseError> {
    let has = |names: &[&str]| names.iter().any(|name| node.has(name));
    Ok(
        if has(&["promptTokenCount", "totalTokenCount"])
            || node.has("prompt_token_count") && has(&["candidates_token_count", "total_token_count"])
        {
            generate::usage(node)?
        } else if has(&["inputTokens", "outputTokens"]) {
            Some(bedrock::tokens(node)?)
        } else if node.has("output_tokens")
            && has(&["cache_read_input_tokens", "cache_creation_input_tokens", "iterations"])
        {
            Fields::read(node)?.usage()
        } else if has(&["prompt_tokens", "completion_tokens"])
            || node.has("input_tokens") && node.has("output_tokens")
        {
            let mut usage = openai_usage(node, Context { provider: hint, ..Context::default() })?;
            if let Some(usage) = &mut usage {
                if is_of_images(node)? {
                    usage.unit("image_output", usage.counts.output);
                }
                usage.with_request_of_search(node, hint, None)?;
            }
            usage
        } else {
            None
        },
    )
}
