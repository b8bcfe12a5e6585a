//! The key=value form of a connection string, read and written with libpq's quoting.

/// Reads `host=h password='with space' …`.
///
/// # Errors
/// A reason that quotes nothing of the string.
pub fn parse(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut pairs = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=').ok_or("a word in it has no = and no value")?;
        let key = key.trim_end();
        if key.is_empty() || key.contains(char::is_whitespace) {
            return Err("a word in it has no = and no value".to_owned());
        }
        let (value, after) = take_value(after.trim_start())?;
        pairs.push((key.to_owned(), value));
        rest = after.trim_start();
    }
    Ok(pairs)
}

/// Reads one value, quoted or up to white space, and what follows it.
fn take_value(text: &str) -> Result<(String, &str), String> {
    let quoted = text.starts_with('\'');
    let mut value = String::new();
    let mut chars = text.char_indices().skip(usize::from(quoted));
    while let Some((at, char)) = chars.next() {
        match char {
            '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
            '\'' if quoted => return Ok((value, &text[at + 1..])),
            _ if !quoted && char.is_whitespace() => return Ok((value, &text[at..])),
            _ => value.push(char),
        }
    }
    if quoted { Err("a quoted value has no closing quote".to_owned()) } else { Ok((value, "")) }
}

/// Writes pairs so that [`parse`] reads the same ones.
pub fn write<'a>(pairs: impl Iterator<Item = (&'a String, &'a String)>) -> String {
    let quoted: Vec<String> = pairs
        .map(|(key, value)| format!("{key}='{}'", value.replace('\\', "\\\\").replace('\'', "\\'")))
        .collect();
    quoted.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{parse, write};

    #[test]
    fn what_is_written_is_read_back() {
        let pairs = vec![
            ("dbname".to_owned(), "it's a \\ test".to_owned()),
            ("password".to_owned(), " spaced = ' ".to_owned()),
            ("user".to_owned(), String::new()),
        ];
        let text = write(pairs.iter().map(|(key, value)| (key, value)));
        assert_eq!(parse(&text), Ok(pairs));
    }

    #[test]
    fn white_space_and_escapes() {
        let expected = Ok(vec![("host".to_owned(), "a b".to_owned()), ("port".to_owned(), "1".to_owned())]);
        assert_eq!(parse("  host = a\\ b\n port=1 "), expected);
        assert_eq!(parse("host='' "), Ok(vec![("host".to_owned(), String::new())]));
    }

    #[test]
    fn what_is_wrong_is_refused() {
        for text in ["host", "host=a b", "host='a", "=a", "a b=c"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
