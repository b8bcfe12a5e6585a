//! What can have a price of its own. The set is open: any name may stand in a price row, and any of a call's units is
//! charged by the price of its name. What is listed here are the names whose meaning the meter knows.

use crate::conditions::is_condition;

pub const INPUT: &str = "input";
pub const OUTPUT: &str = "output";
pub const CACHE_READ: &str = "cache_read";
pub const CACHE_WRITE: &str = "cache_write";
pub const REASONING: &str = "reasoning";
pub const AUDIO_INPUT: &str = "audio_input";
pub const AUDIO_OUTPUT: &str = "audio_output";
/// Every call is one, where its model is priced by the call.
pub const REQUEST: &str = "request";

/// Between the component and the model of tokens that another model has used.
const OF: &str = "_of_";
const NAME_MAX: usize = 63;

/// Before a condition: by how much it multiplies the prices of a call's tokens.
pub const FACTOR: &str = "factor:";

/// The service tier that every price falls back to.
pub const STANDARD_TIER: &str = "standard";

/// Tokens that are included in others, and may have a price of their own.
pub struct Part {
    pub name: &'static str,
    /// What it is included in, in the order in which their prices hold for it where it has none.
    pub wholes: &'static [&'static str],
}

const fn part(name: &'static str, wholes: &'static [&'static str]) -> Part {
    Part { name, wholes }
}

/// Smaller parts before those that they are included in; of parts that may overlap, those of a cache first.
pub const PARTS: [Part; 19] = [
    part("cache_read_audio", &[CACHE_READ, AUDIO_INPUT]),
    part("cache_read_image", &[CACHE_READ, "image_input"]),
    part("cache_read_video", &[CACHE_READ, "video_input"]),
    part("cache_write_audio", &[CACHE_WRITE, AUDIO_INPUT]),
    part("cache_write_image", &[CACHE_WRITE, "image_input"]),
    part("cache_write_5m", &[CACHE_WRITE]),
    part("cache_write_1h", &[CACHE_WRITE]),
    part("cache_write_12h", &[CACHE_WRITE]),
    part(CACHE_READ, &[INPUT]),
    part(CACHE_WRITE, &[INPUT]),
    part(AUDIO_INPUT, &[INPUT]),
    part("image_input", &[INPUT]),
    part("video_input", &[INPUT]),
    part("tool_input", &[INPUT]),
    part(REASONING, &[OUTPUT]),
    part(AUDIO_OUTPUT, &[OUTPUT]),
    part("image_output", &[OUTPUT]),
    part("video_output", &[OUTPUT]),
    part("text_output", &[OUTPUT]),
];

/// What providers count for every model and bill for some, or not by the count: without a price it costs nothing. Anthropic
/// bills code it has run by the hour of a container, above the free hours of a month.
const BILLED_BY_SOME: [&str; 4] = ["citation", "code_execution", "source", "web_fetch"];
/// What is told beside the tokens that are billed for it: without tokens it is itself what is billed.
const BILLED_AS_TOKENS: &str = "audio_second";
/// Units that lists may price under another name: the names that are tried, the nearest first.
const OTHER_NAMES: [(&str, &[&str]); 17] = [
    ("web_search_preview", &["web_search"]),
    ("audio_second", &["second"]),
    ("web_search_low", &["web_search"]),
    ("web_search_medium", &["web_search"]),
    ("web_search_high", &["web_search"]),
    // Perplexity's fee for a request, by the size of its search; lists give it as that of a search, or of a request
    ("request_low", &["web_search_low", "web_search", REQUEST]),
    ("request_medium", &["web_search", REQUEST]),
    ("request_high", &["web_search_high", "web_search", REQUEST]),
    // Google bills the prompt until Gemini 2.5, the query since
    ("grounded_prompt", &["google_search", "web_search"]),
    ("grounding_query", &["google_search", "web_search"]),
    ("maps_grounding", &["google_maps"]),
    ("code_interpreter", &["code_interpreter_session", "code_execution"]),
    ("x_search", &["social_search", "web_search"]),
    ("document_search", &["file_search"]),
    // lists price a video's seconds under either name
    ("video_second_generated", &["second_generated"]),
    ("video_second_generated_1024p", &["video_second_generated", "second_generated"]),
    // a cloud's endpoint of one region costs what the vendor asks for staying in its country
    ("factor:endpoint:regional", &["factor:geo:us"]),
];

/// Whether a component's amount is an argument of its own, and no unit.
pub fn is_counted(name: &str) -> bool {
    [INPUT, OUTPUT, CACHE_READ, CACHE_WRITE, REASONING, AUDIO_INPUT, AUDIO_OUTPUT].contains(&name)
}

/// Whether a component is of tokens, or of calls: what a model's price is compared by where no provider is named.
pub fn is_of_any_call(name: &str) -> bool {
    name == REQUEST
        || is_counted(name)
        || name.starts_with(FACTOR)
        || PARTS.iter().any(|part| part.name == name)
}

/// Whether a component stands for itself: it is no token, and nothing that multiplies or bills the call as a whole.
pub fn is_unit(name: &str) -> bool {
    !is_of_any_call(name)
}

/// Whether a unit costs nothing where it has no price, in a call that has tokens or none.
pub fn is_free_without_price(name: &str, has_tokens: bool) -> bool {
    BILLED_BY_SOME.contains(&name) || name == BILLED_AS_TOKENS && has_tokens
}

/// The names that price a unit which has no price under its own, the nearest first.
pub fn other_names(name: &str) -> &'static [&'static str] {
    OTHER_NAMES.iter().find_map(|(unit, names)| (*unit == name).then_some(*names)).unwrap_or_default()
}

