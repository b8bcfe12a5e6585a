"""The model that a name leads to has the prices of the model that genai-prices itself finds by that name."""
from __future__ import annotations

import json
import unittest
from collections import Counter
from datetime import datetime, timezone

import genai_itself
from lib import under_test
from lib.database import metered_database, psql, rows
from lib.layout import GENAI_PRICES
from lib.report import say

DATABASE = "models_as_genai_prices"
NOW = datetime(2026, 8, 21, tzinfo=timezone.utc)
IMPORT = """
SET token_meter.clock = '2026-08-21';
SELECT count(*) FROM meter_import_prices($prices${prices}$prices$::jsonb, max_factor => NULL);
"""
# The name that has a price, of all that are looked for.
FOUND = """
SELECT n, price_match, found.provider, found.model
  FROM jsonb_to_recordset($names${names}$names$) AS names (n int, provider text, name text)
  LEFT JOIN LATERAL (SELECT * FROM meter_match_model(name, names.provider, at => '2026-08-21') m
                      WHERE m.has_price AND m.price_match <> 'fallback') found ON true
 ORDER BY n
"""


def clauses(match) -> list[tuple[str, str]]:
    """The kind and text of every clause within a rule."""
    ((kind, value), *_) = vars(match).items()
    if kind in ("or_", "and_"):
        return [each for clause in value for each in clauses(clause)]
    return [(kind, value)]


def names_of(model) -> set[str]:
    """Names that may mean a model: its id, those that its rule equals, and some made of the rule's other parts."""
    names = {model.id}
    for kind, text in clauses(model.match):
        names |= {"equals": {text}, "starts_with": {text, f"{text}-preview", f"{text}-20260102"},
                  "ends_with": {f"x-{text}"}, "contains": {text, f"x-{text}-y"}}.get(kind, set())
    return names


def asked() -> list[tuple]:
    """Every provider with each name of its models."""
    return [(provider, name) for provider in genai_itself.providers()
            for name in sorted(set().union(*(names_of(model) for model in provider.models), set())) if name.strip()]


# Mistral's latest, which the list prices as the family's older model though it knows the newer snapshot
NEWER = {("mistral", "codestral-latest"): "codestral-2508", ("mistral", "mistral-large-latest"): "mistral-large-2512"}


@unittest.skipUnless(GENAI_PRICES.exists(), "there is no ../shared/data")
class ModelAsGenaiPrices(unittest.TestCase):
    def test_names_lead_to_the_same_prices(self):
        providers = genai_itself.providers()
        by_name = {(genai_itself.RENAMED.get(provider.id, provider.id), model.id): genai_itself.prices_at(model, NOW)
                   for provider in providers for model in provider.models}
        cluster = under_test.cluster()
        metered_database(cluster, DATABASE, shipped_prices=False)
        psql(cluster, IMPORT.format(prices=GENAI_PRICES.read_text(encoding="utf-8")), database=DATABASE)
        names = asked()
        given = [{"n": n, "provider": provider.id, "name": name} for n, (provider, name) in enumerate(names)]
        found = rows(cluster, FOUND.format(names=json.dumps(given)), DATABASE)
        self.assertEqual(len(found), len(names))
        how, different = Counter(), []
        for (provider, name), (_, match, to_provider, to_model) in zip(names, found):
            model = provider.find_model(name, all_providers=providers)
            theirs = genai_itself.prices_at(model, NOW) if model else {}
            if theirs == by_name.get((to_provider, to_model), {}):
                how[match if theirs else "no price"] += 1
            elif (provider.id, name) in NEWER and to_model == NEWER[provider.id, name]:
                how["the newest snapshot, where the list has an older one's price"] += 1
            elif model is None and match == "exact":
                how["its own id, which its rule leaves out"] += 1  # a rule that wants a prefix, say
            else:
                different.append(f"{provider.id} {name}: {to_provider}/{to_model} by {match or 'nothing'}, theirs"
                                 f" {model.id if model else 'nothing'}")
        say(f"   {len(names)} names lead to the model that genai-prices finds, or one of the same prices: "
            + ", ".join(f"{count} {kind}" for kind, count in how.most_common()))
        for difference in different:
            say(f"      but {difference}")
        self.assertGreater(sum(how.values()), 2000)
        self.assertEqual(len(different), 0)


if __name__ == "__main__":
    unittest.main()
