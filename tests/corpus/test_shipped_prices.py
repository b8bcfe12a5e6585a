"""Every shipped price of tokens is that of a current public list, but for those that are named here with the reason."""
from __future__ import annotations

import json
import unittest
from decimal import Decimal

from lib import under_test
from lib.database import metered_database, psql, rows
from lib.layout import GENAI_PRICES
from lib.report import say

DATABASE = "shipped_prices"
# (provider, model, component): why it differs from the list
EXCEPTIONS = {
    ("google", "gemini-2.5-flash-image", "output"): "text is 2.5; the list has the price of image tokens, which are priced apart",
    ("openai", "gpt-4o-audio-preview", "audio_input"): "OpenRouter's list has 40 too; this one repeats the price of text",
    ("together", "mistralai/Mixtral-8x7B-Instruct-v0.1", "input"): "LiteLLM's list has 0.6",
    ("together", "mistralai/Mixtral-8x7B-Instruct-v0.1", "output"): "LiteLLM's list has 0.6",
    ("together", "mistralai/Mixtral-8x22B-Instruct-v0.1", "input"): "not confirmed by a second list",
    ("together", "mistralai/Mixtral-8x22B-Instruct-v0.1", "output"): "not confirmed by a second list",
}
# What the list would set, where it prices the same as we ship.
COMPARED = """
SET token_meter.clock = '2026-11-27';
SELECT provider, model, component, context_above, old_price, new_price
  FROM meter_import_prices($prices${prices}$prices$::jsonb, dry_run => true)
 WHERE change IN ('changed', 'unchanged') AND old_price IS NOT NULL AND service_tier = 'standard'
"""


@unittest.skipUnless(GENAI_PRICES.exists(), "there is no ../shared/data")
class ShippedPrices(unittest.TestCase):
    def test_shipped_prices_are_the_lists(self):
        cluster = under_test.cluster()
        metered_database(cluster, DATABASE)
        prices = GENAI_PRICES.read_text(encoding="utf-8")
        compared = rows(cluster, COMPARED.format(prices=prices), DATABASE)
        different = {(provider, model, component): f"shipped {old}, listed {new}"
                     for provider, model, component, _, old, new in compared if Decimal(old) != Decimal(new)}
        say(f"   {len(compared) - len(different)} of {len(compared)} shipped prices of tokens are the list's; the others:")
        for key, told in sorted(different.items()):
            say(f"      {'/'.join(key[:2])} {key[2]}: {told}: {EXCEPTIONS.get(key, 'for no reason that is known')}")
        self.assertGreater(len(compared), 200)
        self.assertEqual(sorted(set(different) - set(EXCEPTIONS)), [])

    def test_todays_lists_are_taken_by_a_fresh_install(self):
        cluster = under_test.cluster()
        metered_database(cluster, DATABASE + "_fresh")
        list_of_today = {"deepseek/deepseek-v4-pro": {"litellm_provider": "deepseek", "input_cost_per_token": 4.35e-7,
                                                      "cache_read_input_token_cost": 4.35e-8}}
        psql(cluster, f"SELECT * FROM meter_import_prices('{json.dumps(list_of_today)}')", database=DATABASE + "_fresh")


if __name__ == "__main__":
    unittest.main()
