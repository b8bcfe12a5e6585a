//! The five counts of Anthropic's usage, of a message or of one of the steps that it took.

use crate::response::ResponseError;
use crate::response::count::count;
use crate::response::node::Node;
use crate::response::tokens::sum;

/// Counts as they stand: `input` leaves out the cache.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Part {
    pub input: Option<i64>,
    pub output: Option<i64>,
    pub cache_read: Option<i64>,
    pub cache_write: Option<i64>,
    /// Part of `cache_write`.
    pub cache_write_1h: Option<i64>,
}

impl Part {
    pub fn read(usage: &Node) -> Result<Self, ResponseError> {
        let created = usage.get("cache_creation")?.filter(|created| created.is_object());
        let (short, long) = match created {
            Some(created) => (
                count(created, &["ephemeral_5m_input_tokens"])?,
                count(created, &["ephemeral_1h_input_tokens"])?,
            ),
            None => (None, None),
        };
        Ok(Part {
            input: count(usage, &["input_tokens"])?,
            output: count(usage, &["output_tokens"])?,
            cache_read: count(usage, &["cache_read_input_tokens"])?,
            cache_write: count(usage, &["cache_creation_input_tokens"])?.or(sum(&[short, long])),
            cache_write_1h: long,
        })
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        self.each(other, |one, other| sum(&[one, other]))
    }

    /// Of each count the larger one.
    pub fn or_more(self, other: Self) -> Self {
        self.each(other, Ord::max)
    }

    fn each(self, other: Self, join: impl Fn(Option<i64>, Option<i64>) -> Option<i64>) -> Self {
        Part {
            input: join(self.input, other.input),
            output: join(self.output, other.output),
            cache_read: join(self.cache_read, other.cache_read),
            cache_write: join(self.cache_write, other.cache_write),
            cache_write_1h: join(self.cache_write_1h, other.cache_write_1h),
        }
    }
}
