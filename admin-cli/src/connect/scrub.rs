//! Takes passwords out of text that quotes what a user typed.

const MASK: &str = "***";

/// Masks `user:password@` after `://` and the value after `password =`.
pub fn secrets(text: &str) -> String {
    mask_after(&mask_urls(text), "password")
}

fn mask_urls(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        clean.push_str(before);
        // a password may have anything in it: what stands before the last @ of the line may be one
        let line = after.find('\n').unwrap_or(after.len());
        let end = after.find(|c: char| c.is_whitespace() || c == '\'').unwrap_or(after.len());
        let end = end.max(after[..line].rfind('@').map_or(0, |at| at + 1));
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
        rest = after;
        let Some(after) = after.trim_start().strip_prefix('=').map(str::trim_start) else { continue };
        clean.push_str(&rest[..rest.len() - after.len()]);
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
            (
                "unexpected 'host=h password = pw user=u' found",
                "unexpected 'host=h password = *** user=u' found",
            ),
            ("unexpected 'postgres://me:it's@h/db' found", "unexpected 'postgres://me:***@h/db' found"),
            ("postgres://me:a b@h/db\nme@home", "postgres://me:***@h/db\nme@home"),
            ("no password is needed", "no password is needed"),
            ("nothing to hide", "nothing to hide"),
        ];
        for (text, clean) in cases {
            assert_eq!(secrets(text), clean);
        }
    }
}
