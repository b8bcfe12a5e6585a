//! The page: its files put together, and the facts put in.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::error::Error;

const FRAME: &str = include_str!("../../../assets/report/page.html");
const CHARTS: &str = include_str!("../../../assets/vendor/uplot/uPlot.iife.min.js");
const CHARTS_STYLE: &str = include_str!("../../../assets/vendor/uplot/uPlot.min.css");
const CHARTS_LICENSE: &str = include_str!("../../../assets/vendor/uplot/LICENSE");

const STYLES: [&str; 3] = [
    include_str!("../../../assets/report/theme.css"),
    include_str!("../../../assets/report/layout.css"),
    include_str!("../../../assets/report/parts.css"),
];

/// In the order in which they need each other.
const SCRIPTS: [&str; 14] = [
    include_str!("../../../assets/report/facts.js"),
    include_str!("../../../assets/report/text.js"),
    include_str!("../../../assets/report/element.js"),
    include_str!("../../../assets/report/theme.js"),
    include_str!("../../../assets/report/cards.js"),
    include_str!("../../../assets/report/gauges.js"),
    include_str!("../../../assets/report/groups.js"),
    include_str!("../../../assets/report/cut.js"),
    include_str!("../../../assets/report/charts.js"),
    include_str!("../../../assets/report/sheet.js"),
    include_str!("../../../assets/report/filters.js"),
    include_str!("../../../assets/report/history.js"),
    include_str!("../../../assets/report/days.js"),
    include_str!("../../../assets/report/main.js"),
];

/// One file of HTML that asks nobody for anything. Its policy allows these very scripts and styles, by their sums: what gets into the
/// page otherwise does not run.
///
/// # Errors
/// None that facts from the server can bring about.
pub fn page(facts: &impl Serialize) -> Result<String, Error> {
    let style = format!("{CHARTS_STYLE}\n{}", STYLES.concat());
    let script = format!(
        "/*\nuPlot {CHARTS_LICENSE}\n*/\n{CHARTS}\n(() => {{\n\"use strict\";\n{}}})();\n",
        SCRIPTS.concat()
    );
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
        sum(&script),
        sum(&style)
    );
    let mut html = String::from(FRAME);
    // the facts come last: nothing is looked for in them
    for (place, text) in
        [("POLICY", policy), ("STYLE", style), ("SCRIPT", script), ("FACTS", embedded(facts)?)]
    {
        html = html.replacen(&format!("{{{{{place}}}}}"), &text, 1);
    }
    Ok(html)
}

fn sum(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

/// JSON that ends no script element. Numbers are text, with the digits that the server wrote: the page reads none of them as a float.
fn embedded(facts: &impl Serialize) -> Result<String, Error> {
    let json = serde_json::to_string(&digits(serde_json::to_value(facts)?))?;
    let mut safe = String::with_capacity(json.len());
    for char in json.chars() {
        match char {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                safe.push_str(&format!("\\u{:04x}", u32::from(char)))
            }
            _ => safe.push(char),
        }
    }
    Ok(safe)
}

fn digits(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::String(number.to_string()),
        Value::Array(items) => items.into_iter().map(digits).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, field)| (name, digits(field))).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sha2::{Digest, Sha256};

    use super::{CHARTS, CHARTS_STYLE, embedded, page};

    const VENDORED: &str = include_str!("../../../assets/vendor/README.md");

    #[test]
    fn the_files_of_others_are_as_they_were_published() {
        for file in [CHARTS, CHARTS_STYLE] {
            let sum: String = Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect();
            assert!(VENDORED.contains(&sum), "{sum}");
        }
    }

    #[test]
    fn facts_end_no_script_and_lose_no_digit() {
        let facts: serde_json::Value =
            serde_json::from_str(r#"{"cost": 0.10, "n": 12345678901234567890, "model": "</script>&\u2028"}"#)
                .unwrap_or_default();
        assert_eq!(
            embedded(&facts).unwrap_or_default(),
            r#"{"cost":"0.10","model":"\u003c/script\u003e\u0026\u2028","n":"12345678901234567890"}"#
        );
    }

    #[test]
    fn the_page_is_whole_and_what_is_in_the_facts_stays_there() {
        let html = page(&json!({"account": "{{SCRIPT}} {{FACTS}} <!-- </script>"})).unwrap_or_default();
        assert_eq!(html.matches("{{SCRIPT}}").count(), 1);
        assert!(html.contains("\\u003c!-- \\u003c/script\\u003e"));
        assert_eq!(html.matches("</script>").count(), 2);
        assert!(html.trim_end().ends_with("</html>"));
        let html = html.replace("http://www.w3.org/2000/svg", ""); // a name, which nobody fetches
        for part in ["{{POLICY}}", "{{STYLE}}", "http://", "src=", "@import", "url("] {
            assert!(!html.contains(part), "{part}");
        }
    }
}
