//! What an error says beside its message: the value in DETAIL, what to do in HINT.

use token_meter_core::conditions::ConditionsError;
use token_meter_core::counts::CountError;
use token_meter_core::price::CostError;
use token_meter_core::price::component::is_counted;
use token_meter_core::price_file::PriceFileError;
use token_meter_core::response::ResponseError;
use token_meter_core::unit::UnknownUnit;
use token_meter_core::units::UnitsError;

use super::MeterError;

const PRICE_HINT: &str = "Set it with meter_set_price, or import a price list with meter_import_prices.";

impl MeterError {
    pub(super) fn detail(&self) -> Option<String> {
        Some(match self {
            Self::Event { source, .. } => return source.detail(),
            Self::NoFallback { .. } => "The fallback has no price for it either.".into(),
            Self::Null { argument } => format!("Argument \"{argument}\" is NULL."),
            Self::Invalid { detail, .. } => detail.clone(),
            Self::Count(CountError::OutOfRange { name, value }) => format!("{name} is {value}."),
            Self::Count(CountError::PartExceedsWhole { part, part_value, whole, whole_value }) => {
                format!("{part} is {part_value}, {whole} is {whole_value}.")
            }
            Self::UnknownModel { provider: Some(provider), .. } => {
                format!("No price is set for it at provider \"{provider}\".")
            }
            Self::UnknownModel { provider: None, .. } => "No provider has a price for it.".into(),
            Self::AmbiguousModel { providers, .. } => {
                format!("Providers with a price are: {}.", providers.join(", "))
            }
            Self::AmbiguousRules { targets, .. } => format!("They name: {}.", targets.join(", ")),
            Self::Regex { expression, problem } => format!("\"{expression}\": {problem}."),
            Self::Units(UnitsError::NotAnAmount { name, value } | UnitsError::NotWhole { name, value }) => {
                format!("{name} is {value}.")
            }
            Self::Units(UnitsError::PartExceedsWhole { part, value, whole, whole_value }) => {
                format!("{part} is {value}, {whole} is {whole_value}.")
            }
            Self::Units(UnitsError::TooMany(names)) => format!("It has {names}."),
            Self::Conditions(ConditionsError::TooMany(names)) => format!("A call has {names}."),
            Self::Unit(UnknownUnit(name)) => format!("unit is \"{name}\"."),
            Self::PriceFile(PriceFileError::BrokenEntry { entry, key, value, problem }) if key.is_empty() => {
                format!("Entry \"{entry}\" is {value}: {problem}.")
            }
            Self::PriceFile(PriceFileError::BrokenEntry { entry, key, value, problem }) => {
                format!("Entry \"{entry}\" has {key} = {value}: {problem}.")
            }
            Self::FunctionsVersion { functions, code } => {
                format!("The functions are of version {functions}, the extension is {code}.")
            }
            Self::SchemaVersion { tables, code } => {
                format!("The tables are of schema version {tables}, the extension needs {code}.")
            }
            Self::IdempotencyConflict { difference, .. } => difference.clone(),
            Self::UnknownHold { hold_id } => format!("hold_id is {hold_id}."),
            Self::Response(ResponseError::NotJson { problem }) => format!("{problem}."),
            Self::Response(ResponseError::NotACount { field, value }) => format!("{field} is {value}."),
            Self::SeveralAnswers { answers } => format!("It holds {answers}."),
            Self::ErrorAnswer { says } if says.is_empty() => "It does not say which.".into(),
            Self::ErrorAnswer { says } => format!("It says: {says}"),
            Self::NoUsage { shape, at_least: None } => format!("It was recognised as {shape}."),
            Self::NoUsage { shape, at_least: Some(counts) } => {
                format!("It was recognised as {shape}, and had told {counts} when it broke off.")
            }
            Self::PriceListJson(problem) => format!("It cannot be read: {problem}."),
            _ => return None,
        })
    }