/// Whether a unit is the call itself, billed by its kind: then it is not billed as a plain request too.
pub fn is_kind_of_request(name: &str) -> bool {
    name.strip_prefix(REQUEST).is_some_and(|kind| kind.is_empty() || kind.starts_with('_'))
}

/// What a part of tokens is included in, whatever else it may overlap.
pub fn whole_of(name: &str) -> Option<&'static str> {
    PARTS.iter().find(|part| part.name == name)?.wholes.first().copied()
}

/// The unit of tokens that another model than the call's has used, such as an advisor: `input_of_claude_opus_4_8`.
pub fn of_model(component: &str, model: &str) -> String {
    let bare = model.rsplit('/').next().unwrap_or(model).to_ascii_lowercase();
    let mut name =
        format!("{component}{OF}{}", bare.replace(|sign: char| !sign.is_ascii_alphanumeric(), "_"));
    name.truncate(NAME_MAX);
    name
}

/// Begins the unit of tokens that the call's own model has used beside what the answer counts, such as a summary of the conversation:
/// `beside_input`.
pub const OF_THIS_MODEL: &str = "beside_";

/// The component whose price such a unit has.
pub fn of_this_model(unit: &str) -> Option<&str> {
    unit.strip_prefix(OF_THIS_MODEL).filter(|component| is_of_tokens(component))
}

fn is_of_tokens(component: &str) -> bool {
    is_counted(component) || whole_of(component).is_some()
}

/// What [`of_model`] names: a component, and the model whose price of it holds.
pub fn other_model(unit: &str) -> Option<(&str, String)> {
    let (component, model) = unit.split_once(OF)?;
    (is_of_tokens(component) && !model.is_empty()).then(|| (component, model.replace('_', "-")))
}

/// The names under which tokens may have their price, the nearest first: their own, and those of what they are included in.
pub fn price_names(component: &str) -> Vec<&str> {
    let mut names = vec![component];
    while let Some(whole) = names.last().and_then(|name| whole_of(name)) {
        names.push(whole);
    }
    names
}

/// A name as components have it: of what is priced, or of the condition of a factor.
pub fn is_component(name: &str) -> bool {
    name.strip_prefix(FACTOR).map_or_else(|| is_name(name), is_condition)
}

/// A name as units and service tiers have it.
pub fn is_name(name: &str) -> bool {
    let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    let rest = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    first && rest && name.len() <= NAME_MAX
}
