"""Amounts at the largest and the finest that prices, markups, caps and grants may be: whatever is done with them, nothing that the
meter works out itself is too large or too fine for where it keeps it, and the sums are right."""
from __future__ import annotations

import random
import unittest
from datetime import datetime, timedelta

from lib import under_test
from lib.database import rows
from lib.report import say
from lib.seed import seed
from playing import clock, play, prepare

DATABASE = "computed_amounts"
STEPS = 600
LOOK_EVERY = 100
START = datetime(2026, 1, 2, 12)
TOKENS_MAX = 2**53 - 1
ACCOUNTS = ["ada", "bob", "cy", "dee"]
PLANS = ["one", "two"]
MODELS = ["m0", "m1", "m2", "m3"]
PRICES = ["0.000000000000000001", "0.123456789012345678", "9999999999.999999999999999999", "999999999999.9999999999999999",
          "1000000000000", "0.987654321098765432", "2.5", "0"]
FACTORS = ["0.000000000000000001", "1.123456789012345678", "3"]
MARKUPS = ["0.000001", "1.123457", "999.999999", "1"]
CAPS = ["0", "0.000000000000000001", "1", "0.123456789012345678", "12345678.9", "1000000000000000000", "NULL"]
AMOUNTS = [cap for cap in CAPS if cap not in ("0", "NULL")]
LIMITS = {"charged": "charged_cost", "cost": "cost"}

SETUP = """
-- dealt out as soon as there is anything to deal out
CREATE OR REPLACE FUNCTION meter.calls_each() RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 0.05;
CREATE OR REPLACE FUNCTION meter.charges_each() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 2;
CREATE FUNCTION upkeep(task text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wrong text := CASE task WHEN 'reset' THEN (SELECT string_agg(r.failed, '; ') FROM meter_reset_due() r)
                            WHEN 'maintain' THEN (SELECT string_agg(m.task, '; ') FROM meter_maintain() m WHERE m.task = 'accounts_failed')
                            ELSE (SELECT string_agg(v::text, '; ') FROM meter_verify() v) END;
BEGIN
    IF wrong IS NOT NULL THEN RAISE EXCEPTION '%: %', task, wrong; END IF;
END $$;
"""


