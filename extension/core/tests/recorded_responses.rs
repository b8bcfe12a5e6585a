//! Every recorded answer is read exactly, whole and cut.

#![allow(clippy::unwrap_used)]

mod recordings;

use recordings::{answer, records};
use serde_json::Value;
use std::collections::BTreeMap;
use token_meter_core::response::{Counts, Extracted, extract};

const FIELDS: [&str; 7] =
    ["input", "output", "cache_read", "cache_write", "reasoning", "audio_in", "audio_out"];

fn field(counts: &Counts, name: &str) -> Option<i64> {
    match name {
        "input" => counts.input,
        "output" => counts.output,
        "cache_read" => counts.cache_read,
        "cache_write" => counts.cache_write,
        "reasoning" => counts.reasoning,
        "audio_in" => counts.audio_input,
        _ => counts.audio_output,
    }
}

/// What differs from what is expected; nothing where all is as it should be.
fn differences(found: &Extracted, expected: &Value) -> Vec<String> {
    let counts = found.counts.unwrap_or_default();
    FIELDS
        .iter()
        .filter_map(|name| {
            let want = expected[*name].as_i64()?;
            let have = field(&counts, name);
            (have != Some(want)).then(|| format!("{name}: {have:?}, expected {want}"))
        })
        .collect()
}

#[derive(Default)]
struct Tally {
    exact: usize,
    exact_as_text: usize,
    with_hint: Vec<String>,
    wrong: Vec<String>,
    unknown_right: usize,
    unknown_wrong: Vec<String>,
    beyond_expected: BTreeMap<String, usize>,
    provider: [usize; 3],
    provider_wrong: BTreeMap<String, usize>,
    model_wrong: BTreeMap<String, usize>,
    tier_wrong: BTreeMap<String, usize>,
    cost_right: usize,
    cost_wrong: Vec<String>,
    incomplete: Vec<String>,
}

#[test]
fn every_recorded_answer_is_read_exactly() {
    let Some(records) = records() else { return };
    let mut tally = Tally::default();
    for record in records {
        let ambiguous = record["flags"].as_array().unwrap().iter().any(|flag| flag == "ambiguous");
        if !ambiguous {
            check(&record, &mut tally);
        }
    }
    report(&tally);
    assert!(tally.exact > 900);
    assert!(tally.wrong.is_empty() && tally.unknown_wrong.is_empty() && tally.cost_wrong.is_empty());
    assert!(tally.with_hint.is_empty());
}

fn check(record: &Value, tally: &mut Tally) {
    let answer = answer(record);
    let name = format!("{} {} {}", record["id"], record["api"], record["framing"]);
    let found = extract(&answer, None);
    let expected = &record["expected"];
    if expected.is_null() {
        match found {
            Ok(found) if found.counts.is_some() => tally.unknown_wrong.push(format!("{name}: {found:?}")),
            _ => tally.unknown_right += 1,
        }
        return;
    }
    let found = match found {
        Ok(found) if differences(&found, expected).is_empty() => found,
        found => {
            let hinted = extract(&answer, record["provider"].as_str());
            match hinted {
                Ok(hinted) if differences(&hinted, expected).is_empty() => tally.with_hint.push(name),
                _ => tally.wrong.push(match found {
                    Ok(found) => format!("{name}: {:?} {found:?}", differences(&found, expected)),
                    Err(error) => format!("{name}: {error:?}"),
                }),
            }
            return;
        }
    };
    tally.exact += 1;
    let hinted = extract(&answer, record["provider"].as_str()).unwrap();
    if hinted.counts != found.counts {
        tally.wrong.push(format!("{name}: the hint changes {:?} to {:?}", found.counts, hinted.counts));
    }
    let as_text = extract(&Value::String(answer).to_string(), None).unwrap();
    tally.exact_as_text += usize::from(as_text == found);
    others(record, &found, &name, tally);
}

