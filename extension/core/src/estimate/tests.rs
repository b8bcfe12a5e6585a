use super::encoding::Encoding::{self, Cl100k, O200k};
use super::*;
use proptest::prelude::*;

const BOTH: [&str; 2] = ["gpt-4o", "gpt-4"];

fn exact(text: &str, model: &str) -> i64 {
    tokens(text, Some(model))
}

#[test]
fn a_quarter_of_the_characters_rounded_up() {
    for (text, count) in
        [("", 0), ("a", 1), ("four", 1), ("fives", 2), ("äöüß", 1), ("漢字", 1), ("😀😀😀😀😀", 2)]
    {
        assert_eq!(tokens(text, None), count, "{text}");
        assert_eq!(tokens(text, Some("claude-x")), count, "{text}");
    }
    assert_eq!(tokens(&"a".repeat(1_000_001), None), 250_001);
}

#[test]
fn counts_that_are_known() {
    for model in BOTH {
        assert_eq!(exact("", model), 0);
        assert_eq!(exact("hello world", model), 2);
        assert_eq!(exact("Hello, world!", model), 4);
        assert_eq!(exact("The quick brown fox jumps over the lazy dog.", model), 10);
        assert_eq!(exact("1234567890", model), 4);
    }
    // OpenAI's cookbook compares its encodings by these
    let japanese = "お誕生日おめでとう";
    assert_eq!((exact(japanese, "gpt-4"), exact(japanese, "gpt-4o")), (9, 8));
    assert_eq!((exact("antidisestablishmentarianism", "gpt-4"), exact("2 + 2 = 4", "gpt-4")), (6, 7));
    assert_eq!((exact("antidisestablishmentarianism", "gpt-4o"), exact("2 + 2 = 4", "gpt-4o")), (6, 7));
}

#[test]
fn a_special_token_in_a_text_is_text() {
    for model in BOTH {
        for text in ["<|endoftext|>", "<|im_start|>", "<|fim_prefix|>"] {
            assert!(exact(text, model) > 4, "{text}");
        }
    }
}

#[test]
fn the_encoding_of_a_model() {
    let of = |encoding: Option<Encoding>, names: &[&str]| {
        for name in names {
            assert_eq!(Encoding::of_model(name), encoding, "{name}");
        }
    };
    of(
        Some(O200k),
        &["gpt-4o", "gpt-4o-mini-2024-07-18", "gpt-4.1-nano", "gpt-4.5-preview", "gpt-5", "gpt-5.1"],
    );
    of(
        Some(O200k),
        &["o1", "o1-preview", "o3-mini", "o4-mini-2025-04-16", "chatgpt-4o-latest", "gpt-oss-120b"],
    );
    of(Some(O200k), &["openai/gpt-4o", "OpenAI/GPT-5", "openai/gpt-oss-20b:free", "ft:gpt-4o-mini:org::id"]);
    of(Some(O200k), &["gpt-6", "gpt-10-ultra", "gpt-realtime", "ft:gpt-4.1:org::id", " gpt-4o "]);
    of(
        Some(Cl100k),
        &["gpt-4", "gpt-4-0613", "gpt-4-turbo", "gpt-4-32k", "gpt-3.5-turbo-0125", "gpt-35-turbo"],
    );
    of(Some(Cl100k), &["ft:gpt-3.5-turbo:org::id", "openai/gpt-4", "Text-Embedding-3-Large"]);
    of(Some(Cl100k), &["text-embedding-ada-002"]);
    of(
        None,
        &["", "claude-3", "gemini-2.5-pro", "text-embedding-004", "o", "o1x", "olmo-2", "openai/", "ft:o"],
    );
    of(None, &["mistral-large", "anthropic/gpt-4o", "o-1", "x-gpt-4o", "voyage-3", "ö1"]);
}

/// Pseudo-random numbers, the same in every run.
fn noise(characters: std::ops::Range<u32>, bytes: usize) -> String {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut text = String::new();
    while text.len() < bytes {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let span = u64::from(characters.end - characters.start);
        text.extend(char::from_u32(characters.start + u32::try_from(state % span).unwrap_or(0)));
    }
    text
}

/// A megabyte that no encoder likes: it takes neither the stack nor time that grows with the square.
#[test]
fn hostile_texts() {
    const BYTES: usize = 1_000_000;
    let repeated =
        ["a", " ", "\n", "\0", "9", "!", "=", "\u{a0}", "e\u{301}", "😀", "👨\u{200d}", "'s", "\r\n \t"];
    let repeated = repeated.iter().map(|text| text.repeat(BYTES / text.len()));
    let special = "<|endoftext|>".repeat(BYTES / 13);
    let noises = [0..0x11_0000, 32..127, 97..123, 0x4e00..0x9fff].map(|range| noise(range, BYTES));
    for text in repeated.chain([special]).chain(noises) {
        for model in BOTH {
            let count = exact(&text, model);
            let bytes = i64::try_from(text.len()).unwrap_or(0);
            assert!((bytes / 1000..=bytes).contains(&count), "{model}: {count} of {bytes}");
        }
    }
}

#[test]
fn what_is_beyond_a_megabyte_is_estimated() {
    let text = "word ".repeat(1_000_000);
    let count = exact(&text, "gpt-4o");
    let first = 1024 * 1024 / 5;
    let rest = (5_000_000 - 1024 * 1024) / 4;
    assert!((first + rest..=first + rest + 3).contains(&count), "{count}");
}

fn whole(text: &str, encoding: Encoding) -> Option<usize> {
    tiktoken::get_encoding(encoding.name()).map(|encoder| encoder.count(text))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(20) })]

    /// A text of words is counted in blocks as it is in one.
    #[test]
    fn blocks_change_nothing(
        words in prop::collection::vec("[a-zA-Z0-9é漢'.,]{1,9}[ \n]{1,3}|\\PC{1,6}", 200..400),
        at in 0_usize..1000,
    ) {
        let text = words.concat();
        let text = text.repeat(200_000 / text.len());
        let text = &text[text.floor_char_boundary(at)..];
        for encoding in [Cl100k, O200k] {
            prop_assert_eq!(exact::tokens(text, encoding), whole(text, encoding));
        }
    }

    #[test]
    fn any_text_has_no_more_tokens_than_bytes(text in ".{0,300}", model in ".{0,20}") {
        let bytes = i64::try_from(text.len()).unwrap_or(0);
        for model in ["gpt-4o", "gpt-4", &model] {
            let count = tokens(&text, Some(model));
            prop_assert!(count <= bytes && (count > 0 || text.is_empty()));
        }
    }
}
