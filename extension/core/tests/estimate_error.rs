//! How far an estimate is from what the provider counted, measured on recorded answers: the figures of the
//! documentation. `cargo test -p token_meter_core --test estimate_error -- --nocapture` prints them.

mod recordings;

use serde_json::Value;
use std::collections::BTreeMap;
use token_meter_core::estimate::tokens;

/// A token more or less says nothing of a shorter answer.
const TOKENS_MIN: i64 = 50;

/// Relative errors, below 0 where an estimate is too low, by rule and provider.
type Errors = BTreeMap<(&'static str, String), Vec<f64>>;

/// The text of an answer that is nothing but one text.
fn text(body: &Value) -> Option<String> {
    if let Some(choices) = body["choices"].as_array().filter(|choices| choices.len() == 1) {
        let message = &choices[0]["message"];
        let said =
            |key: &str| !matches!(&message[key], Value::Null | Value::Bool(false)) && message[key] != "";
        let more = ["tool_calls", "function_call", "audio", "refusal"]
            .into_iter()
            .any(|key| said(key) && message[key].as_array().is_none_or(|list| !list.is_empty()));
        return message["content"].as_str().filter(|_| !more).map(str::to_owned);
    }
    if let Some(parts) = body["candidates"][0]["content"]["parts"].as_array() {
        let answer = parts.iter().filter(|part| part["thought"] != true);
        return answer.map(|part| part["text"].as_str()).collect();
    }
    if let Some(items) = body["output"].as_array() {
        let said = items.iter().filter(|item| item["type"] != "reasoning");
        return said.map(|item| texts(&item["content"])).collect();
    }
    texts(&body["content"]).or_else(|| body["message"]["content"].as_str().map(str::to_owned))
}

fn texts(content: &Value) -> Option<String> {
    content.as_array()?.iter().map(|part| part["text"].as_str()).collect()
}

/// What the provider counted for the text alone.
fn counted(record: &Value) -> Option<i64> {
    let expected = &record["expected"];
    let aside = expected["reasoning"].as_i64().unwrap_or(0) + expected["audio_out"].as_i64().unwrap_or(0);
    Some(expected["output"].as_i64()? - aside).filter(|count| *count >= TOKENS_MIN)
}

/// Whether the text may lack what was counted: thoughts that are shown elsewhere, or hidden, and not reported.
fn hides_thoughts(record: &Value) -> bool {
    let message = &record["body"]["choices"][0]["message"];
    let shown = ["reasoning", "reasoning_content"].into_iter().any(|key| message[key].is_string());
    shown && record["expected"]["reasoning"].is_null()
}

fn measure(record: &Value, errors: &mut Errors) {
    let ambiguous =
        record["flags"].as_array().is_some_and(|flags| flags.iter().any(|flag| flag == "ambiguous"));
    let (Some(text), Some(counted), false) = (text(&record["body"]), counted(record), ambiguous) else {
        return;
    };
    if text.is_empty() || hides_thoughts(record) {
        return;
    }
    let provider = record["provider"].as_str().unwrap_or("unknown");
    // their reported reasoning is rounded, and the rest is not the text alone
    let reasons = record["expected"]["reasoning"].as_i64().unwrap_or(0) > 0;
    let group = format!("{provider}{}", if reasons { ", reasoning" } else { "" });
    let model = record["model"].as_str();
    let mut add = |rule, estimate: i64| {
        let error = (estimate - counted) as f64 / counted as f64;
        for group in [&group, "all"] {
            errors.entry((rule, group.to_owned())).or_default().push(error);
        }
    };
    add("a quarter", tokens(&text, None));
    if matches!(provider, "openai" | "azure") && model.is_some_and(|model| model.starts_with(['g', 'o'])) {
        add("exact", tokens(&text, model));
    }
}

/// The value that a share of them does not exceed.
fn quantile(mut errors: Vec<f64>, share: f64) -> f64 {
    errors.sort_by(f64::total_cmp);
    let last = errors.len().saturating_sub(1);
    errors.get((share * last as f64).round() as usize).copied().unwrap_or(f64::NAN)
}

#[test]
fn estimates_are_near() {
    let Some(records) = recordings::records() else { return };
    let mut errors = Errors::new();
    for record in &records {
        measure(record, &mut errors);
    }
    let mut medians = BTreeMap::new();
    println!("{:10} {:24} {:>7} {:>7} {:>7} {:>7}", "rule", "provider", "answers", "median", "p90", "bias");
    for ((rule, group), errors) in errors {
        let sizes: Vec<f64> = errors.iter().map(|error| error.abs()).collect();
        let (answers, median, ninetieth) = (sizes.len(), quantile(sizes.clone(), 0.5), quantile(sizes, 0.9));
        let bias = quantile(errors, 0.5);
        println!("{rule:10} {group:24} {answers:7} {median:7.3} {ninetieth:7.3} {bias:+7.3}");
        medians.insert((rule, group), median);
    }
    let median = |rule, group: &str| medians[&(rule, group.to_owned())];
    assert!(median("a quarter", "all") < 0.5);
    assert!(median("exact", "all") < 0.1);
    assert!(median("exact", "openai") < 0.02);
}