    pub(super) fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Event { source, .. } => return source.hint(),
            Self::Null { .. } => "Pass a value; NULL is not zero.",
            Self::Invalid { hint, .. } => hint,
            Self::Count(CountError::OutOfRange { .. }) | Self::Response(ResponseError::NotACount { .. }) => {
                "Token counts are whole numbers from 0 to 2^53 - 1."
            }
            Self::Count(CountError::PartExceedsWhole { .. }) => {
                "input_tokens includes cache reads, cache writes and audio; output_tokens includes reasoning and audio."
            }
            Self::NoFallback { .. } => PRICE_HINT,
            // the fallback price is one of tokens
            Self::Cost { source: CostError::NoPrice(component), .. } if !is_counted(component) => PRICE_HINT,
            Self::UnknownModel { .. } | Self::Cost { source: CostError::NoPrice(_), .. } => {
                "Set it with meter_set_price, import a price list with meter_import_prices, or let \
                 meter_set_setting('unknown_model', 'fallback') charge the fallback price."
            }
            Self::Cost { source: CostError::OutOfRange, .. } => {
                "A cost goes up to about 10^46 USD; look at the factors among the model's prices."
            }
            Self::AmbiguousRules { .. } => "Give one of the rules a lower place.",
            Self::Regex { .. } => {
                "Expressions are those of the Rust crate regex: they know neither look-around nor back-references."
            }
            Self::Units(error) => hint_of_units(error),
            Self::Conditions(ConditionsError::TooMany(_)) => "A call has at most 8 conditions.",
            Self::Conditions(_) => "A condition is a key and a value, such as speed:fast or geo:us.",
            Self::AmbiguousModel { .. } => "Pass provider => to say which one is meant.",
            Self::Unit(_) => {
                "Units are tokens, input_tokens, output_tokens, cost, charged_cost and requests."
            }
            Self::Overtaken | Self::Contended { .. } => "Run the transaction again.",
            Self::Response(_) => {
                "Pass the body as the provider sent it, or a stream's raw text as a JSON string: to_jsonb(text)."
            }
            Self::SeveralAnswers { .. } => "Each was billed: pass them one by one.",
            Self::ErrorAnswer { .. } => {
                "Nothing is charged for it; release the hold of the call, if it has one."
            }
            Self::NoUsage { .. } => {
                "Ask for it (OpenAI's streams want stream_options.include_usage), or pass counts of your own to \
                 meter_add_tokens or meter_settle."
            }
            Self::UnknownHold { .. } => "Pass the hold_id that meter_reserve has answered for this account.",
            Self::PriceListJson(_) => "Nothing was imported.",
            Self::OutOfRange => "Give a timestamp that lies in the calendar's range.",
            Self::PriceFile(error) => hint_of_price_file(error),
            Self::NotInitialised => "Run SELECT meter_init() as the role that installed token_meter.",
            Self::SchemaVersion { tables, code } if tables > code => {
                "Install the newer version of token_meter that these tables were made by."
            }
            Self::SchemaVersion { .. } | Self::FunctionsVersion { .. } => {
                "Run SELECT meter_init() as the role that installed token_meter: it upgrades tables and functions."
            }
            Self::ReadOnly { .. } => {
                "Run it on the primary, in a READ WRITE transaction. meter_check_quota(), meter_status() and reports only read."
            }
            Self::IdempotencyConflict { .. } => {
                "Use a new key for a new request; a retry must repeat its arguments."
            }
            _ => return None,
        })
    }
}

fn hint_of_units(error: &UnitsError) -> &'static str {
    match error {
        UnitsError::PartExceedsWhole { .. } => {
            "Tokens of a kind of their own are included in their whole, such as cache_write_1h in cache_write_tokens."
        }
        UnitsError::CountedElsewhere(_) => {
            "Pass it as input_tokens, output_tokens, cache_read_tokens and so on."
        }
        _ => "Pass amounts by the name of the price component, such as '{\"web_search\": 2}'.",
    }
}

fn hint_of_price_file(error: &PriceFileError) -> &'static str {
    match error {
        PriceFileError::BrokenEntry { .. } => "Nothing was imported. Correct or remove that entry.",
        PriceFileError::NotWritable(_) => "Prices are written as \"csv\" or \"litellm\".",
        _ => {
            "Formats are \"litellm\" (model_prices_and_context_window.json), \"openrouter\" (/api/v1/models), \
             \"genai-prices\" (data.json), \"models.dev\" (api.json) and \"csv\" (a JSON string whose first line \
             names the columns provider, model, component, price_per_million)."
        }
    }
}
