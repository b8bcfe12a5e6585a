//! Operations as SQL that a person can run.

use chrono::TimeDelta;

use crate::calendar::text;
use crate::model::Model;
use crate::names::{Name, UNKNOWN_ID};
use crate::operation::{Actual, Call, Claimed, KeySource, LimitSpec, Operation, Owner, Pick, Repricing};
use crate::value::Id;
use crate::world::LATER;

const VERDICT: &str = "allowed, reason, limit_name, unit, period, used, reserved, cap, remaining, percent, level, resets_at, \
    tokens, cost, usage_id, hold_id";
const GRANT: &str = "grant_id, account, limit_name, unit, kind, amount, remaining, priority, expires_at";
const VOIDED: &str =
    "grant_id, account, limit_name, unit, kind, amount, voided, spent, expired, remaining, owed";
const REPRICED: &str = "provider, model, calls, changed, old_cost, new_cost, difference, unpriced";
const REFUND: &str = "usage_id, refunds";
const RESET: &str = "account, limit_name, unit, period, period_start, period_end, used, cap, next_reset";
const ALERT: &str =
    "account, limit_name, unit, period, period_start, resets_at, threshold, used, cap, remaining, at";

/// A function's arguments by name; those that are left out keep their defaults.
struct Arguments(Vec<String>);

impl Arguments {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn raw(mut self, name: Name, value: impl ToString) -> Self {
        self.0.push(format!("{name} => {}", value.to_string()));
        self
    }

    fn raw_or_default(self, name: Name, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.raw(name, value),
            None => self,
        }
    }

    fn text(self, name: Name, value: &str) -> Self {
        self.raw(name, format!("'{value}'"))
    }

    fn text_or_default(self, name: Name, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) => self.text(name, value.as_ref()),
            None => self,
        }
    }

    fn text_or_null(self, name: Name, value: Option<Name>) -> Self {
        self.raw(name, value.map_or("NULL".into(), |value| format!("'{value}'")))
    }

    fn call(self, call: &Call) -> Self {
        self.text("account", call.account)
            .raw("input_tokens", call.input)
            .raw("output_tokens", call.output)
            .text_or_default("model", call.model)
            .text_or_default("provider", call.provider)
            .text_or_default("operation", call.operation)
            .text_or_default("key_source", call.key_source.map(|key_source| key_source.name()))
    }

    fn owner(self, owner: Owner) -> Self {
        match owner {
            Owner::Plan(plan) => self.text("plan", plan),
            Owner::Account(account) => self.text("account", account),
        }
    }

    fn pool(self, account: Name, provider: Name, for_account: Option<Name>) -> Self {
        self.text("account", account).text("provider", provider).text_or_default("for_account", for_account)
    }

    fn select(self, columns: &str, function: Name) -> String {
        format!("SELECT {columns} FROM {function}({})", self.0.join(", "))
    }
}

