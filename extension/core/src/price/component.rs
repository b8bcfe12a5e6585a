//! What can have a price of its own. The set is open: any name may stand in a price row; these are the ones that a
//! call's token counts are priced by.

pub const INPUT: &str = "input";
pub const OUTPUT: &str = "output";
pub const CACHE_READ: &str = "cache_read";
pub const CACHE_WRITE: &str = "cache_write";
pub const REASONING: &str = "reasoning";
pub const AUDIO_INPUT: &str = "audio_input";
pub const AUDIO_OUTPUT: &str = "audio_output";

/// The service tier that every price falls back to.
pub const STANDARD_TIER: &str = "standard";
