use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;
use serde_json::{Map, Value, json};
use token_meter_core::call::Call;
use token_meter_core::price::component::STANDARD_TIER;

use super::args;
use super::jsonb::JsonbText;
use super::request;
use crate::clock;
use crate::error::{MeterError, Result};
use crate::meter::batch::charge_all;
use crate::meter::idempotent::{Request, each_once};
use crate::store::{Db, installation, settings};

const EVENTS_MAX: usize = 10_000;
/// What an event may say: the arguments of `meter_add_tokens`.
const ARGUMENTS: [&str; 20] = [
    "account",
    "input_tokens",
    "output_tokens",
    "model",
    "provider",
    "operation",
    "operation_id",
    "session_id",
    "cache_read_tokens",
    "cache_write_tokens",
    "reasoning_tokens",
    "audio_input_tokens",
    "audio_output_tokens",
    "service_tier",
    "key_source",
    "metadata",
    "idempotency_key",
    "at",
    "enforce",
    "other_units",
];

/// Charges many calls at once, objects with the arguments of `meter_add_tokens`, in their order: one verdict each.
#[pg_extern(security_definer)]
#[search_path(pg_catalog, meter, pg_temp)]
#[allow(clippy::type_complexity)] // the SQL row
fn meter_add_batch(
    events: Option<JsonbText>,
) -> std::result::Result<
    TableIterator<
        'static,
        (
            name!(event, i64),
            name!(allowed, bool),
            name!(reason, String),
            name!(limit_name, Option<String>),
            name!(unit, Option<String>),
            name!(period, Option<String>),
            name!(used, Option<AnyNumeric>),
            name!(reserved, Option<AnyNumeric>),
            name!(cap, Option<AnyNumeric>),
            name!(remaining, Option<AnyNumeric>),
            name!(percent, Option<AnyNumeric>),
            name!(level, String),
            name!(resets_at, Option<TimestampWithTimeZone>),
            name!(tokens, i64),
            name!(cost, Option<AnyNumeric>),
            name!(usage_id, Option<i64>),
            name!(charged_cost, Option<AnyNumeric>),
        ),
    >,
    ErrorReport,
> {
    let verdicts = Db::write(c"meter_add_batch()", |db| {
        installation::ready(db)?;
        let events = read(db, events)?;
        let requests: Vec<Request> = events.iter().map(Event::request).collect();
        each_once(db, &requests, |db, new| {
            let calls: Vec<(usize, &Call)> = new.iter().map(|place| (*place, &events[*place].call)).collect();
            charge_all(db, &calls)
        })
    })?;
    Ok(TableIterator::new(verdicts.into_iter().zip(1..).map(|(verdict, event)| {
        (
            event,
            verdict.reason.allows(),
            verdict.reason.name().to_owned(),
            verdict.limit_name,
            verdict.unit,
            verdict.period,
            verdict.used,
            verdict.reserved,
            verdict.cap,
            verdict.remaining,
            verdict.percent,
            verdict.level,
            verdict.resets_at,
            verdict.tokens,
            verdict.cost,
            verdict.usage_id,
            verdict.charged_cost,
        )
    })))
}

struct Event {
    call: Call,
    dated: bool,
    key: Option<String>,
}

impl Event {
    fn request(&self) -> Request<'_> {
        let request = || {
            let mut request = request::of_call(&self.call);
            request["at"] = json!(self.dated.then(|| self.call.at.to_rfc3339()));
            request
        };
        Request {
            account: &self.call.account,
            key: self.key.as_deref(),
            operation: "add",
            request: if self.key.is_some() { request() } else { Value::Null },
        }
    }
}