fn others(record: &Value, found: &Extracted, name: &str, tally: &mut Tally) {
    let api = record["api"].as_str().unwrap();
    for field_name in FIELDS {
        let said = found.counts.as_ref().and_then(|counts| field(counts, field_name));
        if record["expected"][field_name].is_null() && said.is_some() {
            *tally.beyond_expected.entry(format!("{api} {field_name}={said:?}")).or_default() += 1;
        }
    }
    if !found.complete {
        tally.incomplete.push(name.to_owned());
    }
    match (found.provider.as_deref(), record["provider"].as_str()) {
        (None, _) => tally.provider[1] += 1,
        (told, recorded) if told == recorded => tally.provider[0] += 1,
        (told, recorded) => {
            tally.provider[2] += 1;
            *tally.provider_wrong.entry(format!("{told:?} for {recorded:?}")).or_default() += 1;
        }
    }
    if found.model.as_deref() != record["model"].as_str() {
        let key = format!("{api}: {:?} for {}", found.model, record["model"]);
        *tally.model_wrong.entry(key).or_default() += 1;
    }
    if found.service_tier.as_deref() != record["service_tier"].as_str().filter(|tier| !tier.is_empty()) {
        let key = format!("{api}: {:?} for {}", found.service_tier, record["service_tier"]);
        *tally.tier_wrong.entry(key).or_default() += 1;
    }
    let cost = &record["reported_cost"];
    let expected = match (&cost["usd"], cost["ticks"].as_i64()) {
        (Value::Number(usd), _) => Some(usd.to_string()),
        (_, Some(ticks)) => Some(format!("{ticks}e-10")),
        _ => None,
    };
    let expected = expected
        .map(|text| rust_decimal::Decimal::from_scientific(&text).unwrap_or_else(|_| text.parse().unwrap()));
    if expected == found.reported_cost {
        tally.cost_right += usize::from(expected.is_some());
    } else {
        tally.cost_wrong.push(format!("{name}: {:?} for {cost}", found.reported_cost));
    }
}

fn report(tally: &Tally) {
    println!("exact without a hint: {}, and as a JSON string: {}", tally.exact, tally.exact_as_text);
    println!("exact only with the provider's name: {:?}", tally.with_hint);
    println!("no usage, and none found: {}", tally.unknown_right);
    println!(
        "provider told right {}, not told {}, other {}",
        tally.provider[0], tally.provider[1], tally.provider[2]
    );
    println!("other provider: {:#?}", tally.provider_wrong);
    println!("other model: {:#?}", tally.model_wrong);
    println!("other tier: {:#?}", tally.tier_wrong);
    println!("reported beyond what is expected: {:#?}", tally.beyond_expected);
    println!("bills read exactly: {}, wrong: {:#?}", tally.cost_right, tally.cost_wrong);
    println!("exact though incomplete: {:#?}", tally.incomplete);
    println!("wrong ({}): {:#?}", tally.wrong.len(), tally.wrong);
    println!("found where there is none: {:#?}", tally.unknown_wrong);
}

/// A stream that broke off says its counts only where they are those of the whole stream.
#[test]
fn a_recorded_stream_that_is_cut_is_exact_or_unknown() {
    let Some(records) = records() else { return };
    let (mut cuts, mut known, mut wrong) = (0, 0, Vec::new());
    for record in records {
        let Value::String(raw) = &record["body"] else { continue };
        let whole = extract(raw, None).unwrap();
        if whole.answers != 1 || whole.shape == "google.live" {
            continue;
        }
        let step = (raw.len() / 41).max(1);
        let near_the_end = (raw.len().saturating_sub(600)..raw.len()).step_by(7);
        for end in (0..raw.len()).step_by(step).chain(near_the_end) {
            let Some(head) = raw.get(..end) else { continue };
            cuts += 1;
            if let Ok(cut) = extract(head, None)
                && cut.counts.is_some()
            {
                known += 1;
                if cut.counts != whole.counts {
                    wrong.push(format!("{} {} at {end}: {cut:?}", record["id"], record["api"]));
                }
            }
        }
    }
    println!("cuts: {cuts}, of which {known} still exact; wrong: {wrong:#?}");
    assert!(wrong.is_empty());
}
