//! Names that are spelled in two ways, and those that vendors themselves say are another's. All in lower case.

use super::parts::{without_date, without_short_date, without_version};

/// A vendor's alias and the snapshot that it stands for (the vendors' lists of models).
const STANDS_FOR: [(&str, &str); 30] = [
    ("claude-opus-4-0", "claude-opus-4-20250514"),
    ("claude-sonnet-4-0", "claude-sonnet-4-20250514"),
    ("claude-3-7-sonnet-latest", "claude-3-7-sonnet-20250219"),
    ("claude-3-5-sonnet-latest", "claude-3-5-sonnet-20241022"),
    ("claude-3-5-haiku-latest", "claude-3-5-haiku-20241022"),
    ("claude-3-opus-latest", "claude-3-opus-20240229"),
    ("claude-3-haiku", "claude-3-haiku-20240307"),
    ("mistral-large-latest", "mistral-large-2512"),
    ("mistral-medium-latest", "mistral-medium-3-5"),
    ("mistral-small-latest", "mistral-small-2603"),
    ("codestral-latest", "codestral-2508"),
    ("ministral-3b-latest", "ministral-3b-2512"),
    ("ministral-8b-latest", "ministral-8b-2512"),
    ("ministral-14b-latest", "ministral-14b-2512"),
    ("devstral-latest", "devstral-2512"),
    ("devstral-medium-latest", "devstral-2512"),
    ("pixtral-large-latest", "pixtral-large-2411"),
    ("grok-4", "grok-4-0709"),
    ("grok-4-latest", "grok-4-0709"),
    ("grok-4-fast", "grok-4-fast-reasoning"),
    ("grok-4-1-fast", "grok-4-1-fast-reasoning"),
    ("grok-4.1-fast", "grok-4-1-fast-reasoning"),
    ("grok-code-fast", "grok-code-fast-1"),
    ("grok-3-beta", "grok-3"),
    ("grok-3-mini-beta", "grok-3-mini"),
    ("gpt-5-chat", "gpt-5-chat-latest"),
    ("gpt-5.1-chat", "gpt-5.1-chat-latest"),
    ("gpt-5.2-chat", "gpt-5.2-chat-latest"),
    ("gpt-5.3-chat", "gpt-5.3-chat-latest"),
    // by genai-prices, and by what OpenAI answers
    ("gpt-5.6", "gpt-5.6-sol"),
];
/// Snapshots whose name does not say whose they are, or not by a whole date, and the model that has their price (OpenAI's list
/// of models).
const SNAPSHOT_OF: [(&str, &str); 13] = [
    ("gpt-4-0314", "gpt-4"),
    ("gpt-4-0613", "gpt-4"),
    ("gpt-4-32k-0314", "gpt-4-32k"),
    ("gpt-4-32k-0613", "gpt-4-32k"),
    ("gpt-4-1106-preview", "gpt-4-turbo"),
    ("gpt-4-0125-preview", "gpt-4-turbo"),
    ("gpt-4-turbo-preview", "gpt-4-turbo"),
    ("gpt-4-vision-preview", "gpt-4-turbo"),
    ("gpt-4-1106-vision-preview", "gpt-4-turbo"),
    ("gpt-3.5-turbo-0125", "gpt-3.5-turbo"),
    // what Google's newest are, by genai-prices 0.2.3 and LiteLLM 1.110.2
    ("gemini-flash-latest", "gemini-3.8-flash"),
    ("gemini-flash-lite-latest", "gemini-3.5-flash-lite"),
    ("gemini-pro-latest", "gemini-3.1-pro-preview"),
];
/// How names begin of which there is a `-latest`.
const HAVE_LATEST: [&str; 10] = [
    "claude-",
    "codestral",
    "devstral",
    "gemini-",
    "grok-",
    "magistral",
    "ministral",
    "mistral-",
    "pixtral-",
    "voxtral-",
];
/// The vendors of models that nobody else sets the price of. Models with open weights are not among them: whoever runs one has a
/// price of his own.
const FAMILIES: [(&str, &str); 20] = [
    ("claude-", "anthropic"),
    ("gpt-3.5-", "openai"),
    ("gpt-35-", "openai"),
    ("gpt-4", "openai"),
    ("gpt-5", "openai"),
    ("gpt-image-", "openai"),
    ("gpt-realtime", "openai"),
    ("gpt-audio", "openai"),
    ("chatgpt-", "openai"),
    ("o1", "openai"),
    ("o3", "openai"),
    ("o4-", "openai"),
    ("text-embedding-3-", "openai"),
    ("text-embedding-ada-", "openai"),
    ("gemini-", "google"),
    ("grok-", "xai"),
    ("mistral-large", "mistral"),
    ("mistral-medium", "mistral"),
    ("command-", "cohere"),
    ("sonar", "perplexity"),
];
/// The vendors of models that others run too, or whose name begins like nobody else's: whose answer it is, where a vendor
/// answers.
const OWN_NAMES: [(&str, &str); 26] = [
    ("deepseek-", "deepseek"),
    ("codestral", "mistral"),
    ("devstral", "mistral"),
    ("magistral", "mistral"),
    ("ministral", "mistral"),
    ("mistral-", "mistral"),
    ("open-mistral-", "mistral"),
    ("open-mixtral-", "mistral"),
    ("pixtral-", "mistral"),
    ("voxtral-", "mistral"),
    ("c4ai-", "cohere"),
    ("embed-english-", "cohere"),
    ("embed-multilingual-", "cohere"),
    ("embed-v4", "cohere"),
    ("rerank-english-", "cohere"),
    ("rerank-multilingual-", "cohere"),
    ("rerank-v3", "cohere"),
    ("voyage-", "voyage"),
    ("codex-", "openai"),
    ("computer-use-", "openai"),
    ("dall-e-", "openai"),
    ("sora-", "openai"),
    ("tts-1", "openai"),
    ("whisper-1", "openai"),
    ("imagen-", "google"),
    ("veo-", "google"),
];

