"""Real price files: what they import, and that what is exported imports back to no change."""
from __future__ import annotations

import json
import unittest
from decimal import Decimal
from pathlib import Path

from lib import under_test
from lib.database import metered_database, rows
from lib.layout import GENAI_PRICES, OPENROUTER_PRICES, PRICES
from lib.report import say

# A day on which some of the dated prices have begun and others have not.
CLOCK = "SET token_meter.clock = '2026-08-21';\n"
IMPORT = CLOCK + """
SELECT change, count(*), coalesce(max(component), '') FROM meter_import_prices($prices${prices}$prices$::jsonb{more})
GROUP BY change ORDER BY change
"""
REASONS = CLOCK + """
SELECT count(*), reason FROM meter_import_prices($prices${prices}$prices$::jsonb, dry_run => true)
WHERE change = 'skipped' GROUP BY reason ORDER BY 1 DESC
"""
BACK = CLOCK + """
SELECT change, count(*), coalesce(max(reason), '') FROM meter_import_prices({exported}) GROUP BY change ORDER BY change
"""
CSV = "to_jsonb(meter_export_prices())"
LITELLM = "meter_export_prices('litellm')::jsonb"


class PriceFile:
    """What holds of every file; a database of its own for each."""

    path: Path

    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        cls.database = f"prices_{cls.__name__.lower()}"
        cls.text = cls.path.read_text(encoding="utf-8")
        metered_database(cls.cluster, cls.database)
        # the guard against prices that jump lets a real list pass over the shipped prices
        cls.told = {change: int(count) for change, count, _ in
                    cls.rows(IMPORT.format(prices=cls.text, more=""))}

    @classmethod
    def rows(cls, sql: str) -> list[list[str]]:
        return rows(cls.cluster, sql, cls.database)

    def price(self, model: str, component: str, above: int = 0) -> Decimal | None:
        found = self.rows(
            "SELECT price_per_million FROM meter.prices"
            f" WHERE provider = '{self.provider}' AND model = '{model}' AND component = '{component}'"
            f" AND service_tier = 'standard' AND context_above = {above} AND effective_from <= '2026-08-21'"
            " ORDER BY effective_from DESC LIMIT 1")
        return Decimal(found[0][0]) if found else None

    def test_1_told(self):
        self.assertGreater(self.told.get("added", 0), 500)
        say(f"   {self.path.name}: " + ", ".join(f"{count} {change}" for change, count in self.told.items()))
        for count, reason in self.rows(REASONS.format(prices=self.text)):
            say(f"      skipped {count}: {reason}")

    def test_2_again_is_no_change(self):
        again = {row[0] for row in self.rows(IMPORT.format(prices=self.text, more=""))}
        self.assertLessEqual(again, {"unchanged", "skipped"})

    def test_3_csv_imports_back_to_no_change(self):
        back = self.rows(BACK.format(exported=CSV))
        self.assertEqual([row[0] for row in back], ["unchanged"])

    def test_4_litellm_imports_back_to_no_change(self):
        back = self.rows(BACK.format(exported=LITELLM))
        # what holds from a later moment on has no place in this format, and stays as it is
        self.assertLessEqual({row[0] for row in back}, {"unchanged", "skipped"})
        self.assertEqual(dict(row[::2] for row in back)["unchanged"], "")


@unittest.skipUnless(PRICES.exists(), "there is no ../shared/data")
class LiteLlm(PriceFile, unittest.TestCase):
    path = PRICES


@unittest.skipUnless(OPENROUTER_PRICES.exists(), "there is no ../shared/data")
class OpenRouter(PriceFile, unittest.TestCase):
    path, provider = OPENROUTER_PRICES, "openrouter"

    def test_5_each_token_price_is_the_files(self):
        components = {"prompt": "input", "completion": "output", "input_cache_read": "cache_read"}
        kept = {tuple(row[:2]): Decimal(row[2]) for row in self.rows(
            "SELECT model, component, price_per_million FROM meter.prices WHERE source = 'openrouter'")}
        for model in json.loads(self.text)["data"]:
            for key, component in components.items():
                usd = Decimal(model["pricing"].get(key, "-1"))
                expected = usd * 1_000_000 if usd >= 0 else None
                self.assertEqual(kept.get((model["id"], component)), expected, (model["id"], key))


@unittest.skipUnless(GENAI_PRICES.exists(), "there is no ../shared/data")
class GenaiPrices(PriceFile, unittest.TestCase):
    path, provider = GENAI_PRICES, "anthropic"

    def test_5_each_plain_price_is_the_files(self):
        components = {"input_mtok": "input", "output_mtok": "output", "cache_read_mtok": "cache_read"}
        kept = {tuple(row[:2]): Decimal(row[2]) for row in self.rows(
            "SELECT DISTINCT ON (model, component) model, component, price_per_million FROM meter.prices"
            " WHERE provider = 'anthropic' AND context_above = 0 AND service_tier = 'standard'"
            " AND effective_from <= '2026-08-21' AND price_per_million IS NOT NULL"
            " ORDER BY model, component, effective_from DESC")}
        providers = {provider["id"]: provider for provider in json.loads(self.text, parse_float=Decimal)}
        for model in providers["anthropic"]["models"]:
            for key, component in components.items():
                price = model["prices"].get(key) if isinstance(model["prices"], dict) else None
                if isinstance(price, (int, Decimal)):
                    self.assertEqual(kept.get((model["id"], component)), price, (model["id"], key))

    def test_6_a_dated_price_is_in_force_or_set_for_its_day(self):
        self.assertEqual(self.price("claude-opus-4-6", "input"), 5)
        self.assertIsNone(self.price("claude-opus-4-6", "input", 200_000))
        later = self.rows("SELECT count(*), min(effective_from)::text FROM meter.prices"
                          " WHERE model = 'claude-sonnet-5' AND effective_from > '2026-08-22'")
        self.assertEqual(later[0][1][:10], "2026-09-01")


if __name__ == "__main__":
    unittest.main()
