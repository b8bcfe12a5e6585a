//! What names of models are made of: known prefixes, suffixes, versions and dates, and how to leave each out.
//!
//! All take lower case.

use crate::provider::is_known;

/// Inference regions of Bedrock, before a vendor's name.
const REGIONS: [&str; 8] = ["us", "us-gov", "eu", "apac", "jp", "au", "ca", "global"];
/// Vendors whose models clouds name `vendor.model`.
const VENDORS: [&str; 18] = [
    "ai21",
    "amazon",
    "anthropic",
    "cohere",
    "deepseek",
    "google",
    "luma",
    "meta",
    "minimax",
    "mistral",
    "moonshot",
    "moonshotai",
    "nvidia",
    "openai",
    "qwen",
    "writer",
    "xai",
    "zai",
];
/// First parts of a path that name no vendor.
const PLACES: [&str; 5] = ["models", "publishers", "accounts", "projects", "deployments"];
/// How a gateway is to route a call, or which tag of a model is meant: the model and its price stay the same.
/// `:free` and `:extended` are none of these: they have prices of their own.
const ROUTES: [&str; 11] = [
    ":nitro",
    ":floor",
    ":online",
    ":thinking",
    ":exacto",
    ":beta",
    ":fastest",
    ":cheapest",
    ":latest",
    "@default",
    "@latest",
];

/// What clouds put before the names of the models that they serve: Databricks its own name, DigitalOcean and Snowflake the maker's.
const SERVED: [&str; 3] = ["databricks-", "anthropic-", "openai-"];

/// What names that begin with `provider:` may have behind it that is a tag of a model's instead: `mistral:latest`.
const TAGS: [&str; 4] = ["latest", "instruct", "chat", "text"];

/// A name in lower case, without white space around it. Where client libraries write `provider:model`, as Pydantic AI and LangChain do, or
/// Helicone `model/provider`, it is the path `provider/model`, and so where Hugging Face's router has `maker/model:provider`.
pub fn lowered(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let is_tag =
        |model: &str| !model.starts_with(|first: char| first.is_ascii_lowercase()) || TAGS.contains(&model);
    if let Some((provider, model)) = name.split_once(':')
        && !is_tag(model)
        && is_known(provider)
    {
        return format!("{provider}/{model}");
    }
    if let Some((model, provider)) = name.rsplit_once(':')
        && model.contains('/')
        && !provider.contains('/')
        && is_known(provider)
    {
        return format!("{provider}/{model}");
    }
    match name.rsplit_once('/') {
        Some((model, provider))
            if !model.is_empty() && !model.contains('/') && is_known(provider) && !is_known(model) =>
        {
            format!("{provider}/{model}")
        }
        _ => name,
    }
}

/// The vendor that a path begins with, where it begins with one.
pub fn seller_of_path(name: &str) -> Option<&str> {
    let first = name.split_once('/')?.0;
    if PLACES.contains(&first) {
        // publishers/google/models/…, accounts/fireworks/models/…
        let (before, _) = name.rsplit_once("/models/")?;
        let mut parts = before.rsplit('/');
        let maker = parts.next()?;
        return parts.next().filter(|place| matches!(*place, "publishers" | "accounts")).map(|_| maker);
    }
    Some(first).filter(|first| !first.is_empty() && !first.contains(':'))
}

/// The providers that the path of a model's name begins with, at most two: `openrouter` and `anthropic` of `openrouter/anthropic/x`.
pub fn sellers_of_path(name: &str) -> impl Iterator<Item = &str> {
    let inner = match name.split_once('/') {
        Some((_, rest)) if !starts_at_a_place(name) => seller_of_path(rest),
        _ => None,
    };
    seller_of_path(name).into_iter().chain(inner)
}

/// Whether the first part of a path is a place, not somebody.
pub fn starts_at_a_place(name: &str) -> bool {
    name.split_once('/').is_none_or(|(first, _)| PLACES.contains(&first) || first.contains(':'))
}

/// Without the region that a name begins with, or what else clouds put there.
pub fn without_region(name: &str) -> Option<&str> {
    let served = SERVED.iter().find_map(|served| name.strip_prefix(served));
    served.filter(|rest| !rest.is_empty()).or_else(|| after_known(name, &REGIONS).map(|(_, rest)| rest))
}

/// With dashes where people write spaces: `claude sonnet 4.5`.
pub fn without_spaces(name: &str) -> Option<String> {
    name.contains(' ').then(|| name.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-"))
}

/// The vendor that a name begins with, and the rest.
pub fn split_vendor(name: &str) -> Option<(&str, &str)> {
    after_known(name, &VENDORS)
}

/// A known word before the first dot, and the rest.
fn after_known<'a>(name: &'a str, known: &[&str]) -> Option<(&'a str, &'a str)> {
    name.split_once('.').filter(|(word, rest)| known.contains(word) && !rest.is_empty())
}

/// Without `:nitro` and what else says how a call is routed.
pub fn without_route(name: &str) -> Option<&str> {
    ROUTES.iter().find_map(|route| name.strip_suffix(route)).filter(|base| !base.is_empty())
}

/// Without what says how long a closed model is to think, or how much it is to read, which clients put behind its name: `-high` (Cursor,
/// OpenRouter), `-thinking`, `[1m]` (Claude Code). Tokens have the same price.
pub fn without_effort(name: &str) -> Option<&str> {
    let is_closed = name.split(['/', '.']).any(|part| CLOSED.iter().any(|family| part.starts_with(family)));
    let mut base = name;
    while let Some(shorter) = without_one_effort(base) {
        base = shorter;
    }
    (is_closed && base.len() < name.len()).then_some(base)
}