/// The vendor whose model a name is, whoever resells it.
pub fn vendor_of_family(name: &str) -> Option<&'static str> {
    of_list(&FAMILIES, name)
}

/// The vendor that sells a model under its own name; others may run it too.
pub fn vendor_of_own(name: &str) -> Option<&'static str> {
    vendor_of_family(name).or_else(|| of_list(&OWN_NAMES, name))
}

fn of_list(families: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    let is_of = |family: &str| {
        name.strip_prefix(family)
            .is_some_and(|rest| family.ends_with('-') || rest.is_empty() || rest.starts_with(['-', '.', 'o']))
    };
    families.iter().find(|(family, _)| is_of(family)).map(|(_, vendor)| *vendor)
}

/// The same name with its version written as others write it: `claude-sonnet-4.5` and `claude-sonnet-4-5`, `gpt-4-1` for
/// `gpt-4.1`, `claude-4.5-sonnet` for `claude-sonnet-4.5`, Azure's `gpt-35-turbo`, Vertex AI's `claude-3-5-sonnet-v2@20241022`.
pub fn respelled(name: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |other: String| {
        if other != name && !found.contains(&other) {
            found.push(other);
        }
    };
    let (path, model) = name.split_at(model_start(name));
    let model = match model.strip_prefix("gpt-35-") {
        Some(rest) => format!("gpt-3.5-{rest}"),
        None => turned(model).unwrap_or_else(|| model.to_owned()),
    };
    add(format!("{path}{model}"));
    add(format!("{path}{}", with_point(&model)));
    if model.starts_with("claude-") {
        add(format!("{path}{}", with_dash(&model)));
    }
    if let Some(snapshot) = dashed_date(&model) {
        add(format!("{path}{snapshot}"));
    }
    found
}

/// `x-v2@20241022` as `x-20241022`: Vertex AI's names have a version beside the date that others have alone.
fn dashed_date(model: &str) -> Option<String> {
    let (name, date) = model.split_once('@').filter(|_| without_date(model).is_some())?;
    if date.len() != "20241022".len() || !date.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(format!("{}-{date}", without_version(name).unwrap_or(name)))
}

