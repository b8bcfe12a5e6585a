"""What a call costs, and what its arguments may be: meter_add_tokens, meter_cost and _meter_price of the library beside their twins in SQL."""
from __future__ import annotations

import json
import random
import unittest

from compared import Halves, twins
from lib.report import say
from lib.seed import seed

CALLS = 10_000
BAD_CALLS = 3_000
TOKENS_MAX = 2**53 - 1
TIERS = ["standard"] * 8 + ["batch", "flex", "priority", "fast", "AUTO", "scale", "service_tier_batch", "unknown-tier"]
UNITS = ["cache_read_audio", "cache_read_image", "cache_read_video", "cache_write_audio", "cache_write_image", "cache_write_5m", "cache_write_1h",
         "cache_write_12h", "image_input", "video_input", "tool_input", "image_output", "video_output", "text_output"]
OTHER_UNITS = ["audio_second", "second", "web_search", "web_search_low", "web_search_high", "request", "request_low", "request_high", "citation",
               "grounding_query", "grounded_prompt", "maps_grounding", "code_interpreter", "x_search", "document_search", "image", "page",
               "character", "seconds", "input_of_gpt_4o", "output_of_claude_opus_4_1", "cache_write_1h_of_claude_opus_4_1", "words_of_gpt_4o",
               "cache_read_of_none", "input_of_", "beside_input", "beside_output",
               "beside_cache_read", "beside_cache_write_1h", "beside_reasoning", "beside_words"]
CONDITIONS = ["speed:fast", "geo:us", "endpoint:regional", "endpoint:global", "Geo:EU", "speed:slow", "a:b", "b:c", "c:d"]
# prices of extreme digits, of all hours and some, of tiers and steps that others lack
SETUP = """
SELECT meter_remove_limit('daily_tokens', plan => 'free');
SELECT meter_set_setting('late_usage_days', '999');
SELECT meter_set_price('ca', m, c, p, effective_from => 'epoch', allow_past => true, service_tier => t, context_above => a, daily => d)
  FROM (VALUES ('m0', 'input', 0.000000000000000001, 'standard', 0, NULL), ('m0', 'output', 999999999999.9999999999999999, 'standard', 0, NULL),
               ('m0', 'output', 7, 'batch', 0, NULL), ('m0', 'seconds', 0.987654321098765432, 'standard', 0, NULL),
               ('m1', 'input', 3, 'standard', 0, NULL), ('m1', 'input', 7, 'standard', 1000, NULL), ('m1', 'input', 1.7, 'batch', 0, NULL),
               ('m1', 'input', 11, 'standard', 200000, NULL), ('m1', 'output', 9, 'standard', 0, NULL), ('m1', 'output', 13, 'standard', 1000, '08:00-20:00'),
               ('m1', 'output', 4.5, 'batch', 0, '16:30-00:30'), ('m1', 'output', 4.4, 'batch', 0, NULL), ('m1', 'request', 5, 'standard', 0, NULL),
               ('m1', 'input', 0.123456789012345678, 'flex', 1000, NULL), ('m1', 'cache_read', 0.1, 'batch', 0, NULL),
               ('m1', 'cache_read', 0.3, 'standard', 0, NULL), ('m1', 'cache_read', 0.7, 'standard', 1000, NULL),
               ('m1', 'audio_input', 33, 'priority', 0, '22:00-06:00'), ('m1', 'audio_input', 0, 'standard', 0, NULL),
               ('m1', 'reasoning', 77.77, 'standard', 0, '00:00-12:00'), ('m1', 'factor:speed:fast', 1.123456789012345678, 'standard', 0, NULL),
               ('m1', 'factor:geo:us', 1.1, 'standard', 0, NULL), ('m1', 'factor:geo:us', 1.3, 'batch', 0, NULL),
               ('m2', 'input', 1000000000000, 'standard', 0, NULL), ('m2', 'output', 1, 'standard', 0, NULL),
               ('m2', 'factor:a:b', 1000000000000, 'standard', 0, NULL), ('m2', 'factor:b:c', 1000000000000, 'standard', 0, NULL),
               ('m2', 'factor:c:d', 999999999999.9999999999999999, 'standard', 0, NULL), ('m3', 'output', 2, 'standard', 0, NULL),
               ('m3', 'web_search', 10000, 'standard', 0, NULL), ('m3', 'image_output', 40, 'standard', 0, NULL)) AS v (m, c, p, t, a, d);
SELECT meter_set_price('ca', '*', 'web_search', 5000, effective_from => 'epoch', allow_past => true);
"""
LIBRARY = """
SELECT to_jsonb(u) FROM meter_add_tokens({arguments}) v LEFT JOIN LATERAL logged(v.usage_id) u ON true"""


