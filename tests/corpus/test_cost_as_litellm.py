"""Costs by a LiteLLM price list, exactly those that an independent evaluation of its rules gives (price_book.py)."""
from __future__ import annotations

import json
import random
import unittest
from decimal import Decimal

from dice import size, split
from lib import under_test
from lib.database import metered_database, psql, rows
from lib.layout import PRICES
from lib.report import say
from lib.seed import seed
from price_book import BASES, TIERS, WHOLES, PriceBook, cost

CASES = 1000
UNITS = sorted(set(BASES.values()) - set(WHOLES) - {"input", "output", "request"}) + ["web_search", "web_search_high"]
IN = ["input", "cache_read", "cache_read_audio", "cache_write", "cache_write_1h", "cache_write_audio", "audio_input"]
OUT = ["output", "reasoning", "audio_output"]
INVENTED = 200

IMPORT = """
SELECT FROM meter_set_setting('unknown_model', 'record');
SELECT count(*) FROM meter_import_prices($prices${prices}$prices$::jsonb, max_factor => NULL);
"""
COSTS = """
SELECT n, meter_cost(model, input, output, provider, cache_read_tokens => cache_read, cache_write_tokens => cache_write,
           reasoning_tokens => reasoning, audio_input_tokens => audio_input, audio_output_tokens => audio_output,
           service_tier => tier, other_units => other_units)
  FROM jsonb_to_recordset($calls${calls}$calls$) AS calls (n int, provider text, model text, tier text, input bigint,
      output bigint, cache_read bigint, cache_write bigint, reasoning bigint, audio_input bigint, audio_output bigint,
      other_units jsonb)
 ORDER BY n
"""


def used_by(dice: random.Random, prices: dict) -> dict[str, int]:
    """Amounts that are apart of each other: tokens of every kind, and units, mostly such as the model prices."""
    steps = sorted({above for _, _, above in prices if above})
    used = {}
    for kinds, whole in ((IN, size(dice, steps)), (OUT, size(dice, []))):
        parts = dict(zip(kinds[1:], split(dice, whole, len(kinds) - 1)))
        used |= {kinds[0]: whole - sum(parts.values()), **parts}
    priced = [unit for unit in UNITS if any(name == unit for name, _, _ in prices)]
    for unit in dice.sample(priced, dice.randint(0, min(2, len(priced)))):
        used[unit] = dice.choice([1, 3, dice.randrange(100_000)])
    # what a model has no price for is asked of it now and then: its cost is unknown
    for kinds in (IN, OUT):
        if not any(name == kinds[0] for name, _, _ in prices) and dice.random() < 0.9:
            used |= {kind: 0 for kind in kinds}
    return used


def asked(n: int, name: tuple[str, str], model: str, tier: str, used: dict[str, int]) -> dict:
    """The call as our functions count: wholes with their parts."""
    def of(*kinds):
        return sum(used[kind] for kind in kinds)

    units = {name: amount for name, amount in used.items() if name in UNITS or name.endswith(("_1h", "_audio"))}
    return {"n": n, "provider": name[0], "model": model, "tier": tier, "input": of(*IN), "output": of(*OUT),
            "cache_read": of("cache_read", "cache_read_audio"),
            "cache_write": of("cache_write", "cache_write_1h", "cache_write_audio"), "reasoning": of("reasoning"),
            "audio_input": of("audio_input", "cache_read_audio", "cache_write_audio"),
            "audio_output": of("audio_output"), "other_units": units}


def invented_list(dice: random.Random) -> str:
    """Models with any keys that the grammar allows, priced by floats with their noise, some in ranges of the input."""
    def usd():
        return dice.choice([0, dice.randint(1, 9999) * 1e-9, 0.1 * dice.randint(1, 99) * 3e-7, dice.random() * 1e-5])

    def keys(steps):
        plain = ["input_cost_per_token", "output_cost_per_token"]
        bases = plain + dice.sample(sorted(BASES), 6)
        others = {f"{base}{dice.choice(steps)}{dice.choice(tiers)}": usd() for base in bases for _ in range(3)}
        return {key: usd() for key in plain} | others

    tiers = ["", "", *(f"_{tier}" for tier in TIERS)]
    models = {}
    for number in range(INVENTED):
        models[f"invented/m{number}"] = entry = {"litellm_provider": "invented"}
        if dice.random() < 0.3:
            bounds = [0, 32_000, 128_000, 256_000, 1_000_000]
            entry["tiered_pricing"] = [{"range": [*bounds[at:at + 2]], **keys([""])} for at in range(len(bounds) - 1)]
        else:
            entry |= keys(["", "", "_above_32k_tokens", "_above_200k_tokens"])
    return json.dumps(models)


class CostAsLiteLlm(unittest.TestCase):
    def costs_are_equal(self, database: str, text: str, start: int) -> None:
        dice = random.Random(start)
        book = PriceBook(text)
        models = book.models
        # those with more than two prices are half
        names = sorted(models), sorted(name for name in models if len(models[name]) > 2)
        calls = []
        for _ in range(CASES):
            name = dice.choice(dice.choice(names))
            model = dice.choice((name[1], book.keys[name]))  # apps give either
            calls.append((name, model, dice.choice(["standard", *TIERS.values()]), used_by(dice, models[name])))
        cluster = under_test.cluster()
        metered_database(cluster, database, shipped_prices=False)
        psql(cluster, IMPORT.format(prices=text), database=database)
        ours = rows(cluster, COSTS.format(calls=json.dumps([asked(n, *call) for n, call in enumerate(calls)])), database)
        unknown, different = 0, []
        for (name, model, tier, used), (_, usd) in zip(calls, ours):
            expected = cost(models[name], used, tier, sum(used[kind] for kind in IN))
            unknown += expected is None
            if (Decimal(usd) if usd else None) != expected:
                different.append(f"{name[0]} {model} {tier} {used}: {usd or 'unknown'}, not {expected}; {models[name]}")
        say(f"   {CASES - len(different)} of {CASES} calls of {len({name for name, *_ in calls})} models cost exactly what"
            f" the rules of the list say, {unknown} of them unknown (SEED={start})")
        for deviation in different[:20]:
            say(f"      {deviation}")
        self.assertEqual((len(ours), len(different)), (CASES, 0), f"again: SEED={start}")

    @unittest.skipUnless(PRICES.exists(), "there is no ../shared/data")
    def test_a_thousand_random_calls_by_the_real_list(self):
        self.costs_are_equal("as_litellm", PRICES.read_text(encoding="utf-8"), seed())

    def test_a_thousand_random_calls_by_an_invented_list(self):
        start = seed()
        self.costs_are_equal("as_litellm_invented", invented_list(random.Random(start)), start)


if __name__ == "__main__":
    unittest.main()
