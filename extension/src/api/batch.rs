use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;
use rust_decimal::Decimal;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use token_meter_core::call::Call;
use token_meter_core::moment;
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
const ARGUMENTS: [&str; 22] = [
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
    "conditions",
    "reported_cost",
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
            name!(price_match, Option<String>),
        ),
    >,
    ErrorReport,
> {
    let verdicts = Db::write(c"meter_add_batch()", |db| {
        installation::ready(db)?;
        let now = clock::now()?;
        let events = read(events, now)?;
        let requests: Vec<Request> = events.iter().map(Event::request).collect();
        each_once(db, &requests, |db, new| {
            let late_days: i64 = settings::number(db, "late_usage_days")?;
            for place in new.iter().filter(|place| events[**place].dated) {
                clock::check_late(events[*place].call.at, late_days)
                    .map_err(|error| error.of_event(*place))?;
            }
            let calls: Vec<(usize, &Call)> = new.iter().map(|place| (*place, &events[*place].call)).collect();
            charge_all(db, &calls, now)
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
            verdict.price_match,
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
        Request {
            account: &self.call.account,
            key: self.key.as_deref(),
            operation: "add",
            request: match self.key {
                Some(_) => request::of_dated_call(&self.call, self.dated),
                None => Value::Null,
            },
        }
    }
}

fn read(events: Option<JsonbText>, now: DateTime<Utc>) -> Result<Vec<Event>> {
    let JsonbText(text) = args::needed("events", events)?;
    let not_events = |problem: String| {
        let hint = "Pass '[{\"account\": \"a\", \"input_tokens\": 1200, \"output_tokens\": 300}]'.";
        MeterError::invalid("events must be an array of objects", problem, hint)
    };
    let events: Vec<&RawValue> =
        serde_json::from_str(&text).map_err(|_| not_events("It is no array.".into()))?;
    if events.len() > EVENTS_MAX {
        let detail = format!("events has {}.", events.len());
        let hint = "A batch has at most 10,000 events: pass more of them.";
        return Err(MeterError::invalid("too many events", detail, hint));
    }
    let read = events.iter().enumerate().map(|(place, event)| {
        // each argument's own text: what lies in metadata is none of ours
        let fields = serde_json::from_str(event.get()).map_err(|_| not_an_event(event.get()));
        fields.and_then(|fields| event_of(&Fields(fields), now)).map_err(|error| error.of_event(place))
    });
    read.collect()
}

fn event_of(fields: &Fields, now: DateTime<Utc>) -> Result<Event> {
    if let Some(unknown) = fields.0.keys().find(|name| !ARGUMENTS.contains(name)) {
        return Err(MeterError::invalid(
            format!("unknown argument \"{unknown}\""),
            format!("An event has {}.", ARGUMENTS.join(", ")),
            "The arguments are those of meter_add_tokens.",
        ));
    }
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
    let dated = at.is_some();
    let enforce = match fields.value("enforce") {
        None => true,
        Some(Value::Bool(enforce)) => enforce,
        Some(other) => return Err(wrong("enforce", &other, "true or false")),
    };
    let call = Call {
        account: args::account(fields.text("account")?.as_deref())?,
        units: args::units(fields.object("other_units"), &counts)?,
        counts,
        model: args::text("model", fields.text("model")?.as_deref())?,
        provider: args::provider(fields.text("provider")?.as_deref())?,
        operation: args::text("operation", fields.text("operation")?.as_deref())?,
        operation_id: args::text("operation_id", fields.text("operation_id")?.as_deref())?,
        session_id: args::text("session_id", fields.text("session_id")?.as_deref())?,
        service_tier: args::service_tier(fields.text("service_tier")?.as_deref().or(Some(STANDARD_TIER)))?,
        conditions: args::conditions(fields.texts("conditions")?, fields.text("model")?.as_deref())?,
        key_source: args::key_source(fields.text("key_source")?.as_deref())?,
        reported_cost: fields.amount("reported_cost")?,
        marks: Vec::new(),
        metadata: args::metadata(fields.object("metadata"))?,
        at: at.unwrap_or(now),
        enforce,
    };
    let key = args::text("idempotency_key", fields.text("idempotency_key")?.as_deref())?;
    Ok(Event { call, dated, key })
}

/// An event's fields, as the arguments that they are.
struct Fields<'a>(BTreeMap<&'a str, &'a RawValue>);

impl Fields<'_> {
    /// `None`: it is left out. Only what is no object is asked for.
    fn value(&self, name: &str) -> Option<Value> {
        self.0.get(name).map(|raw| serde_json::from_str(raw.get()).unwrap_or_default())
    }

    fn text(&self, name: &'static str) -> Result<Option<String>> {
        match self.value(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(wrong(name, &other, "a text")),
        }
    }

    fn texts(&self, name: &'static str) -> Result<Option<Vec<Option<String>>>> {
        match self.value(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => serde_json::from_value(value.clone())
                .map(Some)
                .map_err(|_| wrong(name, &value, "an array of texts")),
        }
    }

    /// What is left out is `default`; NULL is not.
    fn count(&self, name: &'static str, default: Option<i64>) -> Result<Option<i64>> {
        match self.value(name) {
            None => Ok(default),
            Some(Value::Null) => Ok(None),
            Some(value) => value.as_i64().map(Some).ok_or_else(|| wrong(name, &value, "a whole number")),
        }
    }

    /// An amount of money, a number or its digits as a text.
    fn amount(&self, name: &'static str) -> Result<Option<Decimal>> {
        let digits = match self.value(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::String(digits)) => digits,
            Some(other) => return Err(wrong(name, &other, "an amount of USD")),
        };
        args::money(name, &digits).map(Some)
    }

    fn moment(&self, name: &'static str) -> Result<Option<DateTime<Utc>>> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let at = moment::parse(&text)
            .ok_or_else(|| wrong(name, &json!(text), "a moment such as 2026-11-21T12:00:00Z"))?;
        clock::moment(Some(clock::from_utc(at)?)).map(Some)
    }

    /// The text of what is given, an object or not.
    fn object(&self, name: &str) -> Option<JsonbText> {
        let given = self.0.get(name).filter(|raw| raw.get() != "null");
        given.map(|raw| JsonbText(raw.get().to_owned()))
    }
}

fn wrong(name: &str, value: &Value, wanted: &str) -> MeterError {
    MeterError::invalid(
        format!("{name} must be {wanted}"),
        format!("{name} is {value}."),
        "The arguments of an event have the types of those of meter_add_tokens.",
    )
}

fn not_an_event(text: &str) -> MeterError {
    let shown: String = text.chars().take(100).collect();
    MeterError::invalid("not an object", format!("The event is {shown}."), "An event is an object.")
}