/// The statement for an operation as things stand; `None` where there is nothing to do, or where what must happen
/// depends on how much `meter_maintain` has cleared away.
pub fn sql(operation: &Operation, model: &Model) -> Option<String> {
    if !is_certain(operation, model) {
        return None;
    }
    let arguments = Arguments::new();
    Some(match operation {
        Operation::Add { call, minutes_late, enforce, key } => arguments
            .call(call)
            .text_or_default("at", minutes_late.map(|minutes| moment(model, -minutes)))
            .text_or_default("idempotency_key", *key)
            .raw_or_default("enforce", (!enforce).then_some(false))
            .select(VERDICT, "meter_add_tokens"),
        Operation::Check { call } => arguments.call(call).select(VERDICT, "meter_check_quota"),
        Operation::Reserve { call, ttl_seconds, key } => arguments
            .call(call)
            .text("ttl", &format!("{ttl_seconds} seconds"))
            .text_or_default("idempotency_key", *key)
            .select(VERDICT, "meter_reserve"),
        Operation::Settle { hold, actual, account, key } => settle(*hold, *actual, *account, *key, model),
        Operation::Release { hold, account } => arguments
            .raw("hold_id", id(model, model.picked_hold(*hold).map(Id::Hold)))
            .text_or_default("account", model.claimed_hold(*hold, *account))
            .select(VERDICT, "meter_release"),
        Operation::Grant { account, limit, amount, priority, expires_in_minutes, key } => arguments
            .text("account", account)
            .text("limit_name", limit)
            .raw("amount", amount)
            .raw("priority", priority)
            .text_or_default("expires_at", expires_in_minutes.map(|minutes| moment(model, minutes)))
            .text_or_default("idempotency_key", *key)
            .select(GRANT, "meter_grant"),
        Operation::VoidGrant { grant, amount } => arguments
            .raw("grant_id", id(model, model.picked_grant(*grant).map(Id::Grant)))
            .raw_or_default("amount", amount.as_ref())
            .select(VOIDED, "meter_void_grant"),
        Operation::Refund { usage, account, key } => arguments
            .text("account", model.claimed_usage(*usage, *account))
            .raw("usage_id", id(model, model.picked_usage(*usage).map(Id::Usage)))
            .text_or_default("idempotency_key", *key)
            .select(REFUND, "meter_refund"),
        Operation::Reprice(asked) => reprice(asked, model),
        Operation::Again { request } => model.request(*request)?.sql.clone(),
        Operation::SetAccount { account, plan, parent } => arguments
            .text("account", account)
            .text_or_default("plan", *plan)
            .text_or_default("parent", parent.argument())
            .select("", "meter_set_account"),
        Operation::Travel { account, zone, anchor_minutes } => arguments
            .text("account", account)
            .text_or_default("time_zone", zone.map(|zone| zone.name))
            .text_or_default("anchor", anchor_minutes.map(|minutes| moment(model, minutes)))
            .select("", "meter_set_account"),
        Operation::SetKeySource { account, provider, key_source } => arguments
            .text("account", account)
            .text("provider", provider)
            .text_or_null("key_source", key_source.map(KeySource::name))
            .select("", "meter_set_key_source"),
        Operation::SetPool { account, provider, for_account } => {
            arguments.pool(account, provider, *for_account).select("", "meter_set_pool")
        }
        Operation::RemovePool { account, provider, for_account } => {
            arguments.pool(account, provider, *for_account).select("", "meter_remove_pool")
        }
        Operation::SetLimit(spec) => limit(spec, model),
        Operation::RemoveLimit { owner, name } => {
            arguments.text("limit_name", name).owner(*owner).select("", "meter_remove_limit")
        }
        Operation::ResetDue => arguments.select(RESET, "meter_reset_due"),
        // a call that ends limits others are charged to does nothing else: the rest is for the next one
        Operation::Maintain => "WITH ended AS MATERIALIZED (SELECT count(*) FROM meter_maintain()) \
                                SELECT m.task FROM ended, meter_maintain(batch => 10000 + (0 * ended.count)::integer) m"
            .to_owned(),
        Operation::TakeAlerts { batch } => arguments.raw("batch", batch).select(ALERT, "meter_take_alerts"),
        Operation::Clock { minutes } => set_clock(model.now + TimeDelta::minutes(*minutes)),
        Operation::Savepoint | Operation::RollbackTo { .. } | Operation::ReleaseSavepoint { .. } => {
            return None;
        }
    })
}

pub fn set_clock(now: crate::calendar::Moment) -> String {
    format!("SET token_meter.clock = '{}'", text(now))
}

fn moment(model: &Model, minutes_from_now: i64) -> String {
    text(model.now + TimeDelta::minutes(minutes_from_now))
}

fn settle(hold: Pick, actual: Actual, account: Claimed, key: Option<Name>, model: &Model) -> String {
    let account = model.claimed_hold(hold, account);
    let hold = model.picked_hold(hold);
    let (input, output) = hold.map_or((1, 0), |hold| model.hold_actual(hold, actual));
    Arguments::new()
        .raw("hold_id", id(model, hold.map(Id::Hold)))
        .raw("input_tokens", input)
        .raw("output_tokens", output)
        .text_or_default("account", account)
        .text_or_default("idempotency_key", key)
        .select(VERDICT, "meter_settle")
}

