//! The counts of an answer, each known or not.

use super::ResponseError;
use crate::counts::{TOKENS_MAX, TokenCounts};

/// Token counts as [`TokenCounts`] has them, each `None` where the answer does not say it. A part is never larger
/// than its whole where the whole is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub input: Option<i64>,
    pub output: Option<i64>,
    pub cache_read: Option<i64>,
    pub cache_write: Option<i64>,
    pub reasoning: Option<i64>,
    pub audio_input: Option<i64>,
    pub audio_output: Option<i64>,
}

impl Counts {
    /// Counts to charge; `None` where input or output is not known. A part that is not reported counts as 0: it is
    /// then charged at the price of its whole.
    pub fn tokens(&self) -> Option<TokenCounts> {
        let counts = TokenCounts {
            input: self.input?,
            output: self.output?,
            cache_read: self.cache_read.unwrap_or(0),
            cache_write: self.cache_write.unwrap_or(0),
            reasoning: self.reasoning.unwrap_or(0),
            audio_input: self.audio_input.unwrap_or(0),
            audio_output: self.audio_output.unwrap_or(0),
        };
        counts.checked().ok()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Counts::default()
    }

    /// Whether what is known is nothing, and something is known.
    pub fn is_zero(&self) -> bool {
        let all = [self.input, self.output, self.cache_read, self.cache_write, self.reasoning];
        !self.is_empty() && all.iter().flatten().all(|count| *count == 0)
    }

    /// Takes cached tokens that are told beside the counts, where these say nothing of a cache.
    pub fn with_cached(&mut self, cached: Option<i64>) {
        if let (Some(input), None, None) = (self.input, self.cache_read, self.cache_write) {
            self.cache_read = cached.map(|cached| cached.min(input));
        }
    }

    /// These counts, where they differ from those.
    pub fn differing(self, other: &Counts) -> Self {
        let differs = |mine: Option<i64>, theirs: Option<i64>| mine.filter(|_| mine != theirs);
        Counts {
            input: differs(self.input, other.input),
            output: differs(self.output, other.output),
            cache_read: differs(self.cache_read, other.cache_read),
            cache_write: differs(self.cache_write, other.cache_write),
            reasoning: differs(self.reasoning, other.reasoning),
            audio_input: differs(self.audio_input, other.audio_input),
            audio_output: differs(self.audio_output, other.audio_output),
        }
    }

    /// Counts in range, also where one is a sum.
    ///
    /// # Errors
    /// [`ResponseError::NotACount`] where a count is above [`TOKENS_MAX`].
    pub fn in_range(self) -> Result<Self, ResponseError> {
        for (name, value) in [("input", self.input), ("output", self.output)] {
            if let Some(value) = value.filter(|value| !(0..=TOKENS_MAX).contains(value)) {
                return Err(ResponseError::NotACount { field: name.to_owned(), value: value.to_string() });
            }
        }
        // A part was cut to its whole; without one, it is a single count, or a sum that says nothing of its own.
        let part = |part: Option<i64>| part.filter(|part| *part <= TOKENS_MAX);
        Ok(Counts {
            cache_read: part(self.cache_read),
            cache_write: part(self.cache_write),
            reasoning: part(self.reasoning),
            audio_input: part(self.audio_input),
            audio_output: part(self.audio_output),
            ..self
        })
    }

    /// Cuts each part down to its whole: some hosts report more cached tokens than the prompt has.
    pub fn clamped(mut self) -> Self {
        if let Some(input) = self.input {
            self.cache_read = self.cache_read.map(|part| part.min(input));
            let room = input - self.cache_read.unwrap_or(0);
            self.cache_write = self.cache_write.map(|part| part.min(room));
            self.audio_input = self.audio_input.map(|part| part.min(input));
        }
        if let Some(output) = self.output {
            self.reasoning = self.reasoning.map(|part| part.min(output));
            self.audio_output = self.audio_output.map(|part| part.min(output));
        }
        self
    }
}

/// The sum of what is known; `None` where nothing is. One that is out of range stays out of range.
pub fn sum(parts: &[Option<i64>]) -> Option<i64> {
    parts.iter().flatten().fold(None, |total, part| Some(total.unwrap_or(0).saturating_add(*part)))
}