class Steps:
    """Makes random statements, all of them of valid arguments."""

    def __init__(self, dice: random.Random):
        self.dice = dice
        self.now = START

    def start(self) -> list[str]:
        made = [clock(self.now)]
        made += [f"SELECT meter_set_plan('{plan}', markup => {self.dice.choice(MARKUPS)})" for plan in PLANS]
        made += [self.limit(plan, name) for plan in PLANS for name in LIMITS]
        made += [f"SELECT meter_set_account('{account}', plan => '{self.dice.choice(PLANS)}')" for account in ACCOUNTS]
        made += ["SELECT meter_set_account('bob', parent => 'ada')"]
        for model in MODELS:
            made += [self.price(model, component) for component in ("input", "output", "seconds")]
        return made + [self.price("m1", "factor:speed:fast")]

    def price(self, model: str, component: str) -> str:
        price = self.dice.choice(FACTORS if component.startswith("factor") else PRICES)
        return (f"SELECT meter_set_price('ca', '{model}', '{component}', {price}, allow_past => true, "
                f"effective_from => '{datetime(2025, 1, 1) + timedelta(seconds=self.dice.randrange(86_400 * 360))}+00')")

    def limit(self, plan: str, name: str) -> str:
        dice = self.dice
        return (f"SELECT meter_set_limit('{name}', '{LIMITS[name]}', {dice.choice(CAPS)}, '{dice.choice(['day', 'day', 'hour'])}', "
                f"plan => '{plan}', carry_over_cap => {dice.choice(CAPS)}, stripes => {dice.choice([1, 4])}, hard => {dice.random() < 0.8})")

    def tokens(self) -> int:
        return self.dice.choice([0, 1, 7, 7_777_777, TOKENS_MAX, self.dice.randrange(10**self.dice.randint(1, 15))])

    def used(self, tokens_min: int = 0) -> str:
        dice, units = self.dice, ""
        if dice.random() < 0.3:
            units = f""", other_units => '{{"seconds": {dice.choice(["0.000001", "12.345678", "9007199254740991"])}}}'"""
        if dice.random() < 0.3:
            units += ", conditions => '{speed:fast}'"
        return f"{max(tokens_min, self.tokens())}, {self.tokens()}{units}"

    def step(self) -> str:
        dice = self.dice
        account, model = dice.choice(ACCOUNTS), f"model => '{dice.choice(MODELS)}', provider => 'ca'"
        name, plan = dice.choice(list(LIMITS)), dice.choice(PLANS)
        late = f"at => '{self.now - timedelta(hours=dice.randrange(1, 60)):%Y-%m-%d %H:%M}+00'"
        def one_of(table: str, where: str) -> str:
            return f"(SELECT x.* FROM {table} x WHERE {where} ORDER BY 1 DESC OFFSET {dice.randrange(4)} LIMIT 1) x"
        kind = dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        match kind:
            case "add":
                more = ", enforce => false" if dice.random() < 0.6 else ""
                return f"SELECT meter_add_tokens('{account}', {self.used()}, {model}{more}{', ' + late if dice.random() < 0.2 else ''})"
            case "batch":
                events = ", ".join(f'{{"account": "{dice.choice(ACCOUNTS)}", "input_tokens": {self.tokens()}, "enforce": '
                                   f'{dice.choice(["true", "false"])}, "model": "{dice.choice(MODELS)}", "provider": "ca"}}' for _ in range(3))
                return f"SELECT meter_add_batch('[{events}]')"
            case "check":
                return f"SELECT meter_check_quota('{account}', {self.tokens()}, {self.tokens()}, {model})"
            case "reserve":
                return f"SELECT meter_reserve('{account}', {self.used(tokens_min=1)}, {model}, ttl => '{dice.choice([1, 30, 600])} minutes')"
            case "settle":
                return f"SELECT meter_settle(x.hold_id, {self.used()}) FROM {one_of('meter.holds', 'x.slot IS NOT NULL')}"
            case "release":
                return f"SELECT meter_release(x.hold_id) FROM {one_of('meter.holds', 'x.slot IS NOT NULL')}"
            case "refund":
                calls = ("(SELECT u.usage_id, u.account FROM meter.usage_log u WHERE num_nonnulls(u.refunds, u.adjusts) = 0 "
                         "AND NOT EXISTS (SELECT FROM meter.usage_log r WHERE r.refunds = u.usage_id))")
                return f"SELECT meter_refund(x.account, x.usage_id) FROM {one_of(calls, 'true')}"
            case "reprice":
                return "SELECT meter_reprice('2025-12-01', '2026-12-01', provider => 'ca')"
            case "price":
                return self.price(dice.choice(MODELS), dice.choice(["input", "output", "seconds"]))
            case "grant":
                expires = f", expires_at => '{self.now + timedelta(hours=dice.randrange(1, 80))}+00'" if dice.random() < 0.5 else ""
                return f"SELECT meter_grant('{account}', '{name}', {dice.choice(AMOUNTS)}{expires})"
            case "void":
                amount = dice.choice(["NULL", "NULL", "x.amount", "round(x.amount / 2 + 0.0000000000000000005, 18)"])
                return f"SELECT meter_void_grant(x.grant_id, {amount}) FROM {one_of('meter.grants', 'true')}"
            case "limit":
                return self.limit(plan, name)
            case "plan":
                return f"SELECT meter_set_plan('{plan}', markup => {dice.choice(MARKUPS)})"
            case "account":
                return f"SELECT meter_set_account('{account}', plan => '{plan}')"
            case "status":
                return f"SELECT meter_status('{account}'), (SELECT count(*) FROM meter_grants('{account}'))"
            case "clock":
                self.now += timedelta(minutes=dice.choice([10, 70, 70, 1500, 1500, 4000]))
                return clock(self.now)
        return f"SELECT upkeep('{kind}')"


WEIGHTS = {"add": 24, "batch": 4, "check": 3, "reserve": 6, "settle": 5, "release": 2, "refund": 6, "reprice": 2, "price": 3, "grant": 6,
           "void": 3, "limit": 3, "plan": 2, "account": 3, "status": 2, "clock": 14, "reset": 3, "maintain": 3}


class ComputedAmounts(unittest.TestCase):
    maxDiff = None

    def test_fit_where_they_are_kept(self):
        start = seed()
        steps = Steps(random.Random(start))
        statements = steps.start()
        for number in range(1, STEPS + 1):
            statements += [steps.step()] + (["SELECT upkeep('verify')"] if number % LOOK_EVERY == 0 else [])
        # whatever was done, everybody can be charged, and so after the next period has begun
        for _ in range(2):
            statements += [f"SELECT meter_add_tokens('{account}', 1, model => 'm0', provider => 'ca', enforce => false)" for account in ACCOUNTS]
            statements += [clock(steps.now + timedelta(days=2)), "SELECT upkeep('reset')", "SELECT upkeep('maintain')"]
        cluster = under_test.cluster()
        prepare(cluster, DATABASE, SETUP)
        failed = play(cluster, DATABASE, statements + ["SELECT upkeep('verify')"])
        self.assertEqual(failed[:3], [], f"again: SEED={start}")
        ((calls, unknown, finest, largest),) = rows(cluster, "SELECT count(*), count(*) FILTER (WHERE cost IS NULL), max(scale(trim_scale("
                                                    "charged_cost))), max(floor(log(greatest(1, charged_cost)))) FROM meter.usage_log", DATABASE)
        self.assertEqual(unknown, "0", f"costs unknown of {calls} calls; again: SEED={start}")
        say(f"   {calls} rows of the log, up to 10^{largest} USD and to {finest} decimals (SEED={start})")