fn without_one_effort(name: &str) -> Option<&str> {
    if let Some((base, window)) = name.strip_suffix(']').and_then(|head| head.rsplit_once('[')) {
        return (!window.is_empty() && window.bytes().all(|byte| byte.is_ascii_alphanumeric()))
            .then_some(base);
    }
    // a budget of thoughts: `-thinking-32k`
    if let Some((base, budget)) = name.rsplit_once("-thinking-")
        && let Some(digits) = budget.strip_suffix('k').filter(|digits| !digits.is_empty())
        && digits.bytes().all(|digit| digit.is_ascii_digit())
    {
        return Some(base);
    }
    EFFORTS.iter().find_map(|effort| name.strip_suffix(effort))
}

/// How names of models begin that only their vendor runs.
const CLOSED: [&str; 7] = ["claude-", "gpt-", "o1-", "o3-", "o4-", "gemini-", "grok-"];
const EFFORTS: [&str; 7] = ["-minimal", "-low", "-medium", "-high", "-xhigh", "-thinking", "-nothinking"];

/// Without `-v2:0`, `-v1`, `:0` or `-v1:0:200k`.
pub fn without_version(name: &str) -> Option<&str> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let window = |text: &str| text.strip_suffix('k').is_some_and(digits);
    let whole = match name.rsplit_once(':') {
        Some((head, size)) if window(size) && head.contains(':') => head,
        _ => name,
    };
    let (head, had_revision) = match whole.rsplit_once(':') {
        Some((head, revision)) if digits(revision) => (head, true),
        _ => (name, false),
    };
    match head.rsplit_once("-v") {
        Some((base, version)) if digits(version) && !base.is_empty() => Some(base),
        _ => had_revision.then_some(head),
    }
}

/// The same name of a cloud, which clouds and price lists write with a version and without: `x`, `x-v1` and `x-v1:0`.
pub fn other_versions(name: &str) -> Vec<String> {
    let base = without_version(name).unwrap_or(name);
    let version = name[base.len()..].strip_prefix("-v").and_then(|rest| rest.split(':').next());
    if version.is_none() && name.ends_with(|last: char| !last.is_ascii_alphanumeric()) {
        return Vec::new();
    }
    let version = version.unwrap_or("1");
    let others = [base.to_owned(), format!("{base}-v{version}"), format!("{base}-v{version}:0")];
    others.into_iter().filter(|other| other != name).collect()
}

/// `d` stands for a digit; and whether such an end is sound.
type Shape<'a> = (&'a str, &'a dyn Fn(&str) -> bool);

/// Without `-2024-08-06`, `-20250929`, `@20250929`, `-05-20` or `-08-2024`, where that is a day or a month that can be; and without
/// the number of a release of Gemini, `-001`. Four digits alone are no date here, see [`without_short_date`].
pub fn without_date(name: &str) -> Option<&str> {
    let gemini = name.starts_with("gemini-");
    let release = |tail: &str| gemini && tail.starts_with("-00");
    let shapes: [Shape; 6] = [
        ("-dddd-dd-dd", &|tail| is_year(&tail[1..5]) && is_day(&tail[6..8], &tail[9..11])),
        ("-dddddddd", &|tail| is_year(&tail[1..5]) && is_day(&tail[5..7], &tail[7..9])),
        ("@dddddddd", &|tail| is_year(&tail[1..5]) && is_day(&tail[5..7], &tail[7..9])),
        ("-dd-dd", &|tail| is_day(&tail[1..3], &tail[4..6])),
        ("-ddd", &release),
        ("-dd-dddd", &is_month_of_year),
    ];
    let (shape, head) = shapes.iter().find_map(|(shape, sound)| Some((shape, cut(name, shape, sound)?)))?;
    // the rest of a day of a year that cannot be
    let is_rest = *shape == "-dd-dd" && cut(head, "-dddd", &|_| true).is_some();
    // a preview of a month is that of the model, whatever a preview without one costs
    let is_preview = *shape == "-dd-dddd" && head.ends_with("-preview");
    (!is_rest && !is_preview).then_some(head)
}

/// Without `-preview` or `-preview-09-2025`: what is sold when a preview is over.
pub fn without_preview(name: &str) -> Option<&str> {
    cut(name, "-dd-dddd", &is_month_of_year).unwrap_or(name).strip_suffix("-preview")
}

/// Without `-0613` or `-2411`, a day or a month that can be. Such names have had prices of their own, so that it says only
/// which model it is.
pub fn without_short_date(name: &str) -> Option<&str> {
    cut(name, "-dddd", &|tail| {
        let (first, second) = (&tail[1..3], &tail[3..5]);
        is_day(first, second) || (is_year(&format!("20{first}")) && is_month(second))
    })
}

fn cut<'a>(name: &'a str, shape: &str, is_sound: &dyn Fn(&str) -> bool) -> Option<&'a str> {
    let at = name.len().checked_sub(shape.len()).filter(|at| *at > 0 && name.is_char_boundary(*at))?;
    let (head, tail) = name.split_at(at);
    let fits = |(byte, want): (u8, u8)| if want == b'd' { byte.is_ascii_digit() } else { byte == want };
    (tail.bytes().zip(shape.bytes()).all(fits) && is_sound(tail)).then_some(head)
}

fn is_year(digits: &str) -> bool {
    ("2020"..="2039").contains(&digits)
}

fn is_month(digits: &str) -> bool {
    ("01"..="12").contains(&digits)
}

fn is_month_of_year(tail: &str) -> bool {
    is_month(&tail[1..3]) && is_year(&tail[4..8])
}

fn is_day(month: &str, day: &str) -> bool {
    is_month(month) && ("01"..="31").contains(&day)
}
