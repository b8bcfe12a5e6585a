//! Exact counts, in bounded time and memory whatever the text.
//!
//! The encoder takes memory by the longest run it cannot split, about thirty times the run, and a backend that runs out
//! of memory takes the whole server with it: the text is counted block by block. It also cannot be interrupted, and
//! noise takes it two seconds a megabyte, so what is beyond a megabyte is estimated.

use super::encoding::Encoding;
use super::quarter;

/// A block; a run without a word's end in it is cut, which may count a token more.
const BLOCK_BYTES_MAX: usize = 64 * 1024;
/// A quarter of a million tokens of English.
const EXACT_BYTES_MAX: usize = 1024 * 1024;

/// `None` where the encoding is not there.
pub fn tokens(text: &str, encoding: Encoding) -> Option<usize> {
    let encoder = tiktoken::get_encoding(encoding.name())?;
    let (mut rest, beyond) = text.split_at(text.floor_char_boundary(EXACT_BYTES_MAX));
    let mut count = quarter(beyond);
    while !rest.is_empty() {
        let (block, after) = rest.split_at(block_end(rest));
        count += encoder.count(block);
        rest = after;
    }
    Some(count)
}

/// Where the first block ends: if possible after a word that white space follows, where every encoding splits anyway.
fn block_end(text: &str) -> usize {
    if text.len() <= BLOCK_BYTES_MAX {
        return text.len();
    }
    let end = text.floor_char_boundary(BLOCK_BYTES_MAX);
    let after_a_word =
        |pair: &[u8]| pair[0].is_ascii_alphanumeric() && matches!(pair[1], b' ' | b'\t' | b'\r' | b'\n');
    text.as_bytes()[..end].windows(2).rposition(after_a_word).map_or(end, |letter| letter + 1)
}