fn read(db: &mut Db, events: Option<JsonbText>) -> Result<Vec<Event>> {
    let JsonbText(text) = args::needed("events", events)?;
    let not_events = |problem: String| {
        let hint = "Pass '[{\"account\": \"a\", \"input_tokens\": 1200, \"output_tokens\": 300}]'.";
        MeterError::invalid("events must be an array of objects", problem, hint)
    };
    let events: Value = serde_json::from_str(&text)
        .map_err(|problem| not_events(format!("It cannot be read: {problem}.")))?;
    let events = events.as_array().ok_or_else(|| not_events("It is no array.".into()))?;
    if events.len() > EVENTS_MAX {
        let detail = format!("events has {}.", events.len());
        let hint = "A batch has at most 10,000 events: pass more of them.";
        return Err(MeterError::invalid("too many events", detail, hint));
    }
    let late_days: i64 = settings::number(db, "late_usage_days")?;
    let read = events.iter().enumerate().map(|(place, event)| {
        let event =
            event.as_object().ok_or_else(|| not_an_event(event)).and_then(|event| event_of(event, late_days));
        event.map_err(|error| error.of_event(place))
    });
    read.collect()
}

fn event_of(event: &Map<String, Value>, late_days: i64) -> Result<Event> {
    if let Some(unknown) = event.keys().find(|name| !ARGUMENTS.contains(&name.as_str())) {
        return Err(MeterError::invalid(
            format!("unknown argument \"{unknown}\""),
            format!("An event has {}.", ARGUMENTS.join(", ")),
            "The arguments are those of meter_add_tokens.",
        ));
    }
    let fields = Fields(event);
    let counts = args::counts([
        fields.count("input_tokens", None)?,
        fields.count("output_tokens", Some(0))?,
        fields.count("cache_read_tokens", Some(0))?,
        fields.count("cache_write_tokens", Some(0))?,
        fields.count("reasoning_tokens", Some(0))?,
        fields.count("audio_input_tokens", Some(0))?,
        fields.count("audio_output_tokens", Some(0))?,
    ])?;
    let at = fields.moment("at")?;
    let enforce = match fields.0.get("enforce") {
        None => true,
        Some(Value::Bool(enforce)) => *enforce,
        Some(other) => return Err(wrong("enforce", other, "true or false")),
    };
    let call = Call {
        account: args::account(fields.text("account")?)?,
        units: args::units(fields.object("other_units"), &counts)?,
        counts,
        model: args::text("model", fields.text("model")?)?,
        provider: args::provider(fields.text("provider")?)?,
        operation: args::text("operation", fields.text("operation")?)?,
        operation_id: args::text("operation_id", fields.text("operation_id")?)?,
        session_id: args::text("session_id", fields.text("session_id")?)?,
        service_tier: args::service_tier(fields.text("service_tier")?.or(Some(STANDARD_TIER)))?,
        key_source: args::key_source(fields.text("key_source")?)?,
        metadata: args::metadata(fields.object("metadata"))?,
        at: clock::moment(at)?,
        enforce,
    };
    if at.is_some() {
        clock::check_late(call.at, late_days)?;
    }
    let key = args::text("idempotency_key", fields.text("idempotency_key")?)?;
    Ok(Event { call, dated: at.is_some(), key })
}

/// An event's fields, as the arguments that they are.
struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    fn text(&self, name: &'static str) -> Result<Option<&'a str>> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(wrong(name, other, "a text")),
        }
    }

    /// What is left out is `default`; NULL is not.
    fn count(&self, name: &'static str, default: Option<i64>) -> Result<Option<i64>> {
        match self.0.get(name) {
            None => Ok(default),
            Some(Value::Null) => Ok(None),
            Some(value) => value.as_i64().map(Some).ok_or_else(|| wrong(name, value, "a whole number")),
        }
    }

    fn moment(&self, name: &'static str) -> Result<Option<TimestampWithTimeZone>> {
        self.text(name)?.map(|text| clock::from_text(text, name)).transpose()
    }

    fn object(&self, name: &str) -> Option<JsonbText> {
        self.0.get(name).filter(|value| !value.is_null()).map(|value| JsonbText(value.to_string()))
    }
}

fn wrong(name: &str, value: &Value, wanted: &str) -> MeterError {
    MeterError::invalid(
        format!("{name} must be {wanted}"),
        format!("{name} is {value}."),
        "The arguments of an event have the types of those of meter_add_tokens.",
    )
}

fn not_an_event(value: &Value) -> MeterError {
    MeterError::invalid("not an object", format!("The event is {value}."), "An event is an object.")
}
