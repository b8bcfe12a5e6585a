//! Takes passwords out of text that quotes what a user typed.

const MASK: &str = "***";

/// Masks `user:password@` after `://` and the value after `password=`.
pub fn secrets(text: &str) -> String {
    mask_after(&mask_urls(text), "password=")
}

fn mask_urls(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        clean.push_str(before);
        let end = after.find(|c: char| c.is_whitespace() || c == '\'').unwrap_or(after.len());
        let (url, after) = after.split_at(end);
        match (url.find(':'), url.rfind('@')) {
            (Some(colon), Some(at)) if colon < at => {
                clean.push_str(&url[..=colon]);
                clean.push_str(MASK);
                clean.push_str(&url[at..]);
            }
            _ => clean.push_str(url),
        }
        rest = after;
    }
    clean.push_str(rest);
    clean
}

/// A value that starts with a quote is masked to the end of the line: where it ends is not known for sure.
fn mask_after(text: &str, key: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(key) {
        let (before, after) = rest.split_at(at + key.len());
        clean.push_str(before);
        clean.push_str(MASK);
        let quoted = after.starts_with('\'');
        let end =
            after.find(|c: char| c == '\n' || (!quoted && (c.is_whitespace() || c == '\'' || c == '&')));
        rest = &after[end.unwrap_or(after.len())..];
    }
    clean.push_str(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::secrets;

    #[test]
    fn passwords_go_and_the_rest_stays() {
        let cases = [
            ("unexpected 'postgres://me:pw@h/db' found", "unexpected 'postgres://me:***@h/db' found"),
            ("postgres://me:p@w:x@h/db end", "postgres://me:***@h/db end"),
            ("see https://example.org/a:b for more", "see https://example.org/a:b for more"),
            ("host=h password=pw user=u", "host=h password=*** user=u"),
            ("host=h password='p w' user=u\nnext", "host=h password=***\nnext"),
            ("postgres://h/db?password=pw&user=u", "postgres://h/db?password=***&user=u"),
            ("nothing to hide", "nothing to hide"),
        ];
        for (text, clean) in cases {
            assert_eq!(secrets(text), clean);
        }
    }
}