fn reprice(asked: &Repricing, model: &Model) -> String {
    let from_at = asked.minutes.map(|minutes| moment(model, -minutes));
    Arguments::new()
        .text("from_at", from_at.as_deref().unwrap_or("2024-01-01 00:00:00+00"))
        .text("to_at", &moment(model, 1))
        .text_or_default("account", asked.account)
        .text_or_default("model", asked.model)
        .raw("unpriced_only", asked.unpriced_only)
        .raw("dry_run", asked.dry_run)
        .text_or_default("prices_at", asked.later.then_some(LATER))
        .select(REPRICED, "meter_reprice")
}

fn limit(spec: &LimitSpec, model: &Model) -> String {
    let expires_at = spec.expires_in_minutes.map(|minutes| moment(model, minutes));
    let mut arguments = Arguments::new()
        .text("limit_name", spec.name)
        .text("unit", spec.unit.name())
        .raw("cap", spec.cap.map_or("NULL".into(), |cap| cap.to_string()))
        .text("period", spec.period.name())
        .owner(spec.owner)
        .text_or_null("provider", spec.provider)
        .text_or_null("model", spec.model)
        .text_or_null("operation", spec.operation)
        .text_or_null("key_source", spec.key_source.map(KeySource::name))
        .raw("hard", spec.hard)
        .raw("anchored", spec.period.is_anchored())
        .raw("rolling", spec.period.rolls())
        .raw("carry_over_cap", spec.carry_over_cap.map_or("NULL".into(), |ceiling| ceiling.to_string()))
        .raw("expires_at", expires_at.map_or("NULL".into(), |moment| format!("'{moment}'")))
        .text("on_excess", if spec.caps { "cap" } else { "refuse" });
    let percents: Vec<String> = match spec.by_what_is_left {
        true => spec.thresholds.iter().map(|used| (100 - used).to_string()).collect(),
        false => spec.thresholds.iter().map(i64::to_string).collect(),
    };
    let argument = if spec.by_what_is_left { "thresholds_left" } else { "thresholds" };
    arguments = arguments.text(argument, &format!("{{{}}}", percents.join(",")));
    arguments.raw("stripes", 3).select("", "meter_set_limit")
}

fn id(model: &Model, id: Option<Id>) -> i64 {
    id.and_then(|id| model.ids.get(&id).copied()).unwrap_or(UNKNOWN_ID)
}

/// Keys and holds that may have been pruned can mean either of two things, and a grant that was carried over has no name before it is seen.
fn is_certain(operation: &Operation, model: &Model) -> bool {
    match operation {
        Operation::Add { call, key: Some(key), .. } | Operation::Reserve { call, key: Some(key), .. } => {
            model.knows_key(call.account, key)
        }
        Operation::Grant { account, key: Some(key), .. } => model.knows_key(account, key),
        Operation::Refund { usage, account, key: Some(key) } => {
            model.knows_key(model.claimed_usage(*usage, *account), key)
        }
        Operation::VoidGrant { grant, .. } => {
            model.picked_grant(*grant).is_none_or(|grant| model.ids.contains_key(&Id::Grant(grant)))
        }
        Operation::TakeAlerts { batch } => !model.alerts_in_no_order || model.waiting_alerts() <= *batch,
        Operation::Settle { hold, key, .. } => model.picked_hold(*hold).is_none_or(|hold| {
            model.is_kept(model.hold_at(hold))
                && key.is_none_or(|key| model.knows_key(model.hold_account(hold), key))
        }),
        Operation::Release { hold, .. } => {
            model.picked_hold(*hold).is_none_or(|hold| model.is_kept(model.hold_at(hold)))
        }
        _ => true,
    }
}