/// Where the model begins after its path.
fn model_start(name: &str) -> usize {
    name.rfind('/').map_or(0, |slash| slash + 1)
}

/// `claude-4-5-sonnet` as `claude-sonnet-4-5`: from the fourth generation on the family comes first.
fn turned(model: &str) -> Option<String> {
    let rest = model.strip_prefix("claude-")?;
    let (version, rest) = ["-opus", "-sonnet", "-haiku"].iter().find_map(|family| {
        let at = rest.find(family)?;
        Some((&rest[..at], &rest[at..]))
    })?;
    let is_version = version.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    let is_new = version.bytes().next().is_some_and(|first| (b'4'..=b'9').contains(&first));
    let family_end = rest[1..].find('-').map_or(rest.len(), |at| at + 1);
    let (family, tail) = rest.split_at(family_end);
    (is_version && is_new).then(|| format!("claude{family}-{version}{tail}"))
}

/// `4-5` as `4.5`: two numbers of a digit each, as versions are and dates are not.
fn with_point(model: &str) -> String {
    between_digits(model, b'-', ".")
}

fn with_dash(model: &str) -> String {
    between_digits(model, b'.', "-")
}

fn between_digits(model: &str, sign: u8, other: &str) -> String {
    let bytes = model.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let is_version = |at: usize| {
        let major = at.checked_sub(1).is_some_and(digit)
            && at.checked_sub(2).is_none_or(|before| !digit(before) && bytes[before] != b'.');
        let minor =
            digit(at + 1) && bytes.get(at + 2).is_none_or(|after| matches!(after, b'-' | b'@' | b':'));
        major && minor
    };
    match (0..bytes.len()).find(|at| bytes[*at] == sign && is_version(*at)) {
        Some(at) => format!("{}{other}{}", &model[..at], &model[at + 1..]),
        None => model.to_owned(),
    }
}

/// What a vendor says that this very name stands for, or is called too.
pub fn also_called(name: &str) -> Vec<String> {
    let (path, model) = name.split_at(model_start(name));
    let generation = with_generation(model);
    let mut found: Vec<&str> = Vec::new();
    for (one, other) in STANDS_FOR {
        if one == model || Some(one) == generation.as_deref() {
            found.push(other);
        } else if other == model {
            found.push(one);
        }
    }
    found.extend(SNAPSHOT_OF.iter().filter(|(snapshot, _)| *snapshot == model).map(|(_, of)| of));
    found.into_iter().map(|other| format!("{path}{other}")).collect()
}

/// The name with `-latest` or without it, with `-0` or without it: the newest of a model is the model, and so is the first of a
/// generation.
pub fn undated(name: &str) -> Vec<String> {
    let (path, model) = name.split_at(model_start(name));
    let mut found: Vec<String> = Vec::new();
    match model.strip_suffix("-latest").filter(|bare| !bare.is_empty()) {
        Some(bare) => found.push(bare.to_owned()),
        None if path.is_empty() && has_latest(model) => found.push(format!("{model}-latest")),
        None => {}
    }
    found.extend(with_generation(model).filter(|_| path.is_empty()));
    let first = model.strip_suffix("-0").filter(|_| model.starts_with("claude-"));
    found.extend(first.map(str::to_owned));
    found.into_iter().map(|other| format!("{path}{other}")).collect()
}

fn has_latest(model: &str) -> bool {
    HAVE_LATEST.iter().any(|family| model.starts_with(family))
        && !model.contains([':', '@', '/'])
        && without_date(model).is_none()
        && without_short_date(model).is_none()
}

/// `claude-sonnet-4` as `claude-sonnet-4-0`; not `claude-sonnet-4-5`.
fn with_generation(model: &str) -> Option<String> {
    let (family, last) = model.strip_prefix("claude-")?.rsplit_once('-')?;
    let is_number = last.len() == 1 && last.as_bytes()[0].is_ascii_digit();
    let is_second = family.ends_with(|sign: char| sign.is_ascii_digit());
    (is_number && !is_second).then(|| format!("{model}-0"))
}
