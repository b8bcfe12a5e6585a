//! A provider's own tools, where an answer shows each use instead of counting them in its usage.

use std::collections::{BTreeMap, BTreeSet};

use super::ResponseError;
use super::node::Node;
use super::units::Usage;

/// Each use once: its unit, and what tells it from others of the same unit, such as the id of the step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tools {
    uses: BTreeSet<(&'static str, String)>,
    /// Of the containers that code runs in, where the answer says it: they are billed by it.
    gigabytes: Option<u64>,
    /// The searches are made by the preview of the tool.
    preview: bool,
    /// The searches that the answer counts, for where it shows none of them.
    searches: i64,
}

impl Tools {
    pub fn add(&mut self, unit: &'static str, key: &str) {
        self.uses.insert((unit, key.to_owned()));
    }

    /// Adds those of another event of the same answer.
    pub fn join(&mut self, other: Tools) {
        self.uses.extend(other.uses);
        self.gigabytes = self.gigabytes.max(other.gigabytes);
        self.preview |= other.preview;
        self.searches = self.searches.max(other.searches);
    }

    /// Takes the searches that an answer counts beside its steps. They are the same ones, and count where no step shows one.
    pub fn counted_searches(&mut self, searches: i64) {
        self.searches = self.searches.max(searches);
    }

    pub fn is_empty(&self) -> bool {
        self.uses.is_empty()
    }

    /// Counts them into the usage, which knows better where it counts tools itself.
    pub fn count_into(&self, usage: &mut Usage, model: Option<&str>) {
        if usage.counts_tools {
            return;
        }
        let mut units: BTreeMap<&'static str, u64> = BTreeMap::new();
        for (unit, _) in &self.uses {
            *units.entry(unit).or_default() += 1;
        }
        if self.searches > 0 {
            units.entry(SEARCH).or_insert(self.searches.unsigned_abs());
        }
        for (unit, uses) in units {
            let (unit, uses) = match unit {
                CONTAINER => (unit, uses.saturating_mul(self.gigabytes.unwrap_or(1))),
                SEARCH if self.preview && model.is_some_and(does_not_reason) => (PREVIEW_SEARCH, uses),
                unit => (unit, uses),
            };
            if !usage.other_units.contains_key(unit) {
                usage.unit(unit, Some(uses));
            }
        }
    }
}

const SEARCH: &str = "web_search";
const PREVIEW_SEARCH: &str = "web_search_preview";
/// Of a gigabyte.
const CONTAINER: &str = "code_interpreter";

/// Models for which OpenAI bills the preview of its search at a price of its own: those that do not reason.
fn does_not_reason(model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or(model);
    let name = name.strip_prefix("ft:").unwrap_or(name);
    ["gpt-4", "chatgpt-4", "gpt-3.5", "gpt-5-chat"].iter().any(|of| name.starts_with(of))
}

/// What the tools that an answer lists say of how their uses are billed.
pub fn of_listed(tools: &[Node]) -> Result<Tools, ResponseError> {
    let mut listed = Tools::default();
    for tool in tools {
        let kind = tool.text("type")?.unwrap_or("");
        listed.preview |= kind.starts_with(PREVIEW_SEARCH);
        if matches!(kind, CONTAINER | "shell")
            && let Some(memory) = tool.at(&["container", "memory_limit"])?
            && let Node::Text(memory) = memory
        {
            let gigabytes = memory.strip_suffix('g').and_then(|number| number.parse::<u64>().ok());
            listed.gigabytes = listed.gigabytes.max(gigabytes.filter(|number| (1..=1024).contains(number)));
        }
    }
    Ok(listed)
}

/// The tools among the steps of an OpenAI answer: what is billed is a search, not a page opened; a container, not a run.
pub fn of_steps(steps: &[Node]) -> Result<Tools, ResponseError> {
    let mut tools = Tools::default();
    for (place, step) in steps.iter().enumerate() {
        add_step(step, place, &mut tools)?;
    }
    Ok(tools)
}

fn add_step(step: &Node, place: usize, tools: &mut Tools) -> Result<(), ResponseError> {
    if matches!(step.text("status")?, Some("failed" | "incomplete")) {
        return Ok(());
    }
    let place = format!("#{place}");
    let id = step.text("id")?.unwrap_or(&place);
    match step.text("type")?.unwrap_or("") {
        "web_search_call" => {
            let action = match step.get("action")? {
                Some(action) => action.text("type")?,
                None => None,
            };
            // Earlier versions of the tool only search, and do not say so.
            if action.is_none_or(|action| action == "search") {
                tools.add("web_search", id);
            }
        }
        "file_search_call" => tools.add("file_search", id),
        "x_search_call" => tools.add("x_search", id),
        "code_interpreter_call" => {
            tools.add("code_interpreter", step.text("container_id")?.unwrap_or(id));
        }
        "shell_call" => {
            if let Some(environment) = step.get("environment")?
                && let Some(container) = environment.text("container_id")?
            {
                tools.add("code_interpreter", container);
            }
        }
        _ => {}
    }
    Ok(())
}