def literal(value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool) or isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "ARRAY[" + ", ".join(literal(item) for item in value) + "]::text[]"
    return quoted(value)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class Calls:
    """Makes random calls, their arguments as SQL."""

    def __init__(self, dice: random.Random, models: list[list[str]]):
        self.dice, self.models = dice, models

    def tokens(self) -> int:
        return self.dice.choice([0, 1, 7, 999, 1000, 1001, 128_001, 200_000, 200_001, 272_001, TOKENS_MAX, self.dice.randrange(10**self.dice.randint(1, 15))])

    def part(self, whole: int) -> int:
        return self.dice.choice([0, 0, 0, whole, self.dice.randint(0, whole)])

    def name(self) -> tuple[str | None, str | None]:
        dice = self.dice
        provider, model = dice.choice(self.models)
        match dice.randrange(30):
            case 0:
                return None, None
            case 1:
                return provider, "none-such-" + model
            case 2:
                return None, "none-such"
            case 3:
                return dice.choice(["openai", model]), provider
            case 4:
                return provider.upper(), model.upper()
            case 5:
                return None, model
            case 6:
                return provider, dice.choice(["m1", "projects/p/locations/eu/publishers/x/models/" + model, model + "-2025-01-02"])
            case 7 | 8 | 9 | 10 | 11 | 12:
                return "ca", dice.choice(["m0", "m1", "m1", "m2", "m3", "m4"])
        return provider, model

    def units(self, counts: dict) -> dict:
        dice = self.dice
        units = {}
        for name in dice.sample(UNITS, dice.randint(0, 4)):
            whole = "output" if name.endswith("output") else "input"
            for part in ("cache_read", "cache_write"):
                if name.startswith(part):
                    whole = part
            units[name] = self.part(counts.get(whole + "_tokens", 0))
        for name in dice.sample(OTHER_UNITS, dice.randint(0, 2)):
            units[name] = dice.choice([1, 2, 0.000001, 12.345678, 0, TOKENS_MAX])
        return units

    def call(self) -> dict:
        dice = self.dice
        given = {"input_tokens": self.tokens(), "output_tokens": self.tokens()}
        given["cache_read_tokens"] = self.part(given["input_tokens"])
        given["cache_write_tokens"] = self.part(given["input_tokens"] - given["cache_read_tokens"])
        given["audio_input_tokens"] = self.part(given["input_tokens"])
        given["reasoning_tokens"] = self.part(given["output_tokens"])
        given["audio_output_tokens"] = self.part(given["output_tokens"])
        given["provider"], given["model"] = self.name()
        given["service_tier"] = dice.choice(TIERS)
        given["at"] = f"2026-{dice.randint(1, 11):02}-{dice.randint(1, 25):02} {dice.choice([0, 8, 12, 16, 20, dice.randrange(24)]):02}:{dice.choice(['00:00', '29:59.999999', '30:00', '59:59'])}+00"
        if dice.random() < 0.3:
            given["other_units"] = self.units(given)
        if dice.random() < 0.3:
            given["conditions"] = dice.sample(CONDITIONS, dice.randint(0, 4))
        if dice.random() < 0.2:
            given["enforce"] = False
        if dice.random() < 0.1:
            given["reported_cost"] = dice.choice(["0", "0.1230", "79228162514264337593543950335", "0.0000000000000000000000000001"])
        return {"account": "ada", **{name: value for name, value in given.items() if value != 0}, "input_tokens": given["input_tokens"]}

    def bad_call(self) -> dict:
        dice = self.dice
        given = self.call()
        given["metadata"] = {"a": "b"}
        for name in dice.sample(list(BAD), dice.choice([1, 1, 1, 2])):
            given[name] = dice.choice(BAD[name])
        return given


TEXTS = ["", " ", "\t\n", "\u00a0\u3000", "\u200b", "x" * 255, "x" * 256, "é" * 128, "~", "\u2028", "é", None, "user_2abc", "'\";--", "%"]
COUNTS = [None, -1, -2**63, 2**63 - 1, 2**53, TOKENS_MAX, 5]
BAD = {
    "account": TEXTS, "model": TEXTS, "provider": TEXTS, "operation": TEXTS, "operation_id": TEXTS, "session_id": TEXTS,
    "service_tier": TEXTS + ["a b", "é", "-", "_", "default", "ON-DEMAND", "on_demand_flex", "service-tier-priority", "batches", "9"],
    "key_source": ["shared", "own", "", "Own", None, "else"],
    "input_tokens": COUNTS, "output_tokens": COUNTS, "cache_read_tokens": COUNTS, "cache_write_tokens": COUNTS, "reasoning_tokens": COUNTS,
    "audio_input_tokens": COUNTS, "audio_output_tokens": COUNTS, "enforce": [None, True, False],
    "metadata": [None, {}, {"a": "x" * 8181}, {"a": "x" * 8184}, {"a": "x" * 8185}, {"é": "é" * 4100}, {"a": {"b": [1, 2]}}],
    "at": ["infinity", "-infinity", "294276-12-31", "4713-01-01 BC", "2026-11-28 00:00+00", "2030-01-01 00:00+00", None],
    "conditions": [[], [None], ["fast"], ["speed:"], [":fast"], ["a:b:c"], ["speed:very fast"], ["a:b\n"], ["É:b"], [f"k:{n}" for n in range(9)],
                   [f"k:{n}" for n in range(8)], ["a:" + "b" * 61], ["a:" + "b" * 62], ["A:B", "a:b"], ["z:1", "a_b:1", "a.b:1", "a-b:1", "a1:1"]],
    "reported_cost": ["-1", "NaN", "Infinity", "-Infinity", "79228162514264337593543950336", "0.00000000000000000000000000001",
                      "0.10000000000000000000000000000", "1.0000000000000000000000000000", "7.92281625142643375935439503350", "10.0000000000000000000000000000", "-0.000",
                      "12345678901234567890.1234567890", "123456789012345678901.1234567890", "1e27", "1e30"],
    "other_units": [[1], {}, {"Web Search": 1}, {"output": 1}, {"image": -1}, {"image": "1"}, {"image": None}, {"second": 1e-7}, {"image_output": 1.5},
                    {"cache_write_1h": 2**53 - 1}, {"image": 2**53}, {"image": 1e300}, {"image": {"b": [1, "é\n\u0001"], "aa": {}}}, {"image": []},
                    {f"u{n}": 1 for n in range(33)}, {f"u{n}": n for n in range(32)}, {"a" * 63: 1, "b" * 64: 1}, {"b": -1, "aa": -1}, {"": 1},
                    {"z_input": 1, "image_input": 10**15, "video_input": 0.5}, {"web_search": True}, {"second": 12.250000}, {"second": 0.1234567}],
}


