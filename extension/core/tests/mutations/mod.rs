//! What happens to an answer on its way: bytes lost, doubled, mixed up, and values that nobody would send.

use fastrand::Rng;

/// In place of a number.
const VALUES: [&str; 16] = [
    "-1",
    "-0",
    "0",
    "1.5",
    "1e30",
    "1e-30",
    "1E400",
    "9007199254740991",
    "9007199254740992",
    "99999999999999999999",
    "\"12\"",
    "\"\"",
    "null",
    "true",
    "{}",
    "[7]",
];

const NESTED_MAX: usize = 300;

/// Damages a body once.
pub fn harm(body: &str, rng: &mut Rng) -> String {
    match rng.u8(0..7) {
        0 => flip_bits(body, rng),
        1 => cut(body, rng).to_owned(),
        2 | 3 => replace_number(body, rng),
        4 => nest(body, rng),
        5 => repeat_key(body, rng),
        _ => swap_line_ends(body),
    }
}

/// Puts a part of the body, or of another, after it or in place of its end.
pub fn mix(body: &str, other: &str, rng: &mut Rng) -> String {
    if rng.bool() {
        return double_slice(body, rng);
    }
    format!("{}{}", cut(body, rng), &other[boundary(other, rng)..])
}

/// The beginning of a body.
pub fn cut<'a>(body: &'a str, rng: &mut Rng) -> &'a str {
    &body[..boundary(body, rng)]
}

/// A place between two characters.
fn boundary(body: &str, rng: &mut Rng) -> usize {
    body.floor_char_boundary(rng.usize(..=body.len()))
}

fn flip_bits(body: &str, rng: &mut Rng) -> String {
    let mut bytes = body.as_bytes().to_vec();
    for _ in 0..rng.usize(1..4) {
        if let Some(at) = rng.choice(0..bytes.len()) {
            bytes[at] ^= 1 << rng.u8(0..8);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn double_slice(body: &str, rng: &mut Rng) -> String {
    let (one, two) = (boundary(body, rng), boundary(body, rng));
    let (start, end) = (one.min(two), one.max(two));
    format!("{}{}", &body[..end], &body[start..])
}

/// Where a number stands: its first digit, and the end of its digits.
fn number(body: &str, rng: &mut Rng) -> Option<(usize, usize)> {
    let from = boundary(body, rng);
    let digit = |byte: &u8| byte.is_ascii_digit();
    let start = from + body.as_bytes()[from..].iter().position(digit)?;
    let length = body.as_bytes()[start..].iter().take_while(|byte| digit(byte)).count();
    Some((start, start + length))
}

fn replace_number(body: &str, rng: &mut Rng) -> String {
    let Some((start, end)) = number(body, rng) else { return body.to_owned() };
    let value = VALUES[rng.usize(..VALUES.len())];
    format!("{}{value}{}", &body[..start], &body[end..])
}

fn nest(body: &str, rng: &mut Rng) -> String {
    let Some((start, end)) = number(body, rng) else { return body.to_owned() };
    let depth = rng.usize(1..NESTED_MAX);
    let (open, close) = if rng.bool() { ("[", "]") } else { ("{\"usage\":", "}") };
    format!(
        "{}{}{}{}{}",
        &body[..start],
        open.repeat(depth),
        &body[start..end],
        close.repeat(depth),
        &body[end..]
    )
}

/// Writes a key and a value before the key itself.
fn repeat_key(body: &str, rng: &mut Rng) -> String {
    let from = boundary(body, rng);
    let key = body[from..].find("\":").map(|found| from + found);
    let Some((start, end)) = key.and_then(|end| Some((body[..end].rfind('"')?, end))) else {
        return body.to_owned();
    };
    let value = VALUES[rng.usize(..VALUES.len())];
    format!("{}{}\":{value},{}", &body[..start], &body[start..end], &body[start..])
}

fn swap_line_ends(body: &str) -> String {
    if body.contains('\r') { body.replace('\r', "") } else { body.replace('\n', "\r\n") }
}