/// How Google bills grounding: by the prompt until Gemini 2.5, by the query since.
#[derive(Debug, Clone, Default)]
pub struct Grounding {
    queries: BTreeSet<String>,
    searched: bool,
    /// A search other than of Maps: what it found is shown, or its query is of another kind.
    found: bool,
    mapped: bool,
}

impl Grounding {
    /// Reads the grounding of a candidate. What was retrieved from the caller's own files is not grounding.
    pub fn read(&mut self, metadata: &Node) -> Result<(), ResponseError> {
        for list in ["webSearchQueries", "web_search_queries"] {
            for query in metadata.get(list)?.map_or(&[][..], Node::items) {
                self.query(query, "");
            }
        }
        for list in ["imageSearchQueries", "image_search_queries"] {
            for query in metadata.get(list)?.map_or(&[][..], Node::items) {
                self.query(query, "image: ");
            }
        }
        for list in ["groundingChunks", "grounding_chunks"] {
            for chunk in metadata.get(list)?.map_or(&[][..], Node::items) {
                self.found |= chunk.get("web")?.is_some() || chunk.get("image")?.is_some();
                self.searched |= self.found;
                self.mapped |= chunk.get("maps")?.is_some();
            }
        }
        Ok(())
    }

    /// Reads a step of the Interactions API.
    pub fn read_step(&mut self, step: &Node) -> Result<(), ResponseError> {
        match step.text("type")? {
            Some("google_search_call") => {
                self.searched = true;
                self.found = true;
            }
            Some("google_maps_call") => {
                self.mapped = true;
                return Ok(());
            }
            _ => return Ok(()),
        }
        let Some(arguments) = step.get("arguments")? else { return Ok(()) };
        for query in arguments.get("queries")?.map_or(&[][..], Node::items) {
            self.query(query, "");
        }
        if let Some(query) = arguments.get("query")? {
            self.query(query, "");
        }
        Ok(())
    }

    /// The same words asked of another index, which `of` names, are another query.
    fn query(&mut self, query: &Node, of: &str) {
        if let Node::Text(query) = query
            && !query.is_empty()
        {
            self.queries.insert(format!("{of}{query}"));
            self.searched = true;
            self.found |= !of.is_empty();
        }
    }

    /// In the units of both generations; [`Tools::of_generation`] leaves those of the model's.
    pub fn tools(self) -> Tools {
        let mut tools = Tools::default();
        if self.searched {
            tools.add(PROMPT, if self.found { FOUND } else { "" });
        }
        if self.mapped {
            tools.add(MAPS, "");
        }
        for query in self.queries {
            tools.add(QUERY, &query);
        }
        tools
    }
}

const PROMPT: &str = "grounded_prompt";
/// Marks a prompt that is grounded by Search, whatever Maps found.
pub const FOUND: &str = "found";
const QUERY: &str = "grounding_query";
const MAPS: &str = "maps_grounding";

impl Tools {
    /// Leaves of Google's grounding what is billed for this model.
    pub fn of_generation(&mut self, model: Option<&str>) {
        let by_prompt = model.is_none_or(is_billed_by_prompt);
        let uses = |unit: &str| self.uses.iter().filter(|(name, _)| *name == unit).count();
        let (queries, maps) = (uses(QUERY), uses(MAPS));
        let searched = uses(PROMPT) > 0;
        let found = self.uses.contains(&(PROMPT, FOUND.to_owned()));
        self.uses.retain(|(unit, _)| !matches!(*unit, PROMPT | QUERY) || *unit == QUERY && !by_prompt);
        if maps > 0 && !found {
            // what was asked was asked of Maps, which is billed by itself
            self.uses.retain(|(unit, _)| !matches!(*unit, QUERY | MAPS));
            let asked = if by_prompt { 1 } else { queries.max(maps) };
            (0..asked).for_each(|place| self.add(MAPS, &format!("#{place}")));
            return;
        }
        if maps > 0 && by_prompt {
            self.uses.retain(|(unit, _)| *unit != MAPS);
            self.add(MAPS, "");
        }
        if searched && by_prompt {
            self.add(PROMPT, "");
        } else if searched && queries == 0 {
            // a search whose query the answer does not show
            self.add(QUERY, "");
        }
    }
}

/// Whether a Gemini model is of a generation before the third.
pub fn is_billed_by_prompt(model: &str) -> bool {
    let Some((_, version)) = model.rsplit('/').next().unwrap_or(model).split_once("gemini-") else {
        return true;
    };
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().is_ok_and(|generation: u32| generation < 3)
}
