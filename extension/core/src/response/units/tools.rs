//! Tools of the provider that an answer counts in its usage or beside it.

use rust_decimal::Decimal;
use std::collections::BTreeMap;

use super::Usage;
use crate::response::ResponseError;
use crate::response::count::count;
use crate::response::node::Node;

impl Usage {
    /// Tools of the provider, where it counts them. Fetching pages and running code is counted by some who do not bill it.
    pub(super) fn with_tools(&mut self, usage: &Node) -> Result<(), ResponseError> {
        const TOOLS: [(&str, &[(&str, &str)]); 4] = [
            ("server_tool_use", &ANTHROPIC_TOOLS),
            ("server_tool_use_details", &ANTHROPIC_TOOLS),
            ("server_side_tool_usage_details", &XAI_TOOLS),
            ("connectors", &MISTRAL_TOOLS),
        ];
        for (holder, tools) in TOOLS {
            let Some(holder) = usage.get(holder)?.filter(|holder| holder.is_object()) else { continue };
            self.counts_tools = true;
            for (key, unit) in tools {
                self.unit(unit, count(holder, &[key])?);
            }
        }
        self.with_xai_tools(usage)?;
        match usage.text("search_context_size")? {
            // Perplexity bills each request by it; its research model, each search.
            Some(size) if !usage.has("citation_tokens") => {
                self.unit(&format!("request_{}", size.to_ascii_lowercase()), Some(1));
            }
            _ => self.unit("web_search", count(usage, &["num_search_queries"])?),
        }
        Ok(())
    }

    /// Perplexity's fee for a request, where the answer does not say how large its search was: what is searched where nothing is asked for.
    /// Its research model is billed by the search.
    pub fn with_request_of_search(
        &mut self,
        usage: &Node,
        provider: Option<&str>,
        model: Option<&str>,
    ) -> Result<(), ResponseError> {
        let name = model.map(|model| model.rsplit('/').next().unwrap_or(model));
        let searches = name.is_none_or(|name| name.starts_with("sonar") && !name.contains("deep-research"));
        let told = ["search_context_size", "num_search_queries", "citation_tokens"];
        if provider == Some("perplexity")
            && searches
            && !told.iter().any(|key| usage.has(key))
            && self.counts.output.is_some_and(|output| output > 0)
        {
            self.unit("request_low", Some(1));
        }
        Ok(())
    }

    /// Tools of xAI as its own client tells them: how often each was used, or each use, in a usage or beside it.
    pub fn with_xai_tools(&mut self, holder: &Node) -> Result<(), ResponseError> {
        if self.counts_tools {
            return Ok(());
        }
        let mut uses: BTreeMap<&str, i64> = BTreeMap::new();
        if let Some(Node::Object(told)) = holder.get("server_side_tool_usage")? {
            for (tool, _) in told {
                *uses.entry(tool).or_default() +=
                    count(holder.get("server_side_tool_usage")?.unwrap_or(holder), &[tool])?.unwrap_or(0);
            }
            self.counts_tools = true;
        } else if let Some(Node::List(told)) = holder.get("server_side_tools_used")? {
            for tool in told {
                if let Node::Text(tool) = tool {
                    *uses.entry(tool).or_default() += 1;
                }
            }
            self.counts_tools = !told.is_empty();
        }
        for (tool, uses) in uses {
            let tool = tool.to_ascii_lowercase();
            let tool = tool.strip_prefix("server_side_tool_").unwrap_or(&tool);
            if let Some((_, unit)) = XAI_TOOLS_BY_NAME.iter().find(|(name, _)| *name == tool) {
                let before = self.other_units.get(*unit).copied().unwrap_or_default();
                self.unit(unit, Some(before + Decimal::from(uses)));
            }
        }
        Ok(())
    }

    /// Reads what xAI puts beside the usage, where that counts no tools itself.
    pub fn with_tools_beside(&mut self, body: &Node) -> Result<(), ResponseError> {
        if self.counts_tools {
            return Ok(());
        }
        if let Some(details) =
            body.get("server_side_tool_usage_details")?.filter(|details| details.is_object())
        {
            self.counts_tools = true;
            for (key, unit) in &XAI_TOOLS {
                self.unit(unit, count(details, &[key])?);
            }
        }
        self.with_xai_tools(body)
    }
}

const ANTHROPIC_TOOLS: [(&str, &str); 3] = [
    ("web_search_requests", "web_search"),
    ("web_fetch_requests", "web_fetch"),
    ("code_execution_requests", "code_execution"),
];
const XAI_TOOLS: [(&str, &str); 6] = [
    ("web_search_calls", "web_search"),
    ("x_search_calls", "x_search"),
    ("code_interpreter_calls", "code_interpreter"),
    ("file_search_calls", "file_search"),
    ("document_search_calls", "document_search"),
    ("image_generation_calls", "image"),
];
/// Pictures and videos that are looked at are billed by their tokens, and tools of the caller's not at all.
const XAI_TOOLS_BY_NAME: [(&str, &str); 7] = [
    ("web_search", "web_search"),
    ("x_search", "x_search"),
    ("code_execution", "code_interpreter"),
    ("code_interpreter", "code_interpreter"),
    ("collections_search", "file_search"),
    ("file_search", "file_search"),
    ("attachment_search", "document_search"),
];
const MISTRAL_TOOLS: [(&str, &str); 5] = [
    ("web_search", "web_search"),
    ("web_search_premium", "web_search_premium"),
    ("code_interpreter", "code_interpreter"),
    ("image_generation", "image"),
    ("document_library", "document_search"),
];
