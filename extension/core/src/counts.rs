//! The token counts of one call, as OpenTelemetry's GenAI conventions count them.

use thiserror::Error;

use crate::price::component::{AUDIO_INPUT, AUDIO_OUTPUT, CACHE_READ, CACHE_WRITE, INPUT, OUTPUT, REASONING};

/// The largest count accepted, 2^53 − 1: what a JSON number carries exactly everywhere.
pub const TOKENS_MAX: i64 = (1 << 53) - 1;

/// Token counts of one call. `input` includes cache reads, cache writes and audio input; `output` includes
/// reasoning and audio output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TokenCounts {
    pub input: i64,
    pub output: i64,
    pub cache_read: i64,
    pub cache_write: i64,
    pub reasoning: i64,
    pub audio_input: i64,
    pub audio_output: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CountError {
    #[error("{name} must be between 0 and 9007199254740991")]
    OutOfRange { name: &'static str, value: i64 },
    #[error("{part} cannot exceed {whole}")]
    PartExceedsWhole { part: &'static str, part_value: i64, whole: &'static str, whole_value: i64 },
}

impl TokenCounts {
    /// Checks every count's range and that no part is larger than the whole it is included in.
    pub fn checked(self) -> Result<Self, CountError> {
        for (name, value) in [
            ("input_tokens", self.input),
            ("output_tokens", self.output),
            ("cache_read_tokens", self.cache_read),
            ("cache_write_tokens", self.cache_write),
            ("reasoning_tokens", self.reasoning),
            ("audio_input_tokens", self.audio_input),
            ("audio_output_tokens", self.audio_output),
        ] {
            if !(0..=TOKENS_MAX).contains(&value) {
                return Err(CountError::OutOfRange { name, value });
            }
        }
        let cached = self.cache_read + self.cache_write;
        for (part, part_value, whole, whole_value) in [
            ("cache_read_tokens + cache_write_tokens", cached, "input_tokens", self.input),
            ("audio_input_tokens", self.audio_input, "input_tokens", self.input),
            ("reasoning_tokens", self.reasoning, "output_tokens", self.output),
            ("audio_output_tokens", self.audio_output, "output_tokens", self.output),
        ] {
            if part_value > whole_value {
                return Err(CountError::PartExceedsWhole { part, part_value, whole, whole_value });
            }
        }
        Ok(self)
    }

    /// The tokens of a component; 0 for one that is not counted here.
    pub fn of(&self, component: &str) -> i64 {
        match component {
            INPUT => self.input,
            OUTPUT => self.output,
            CACHE_READ => self.cache_read,
            CACHE_WRITE => self.cache_write,
            REASONING => self.reasoning,
            AUDIO_INPUT => self.audio_input,
            AUDIO_OUTPUT => self.audio_output,
            _ => 0,
        }
    }

    /// All tokens of the call: input + output.
    pub fn total(&self) -> i64 {
        self.input + self.output
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_within_their_wholes() {
        let counts = TokenCounts { input: 10, cache_read: 6, cache_write: 4, ..Default::default() };
        assert!(counts.checked().is_ok());
        let over = TokenCounts { cache_write: 5, ..counts };
        assert!(matches!(
            over.checked(),
            Err(CountError::PartExceedsWhole { part_value: 11, whole_value: 10, .. })
        ));
        let reasoning = TokenCounts { output: 1, reasoning: 2, ..Default::default() };
        assert!(matches!(
            reasoning.checked(),
            Err(CountError::PartExceedsWhole { whole: "output_tokens", .. })
        ));
    }

    #[test]
    fn counts_have_a_range() {
        for input in [-1, i64::MIN, TOKENS_MAX + 1, i64::MAX] {
            let counts = TokenCounts { input, ..Default::default() };
            assert_eq!(counts.checked(), Err(CountError::OutOfRange { name: "input_tokens", value: input }));
        }
        assert!(
            TokenCounts { input: TOKENS_MAX, output: TOKENS_MAX, ..Default::default() }.checked().is_ok()
        );
    }
}
