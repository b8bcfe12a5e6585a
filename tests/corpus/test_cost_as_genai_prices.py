"""Costs equal to those that genai-prices itself works out of the same data file, at any moment and of any size."""
from __future__ import annotations

import json
import random
import unittest
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import genai_itself
from dice import size, split
from lib import under_test
from lib.database import metered_database, psql, rows
from lib.layout import GENAI_PRICES
from lib.report import say
from lib.seed import seed

DATABASE = "as_genai_prices"
CASES = 1000
EQUAL = Decimal("1e-12")
FIRST, LAST = (datetime(year, 1, 1, tzinfo=timezone.utc) for year in (2023, 2028))
SLIPS = [timedelta(microseconds=-1), timedelta(0), timedelta(seconds=1), timedelta(days=-1), timedelta(days=1)]
MINUTES = [timedelta(seconds=seconds) for seconds in (-60, -1, 0, 1, 60)]

# Imported on a day before every date of the list, so that all of its prices are set, each from its own day.
IMPORT = """
SET token_meter.clock = '2022-12-31';
SELECT FROM meter_set_setting('unknown_model', 'record');
SELECT count(*) FROM meter_import_prices($prices${prices}$prices$::jsonb, max_factor => NULL);
"""
COSTS = """
SELECT n, meter_cost(model, input, output, provider, cache_read_tokens => cache_read, cache_write_tokens => cache_write,
           audio_input_tokens => audio_input, audio_output_tokens => audio_output, at => at,
           other_units => jsonb_build_object('cache_read_audio', cache_read_audio))
  FROM jsonb_to_recordset($calls${calls}$calls$) AS calls (n int, provider text, model text, at timestamptz, input bigint,
      output bigint, cache_read bigint, cache_write bigint, cache_read_audio bigint, audio_input bigint, audio_output bigint)
 ORDER BY n
"""
THEIRS = {"input": "input_tokens", "output": "output_tokens", "cache_read": "cache_read_tokens",
          "cache_write": "cache_write_tokens", "cache_read_audio": "cache_audio_read_tokens",
          "audio_input": "input_audio_tokens", "audio_output": "output_audio_tokens"}


def moment(dice: random.Random, model) -> datetime:
    """Any, and often one beside a date or an hour at which the model's prices change."""
    any_time = FIRST + (LAST - FIRST) * dice.random()
    constraints = [entry.constraint for entry in model.prices] if isinstance(model.prices, list) else []
    changes = []
    for constraint in filter(None, constraints):
        if hasattr(constraint, "start_date"):
            midnight = datetime.min.time().replace(tzinfo=timezone.utc)
            changes.append(datetime.combine(constraint.start_date, midnight) + dice.choice(SLIPS))
        else:
            for time in (constraint.start_time, constraint.end_time):
                changes.append(datetime.combine(any_time.date(), time) + dice.choice(MINUTES))
    return dice.choice(changes) if changes and dice.random() < 0.8 else any_time


def usage(dice: random.Random, prices: dict) -> dict[str, int]:
    """Counts whose parts lie within their wholes. Output that is not priced at all is left out: here it has no cost."""
    steps = [tier.start for price in prices.values() for tier in getattr(price, "tiers", [])]
    whole = size(dice, steps) if "input_mtok" in prices else 0
    cached, cached_audio, audio, written = split(dice, whole, 4)
    output = size(dice, []) if "output_mtok" in prices else 0
    return {"input": whole, "output": output, "cache_read": cached + cached_audio, "cache_write": written,
            "cache_read_audio": cached_audio, "audio_input": audio + cached_audio,
            "audio_output": split(dice, output, 1)[0]}


def random_calls(start: int) -> list[tuple]:
    """Provider, model, moment and counts. The models with more than a plain price are half of them."""
    dice = random.Random(start)
    priced = [(provider, model) for provider in genai_itself.providers() for model in provider.models
              if genai_itself.prices_at(model, FIRST)]
    special = [(provider, model) for provider, model in priced if isinstance(model.prices, list)
               or any(hasattr(price, "tiers") or "audio" in key or "requests" in key
                      for key, price in vars(model.prices).items())]
    calls = []
    for _ in range(CASES):
        provider, model = dice.choice(dice.choice((priced, special)))
        at = moment(dice, model)
        calls.append((provider, model, at, usage(dice, genai_itself.prices_at(model, at))))
    return calls


@unittest.skipUnless(GENAI_PRICES.exists(), "there is no ../shared/data")
class CostAsGenaiPrices(unittest.TestCase):
    def test_a_thousand_random_calls_cost_the_same(self):
        start = seed()
        calls = random_calls(start)
        cluster = under_test.cluster()
        metered_database(cluster, DATABASE, shipped_prices=False)
        psql(cluster, IMPORT.format(prices=GENAI_PRICES.read_text(encoding="utf-8")), database=DATABASE)
        asked = [{"n": n, "provider": provider.id, "model": model.id, "at": at.isoformat(), **counts}
                 for n, (provider, model, at, counts) in enumerate(calls)]
        ours = rows(cluster, COSTS.format(calls=json.dumps(asked)), DATABASE)
        different = []
        for (provider, model, at, counts), (_, cost) in zip(calls, ours):
            theirs = genai_itself.cost(provider, model, at, {THEIRS[name]: count for name, count in counts.items()})
            if not cost or abs(Decimal(cost) - theirs) > EQUAL:
                different.append(f"{provider.id} {model.id} {at} {counts}: {cost or 'unknown'}, theirs {theirs}")
        self.assertEqual(len(ours), CASES)
        models = {(provider.id, model.id) for provider, model, _, _ in calls}
        say(f"   {CASES - len(different)} of {CASES} calls of {len(models)} models cost what genai-prices says (SEED={start})")
        for deviation in different:
            say(f"      {deviation}")
        self.assertEqual(len(different), 0, f"again: SEED={start}")


if __name__ == "__main__":
    unittest.main()
