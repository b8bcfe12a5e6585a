"""Real prices, real responses: what the meter charged against a sum worked out independently."""
from __future__ import annotations

import unittest
from collections import Counter, defaultdict
from decimal import Decimal, localcontext

from lib import under_test
from lib.charging import charge
from lib.database import metered_database, psql, rows
from lib.layout import PRICES, RESPONSES
from lib.recorded import recorded_responses
from lib.report import say
from price_book import PriceBook, cost, disjoint

DATABASE = "corpus"
# The prices that ship with the extension give way to the list: the sum is of the two files alone.
IMPORT = """
SELECT count(*) FROM meter_import_prices($prices${prices}$prices$::jsonb)
"""
# A provider's own limits must not come between the responses and their sum.
UNLIMITED = """
SELECT FROM meter_set_plan('recordings');
SELECT FROM meter_set_limit('monthly_tokens', 'tokens', NULL, 'month', plan => 'recordings');
SELECT FROM unnest('{{{providers}}}'::text[]) provider,
    LATERAL meter_set_account(provider, plan => 'recordings');
"""


@unittest.skipUnless(PRICES.exists() and RESPONSES.exists(), "there is no ../shared/data")
class RecordedResponses(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        cls.responses = recorded_responses()
        metered_database(cls.cluster, DATABASE, shipped_prices=False)
        psql(cls.cluster, IMPORT.format(prices=PRICES.read_text(encoding="utf-8")), database=DATABASE)
        providers = ",".join(sorted({response.provider for response in cls.responses}))
        psql(cls.cluster, UNLIMITED.format(providers=providers), database=DATABASE)
        cls.refused = charge(cls.cluster, cls.responses, DATABASE)
        cls.book = PriceBook(PRICES.read_text(encoding="utf-8"))

    def metered(self, sql: str) -> list[list[str]]:
        return rows(self.cluster, sql, DATABASE)

    def charged(self):
        """The responses that the meter took, with the prices that an independent reading finds."""
        refused = {response.id for response in self.refused}
        for response in self.responses:
            if response.id not in refused:
                yield response, self.book.find(response.provider, response.model)

    def test_total_cost_of_each_provider_to_the_last_digit(self):
        expected: dict[str, Decimal] = defaultdict(Decimal)
        with localcontext() as exact:
            exact.prec = 60
            for response, prices in self.charged():
                if prices is not None:
                    expected[response.provider] += cost(prices, disjoint(response.usage), response.service_tier,
                                                        response.usage["input"])
        found = {account: Decimal(cost_usd) for account, cost_usd in self.metered(
            "SELECT account, sum(cost) FROM meter.usage_log"
            " WHERE price_match IN ('exact', 'model') GROUP BY account")}
        self.assertGreater(len(expected), 10)
        different = {account: f"metered {found.get(account)}, worked out {expected.get(account)}"
                     for account in found.keys() | expected.keys()
                     if found.get(account) != expected.get(account)}
        self.assertEqual(different, {})

    def test_every_response_is_charged_or_named(self):
        ids = {row[0] for row in self.metered("SELECT operation_id FROM meter.usage_log")}
        refused = {response.id for response in self.refused}
        self.assertEqual(ids | refused, {response.id for response in self.responses})
        self.assertFalse(ids & refused)
        for response in self.refused:
            say(f"   refused as bad input: {response.provider} {response.id}: {response.why}")

    def test_responses_without_a_price_are_marked_and_named(self):
        expected = Counter((response.provider, response.model or "")
                           for response, prices in self.charged() if prices is None)
        found = {(account, model): int(count) for account, model, count in self.metered(
            "SELECT account, model, count(*) FROM meter.usage_log"
            " WHERE price_match NOT IN ('exact', 'model') GROUP BY account, model")}
        self.assertEqual(found, dict(expected))
        marked = self.metered("SELECT price_match, count(*) FROM meter.usage_log GROUP BY 1 ORDER BY 1")
        say(f"   priced: {', '.join(f'{match} {count}' for match, count in marked)}")
        say(f"   {sum(expected.values())} of {len(self.responses)} responses are of {len(expected)} models that the price file"
            " does not know by that name (charged by another name of theirs, or at the marked fallback):")
        by_provider = defaultdict(list)
        for (provider, model), count in sorted(expected.items()):
            by_provider[provider].append(f"{model or '(no model recorded)'} x {count}")
        for provider, models in by_provider.items():
            say(f"     {provider}: {', '.join(models)}")

    def test_token_counts_are_those_recorded(self):
        expected = Counter()
        for response, _ in self.charged():
            expected[response.provider] += response.usage["input"] + response.usage["output"]
        found = {account: int(tokens) for account, tokens in self.metered(
            "SELECT account, sum(tokens) FROM meter.usage_log GROUP BY account")}
        self.assertEqual(found, dict(expected))
        gauges = {account: int(used) for account, used in self.metered(
            "SELECT c.account, sum(c.used) FROM meter.counters c GROUP BY c.account")}
        self.assertEqual(gauges, dict(expected))
