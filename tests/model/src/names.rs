//! The small world in which sequences play: few names, so that they meet often.

pub type Name = &'static str;

/// `nova` is not there at first: the first call makes it, on the default plan.
pub const ACCOUNTS: [Name; 6] = ["ada", "team", "corp", "pool", "lone", "nova"];
pub const PLANS: [Name; 3] = ["free", "basic", "plus"];
pub const DEFAULT_PLAN: Name = "free";
pub const LIMITS: [Name; 4] = ["daily", "spend", "calls", "total"];
/// Of rolling windows, which have names of their own and no grants.
pub const WINDOW: Name = "recent";
pub const PROVIDERS: [Name; 2] = ["openai", "anthropic"];
/// `twin` has a price at both providers, and `ghost` at none.
pub const MODELS: [Name; 4] = ["large", "small", "twin", "ghost"];
pub const OPERATIONS: [Name; 2] = ["TRAINING", "AUTO_RESPONSE"];
/// Zones whose clocks never change, as long as sequences last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zone {
    pub name: Name,
    pub hours_ahead: i64,
}

pub const ZONES: [Zone; 6] = [
    Zone { name: "UTC", hours_ahead: 0 },
    Zone { name: "Africa/Lagos", hours_ahead: 1 },
    Zone { name: "Atlantic/Cape_Verde", hours_ahead: -1 },
    Zone { name: "Asia/Tokyo", hours_ahead: 9 },
    Zone { name: "America/Bogota", hours_ahead: -5 },
    Zone { name: "Pacific/Kiritimati", hours_ahead: 14 },
];
pub const KEYS: [Name; 4] = ["k1", "k2", "k3", "k4"];

/// An account and an id that never exist.
pub const NOBODY: Name = "nobody";
pub const UNKNOWN_ID: i64 = 999_999_999;

/// How many holds an account may have open in this world.
pub const OPEN_HOLDS_MAX: usize = 3;

/// USD per million input and output tokens.
pub struct Price {
    pub provider: Name,
    pub model: Name,
    pub input: u32,
    pub output: u32,
}

/// What `meter_reprice` goes by where it is asked to: in force long after all sequences. Some cost more then, some less, and `ghost`
/// has a price.
pub const LATER_PRICES: [Price; 4] = [
    Price { provider: "openai", model: "large", input: 250_000, output: 1_000_000 },
    Price { provider: "anthropic", model: "small", input: 500_000, output: 250_000 },
    Price { provider: "openai", model: "ghost", input: 125_000, output: 125_000 },
    Price { provider: "openai", model: "twin", input: 500_000, output: 125_000 },
];
/// Dear enough that a cap on cost means about as many tokens as a cap on tokens.
pub const PRICES: [Price; 4] = [
    Price { provider: "openai", model: "large", input: 500_000, output: 1_500_000 },
    Price { provider: "anthropic", model: "small", input: 125_000, output: 250_000 },
    Price { provider: "openai", model: "twin", input: 250_000, output: 250_000 },
    Price { provider: "anthropic", model: "twin", input: 375_000, output: 375_000 },
];