def arguments(given: dict) -> str:
    return ", ".join(f"{name} => {literal(json.dumps(value) if name in ('other_units', 'metadata') and value is not None else value)}"
                     for name, value in given.items())


def added(given: dict) -> tuple[str, str]:
    return LIBRARY.format(arguments=arguments(given)), f"SELECT kept(meter.price_call(meter.call_row({arguments(given)})))"


def asked(given: dict) -> tuple[str, str]:
    """The same call, by what it would cost."""
    given = {name: value for name, value in given.items() if name not in NOT_ASKED}
    query = f"SELECT to_jsonb(meter_cost({arguments({'model': None, **given})})::text)"
    return query, query.replace("meter_cost(", "twin.meter_cost(")


def on_record(given: dict) -> tuple[str, str]:
    """The same call, as one of the log that is priced again."""
    counts = "ARRAY[" + ", ".join(literal(given.get(name, 0)) for name in COUNTS_IN_ORDER) + "]::bigint[]"
    units = literal(json.dumps(given["other_units"])) if given.get("other_units") is not None else "NULL"
    rest = f"{units}, {literal(given.get('at'))}, '2026-11-01', {literal(given.get('conditions'))}"
    query = (f"SELECT to_jsonb(p) FROM meter_internal._meter_price(lower({literal(given.get('provider'))}), {literal(given.get('model'))}, "
             f"{literal(given.get('service_tier'))}, {counts}, {rest}) p")
    return query, query.replace("meter_internal.", "twin.")


NOT_ASKED = ("account", "operation", "operation_id", "session_id", "key_source", "metadata", "enforce", "reported_cost")
COUNTS_IN_ORDER = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "reasoning_tokens", "audio_input_tokens",
                   "audio_output_tokens")


class TestCost(unittest.TestCase):
    maxDiff = None

    def test_calls_cost_the_same_by_either(self):
        start = seed()
        dice = random.Random(start)
        halves = Halves("pairs_cost", SETUP + twins("cost.sql") + """
            CREATE FUNCTION kept(u meter.usage_log) RETURNS jsonb LANGUAGE sql STABLE RETURN to_jsonb(u) - ARRAY['usage_id', 'plan', 'markup',
                'charged_cost', 'key_source', 'charged', 'grant_ids', 'grant_amounts', 'hold_id', 'recorded_at', 'refunds', 'adjusts'];
            CREATE FUNCTION logged(id bigint) RETURNS jsonb LANGUAGE plpgsql AS $$
                BEGIN RETURN (SELECT kept(u) FROM meter.usage_log u WHERE u.usage_id = id); END $$;
            """)
        models = json.loads(halves.run("SELECT json_agg(DISTINCT ARRAY[provider, model]) FROM meter.prices WHERE provider <> '*' AND model <> '*';"))
        calls = Calls(dice, models)
        for unknown_model in ("fallback", "refuse", "record"):
            for cost_source in ("reported", "prices"):
                halves.run(f"SELECT meter_set_setting('unknown_model', '{unknown_model}'); SELECT meter_set_setting('cost_source', '{cost_source}');")
                made = [calls.call() for _ in range(CALLS // 6)]
                pairs = [added(call) for call in made]
                pairs += [dice.choice([asked, on_record])(call) for call in made[:len(made) // 5]]
                self.assertEqual("\n".join(halves.differences(pairs)), "", f"{unknown_model}, {cost_source}; again: SEED={start}")
        made = [calls.bad_call() for _ in range(BAD_CALLS)]
        pairs = [added(call) for call in made] + [dice.choice([asked, on_record])(call) for call in made[:len(made) // 2]]
        self.assertEqual("\n".join(halves.differences(pairs)), "", f"again: SEED={start}")
        say(f"   {CALLS} calls of {len(models)} models and {BAD_CALLS} that are wrong (SEED={start})")
