//! Patterns that names of models are matched with: an operator's regular expressions, and the clauses of price lists.

use regex::{Regex, RegexBuilder};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::HashMap;

/// Bytes that a compiled expression may take.
const COMPILED_MAX: usize = 1 << 20;
/// Expressions that are kept compiled.
const KEPT_MAX: usize = 256;
/// Clauses within clauses.
const DEPTH_MAX: usize = 16;

thread_local! {
    static COMPILED: RefCell<HashMap<String, Option<Regex>>> = RefCell::default();
}

/// Compiles an expression, to be searched for in a name. It takes time in proportion to the name, whatever it says.
///
/// # Errors
/// What is wrong with it.
pub fn compile(expression: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(expression).size_limit(COMPILED_MAX).build();
    built.map_err(|error| error.to_string().lines().last().unwrap_or_default().trim().to_owned())
}

/// The name that an expression turns `name` into: `target`, in which `$1` or `${part}` stands for what a group has
/// matched. `None` where it does not match. Case means nothing.
pub fn rename(expression: &str, name: &str, target: &str) -> Option<String> {
    with_compiled(&format!("(?i){expression}"), |regex| {
        let groups = regex.captures(name)?;
        let mut renamed = String::new();
        groups.expand(target, &mut renamed);
        Some(renamed)
    })?
}

/// Whether a price list's clause holds for a name: `equals`, `starts_with`, `ends_with`, `contains`, `regex`, or several of
/// them under `or` and `and`. All but expressions ignore case; these see the name in lower case.
pub fn holds(clause: &Value, name: &str) -> bool {
    matches(clause, &name.to_lowercase(), DEPTH_MAX).unwrap_or(false)
}

/// Whether a clause is one that [`holds`] can tell.
pub fn is_known(clause: &Value) -> bool {
    matches(clause, "", DEPTH_MAX).is_some()
}

/// `None`: the clause is not known.
fn matches(clause: &Value, name: &str, depth: usize) -> Option<bool> {
    let depth = depth.checked_sub(1)?;
    let (kind, value) = clause.as_object().filter(|clause| clause.len() == 1)?.iter().next()?;
    if matches!(kind.as_str(), "or" | "and") {
        let each = value.as_array()?.iter().map(|clause| matches(clause, name, depth));
        let each: Vec<bool> = each.collect::<Option<_>>()?;
        return Some(if kind == "or" { each.contains(&true) } else { !each.contains(&false) });
    }
    let text = value.as_str()?;
    let lower = text.to_lowercase();
    match kind.as_str() {
        "equals" => Some(name == lower),
        "starts_with" => Some(name.starts_with(&lower)),
        "ends_with" => Some(name.ends_with(&lower)),
        "contains" => Some(name.contains(&lower)),
        "regex" => with_compiled(text, |regex| regex.is_match(name)),
        _ => None,
    }
}

/// `None`: the expression cannot be compiled.
fn with_compiled<T>(expression: &str, use_it: impl FnOnce(&Regex) -> T) -> Option<T> {
    COMPILED.with_borrow_mut(|compiled| {
        if compiled.len() >= KEPT_MAX && !compiled.contains_key(expression) {
            compiled.clear();
        }
        let regex = compiled.entry(expression.to_owned()).or_insert_with(|| compile(expression).ok());
        regex.as_ref().map(use_it)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn clauses_hold_as_genai_prices_has_them() {
        let clause = json!({"or": [
            {"and": [{"starts_with": "Claude-"}, {"contains": "sonnet"}, {"ends_with": "-v2"}]},
            {"equals": "sonnet"},
            {"regex": "^claude-4-\\d{8}$"}]});
        assert!(is_known(&clause));
        for (name, expected) in [
            ("claude-9-SONNET-v2", true),
            ("claude-9-sonnet-v3", false),
            ("Sonnet", true),
            ("claude-4-20250101", true),
            ("claude-4-2025010", false),
            ("", false),
        ] {
            assert_eq!(holds(&clause, name), expected, "{name}");
        }
    }

    #[test]
    fn what_is_no_clause_holds_for_nothing() {
        let mut deep = json!({"equals": "a"});
        for _ in 0..100 {
            deep = json!({"or": [deep]});
        }
        for clause in
            [json!({}), json!({"near": "a"}), json!({"equals": 1}), json!({"regex": "("}), json!([]), deep]
        {
            assert!(!is_known(&clause) && !holds(&clause, "a"), "{clause}");
        }
    }

    #[test]
    fn an_expression_renames() {
        assert_eq!(rename("^acme/(.+)$", "acme/gpt-4o", "$1"), Some("gpt-4o".into()));
        assert_eq!(rename("-(?<size>mini|nano)$", "x-mini", "gpt-${size}"), Some("gpt-mini".into()));
        assert_eq!(rename("^acme/(.+)$|^none$", "ACME/GPT-4o", "$1"), Some("GPT-4o".into()));
        assert_eq!(rename("^b", "abc", "x"), None);
        assert_eq!(rename("(", "abc", "x"), None);
    }

    #[test]
    fn an_expression_that_cannot_be_compiled_says_why() {
        assert_eq!(compile("a(b").map(drop), Err("error: unclosed group".into()));
        assert!(compile("(?:a{1000}){1000}").is_err(), "it would take too much memory");
        assert!(compile("(?=a)").is_err(), "it looks ahead, which takes time beyond the name's length");
    }
}
