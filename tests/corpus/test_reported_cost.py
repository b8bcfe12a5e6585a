"""The provider's own bill, where a recorded response carries one: it is the cost, to the last digit. Where the operator goes by
prices instead, what we charge is the bill but for those that are named.

Prices as a user has them: genai-prices for everyone, and over it OpenRouter's own list for what goes through OpenRouter.
"""
from __future__ import annotations

import json
import unittest
from collections import Counter
from decimal import Decimal

from lib import under_test
from lib.database import metered_database, psql, rows
from lib.layout import GENAI_PRICES, OPENROUTER_PRICES, RESPONSES
from lib.report import say
from test_extracted_usage import body

DATABASE = "reported"
MICRO = Decimal("1e-6")
MATCHES = 29  # of the 37 records that have a bill

IMPORT = """
SET token_meter.clock = '{day}';
SELECT count(*) FROM meter_import_prices($prices${prices}$prices$::jsonb, max_factor => NULL);
"""
CHARGE = """
SET token_meter.clock = '2026-08-23';
SELECT FROM meter_set_plan('billed');
SELECT FROM meter_set_limit('tokens', 'tokens', NULL, 'never', plan => 'billed');
SELECT FROM meter_set_account('by bill', plan => 'billed');
SELECT FROM meter_set_account('by prices', plan => 'billed');
CREATE TABLE answers AS SELECT * FROM jsonb_to_recordset($answers${answers}$answers$) AS a (id text, provider text, body jsonb);
SELECT FROM answers a, LATERAL meter_add_response('by bill', a.body, provider => a.provider, operation_id => a.id);
SELECT FROM meter_set_setting('cost_source', 'prices');
SELECT FROM answers a, LATERAL meter_add_response('by prices', a.body, provider => a.provider, operation_id => a.id);
"""
READ = """
SELECT a.id, said.reported_cost, u.cost, u.price_match, u.model, u.other_units, b.cost
  FROM answers a CROSS JOIN LATERAL meter_extract_usage(a.body, a.provider) said
  JOIN meter.usage_log u ON u.operation_id = a.id AND u.account = 'by prices'
  JOIN meter.usage_log b ON b.operation_id = a.id AND b.account = 'by bill' AND b.price_match = 'reported'
"""


def billed_records() -> list[dict]:
    """A float keeps its digits on the way: json writes the shortest that mean it, which is what the providers wrote."""
    with RESPONSES.open(encoding="utf-8") as lines:
        return [record for record in map(json.loads, lines) if record["reported_cost"] is not None]


def exact(number: float) -> Decimal:
    return Decimal(repr(number))


def bill(record: dict) -> Decimal:
    """USD; xAI tells it in ticks of 10^-10. With a key of the caller's own, the model's price comes on top of the gateway's fee."""
    told = record["reported_cost"]
    usage = record["usage_native"]
    upstream = (usage.get("cost_details") or {}).get("upstream_inference_cost") if usage.get("is_byok") else None
    return (exact(told["usd"]) if "usd" in told else Decimal(told["ticks"]).scaleb(-10)) + exact(upstream or 0)


def per_million(record: dict) -> list[Decimal]:
    """What the model behind the gateway asked for input and output, where the bill tells it: USD per million."""
    usage = record["usage_native"]
    details = usage.get("cost_details") or {}
    parts = [("input", "upstream_inference_prompt_cost"), ("output", "upstream_inference_completions_cost")]
    return [(exact(details[key]) / record["expected"][whole]).scaleb(6).normalize()
            for whole, key in parts if details.get(key) and record["expected"][whole]]


def cause(record: dict, match: str, units: str) -> str:
    """Why a bill is not what we charge, as far as the record tells."""
    usage = record["usage_native"]
    upstream = "/".join(f"{usd:.4f}" for usd in per_million(record))
    if match == "fallback":
        return "neither list prices the model"
    if match == "none" and units:
        fee = bill(record) - exact(usage["cost_details"]["upstream_inference_cost"])
        return (f"no list prices {units} of this model, so the cost is unknown: the bill has {fee:.6f} USD for it,"
                f" and tokens at {upstream} USD per million")
    if upstream:
        return f"routed to a provider with another price than the list's: {upstream} USD per million"
    return "another price than the list's, of the provider it was routed to or of another day; the record does not tell"


@unittest.skipUnless(RESPONSES.exists() and GENAI_PRICES.exists() and OPENROUTER_PRICES.exists(),
                     "there is no ../shared/data")
class ReportedCost(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cluster = under_test.cluster()
        metered_database(cluster, DATABASE, shipped_prices=False)
        for day, path in (("2026-08-21", GENAI_PRICES), ("2026-08-22", OPENROUTER_PRICES)):
            psql(cluster, IMPORT.format(day=day, prices=path.read_text(encoding="utf-8")), database=DATABASE)
        cls.records = billed_records()
        answers = [{"id": record["id"], "provider": record["provider"], "body": json.loads(body(record))}
                   for record in cls.records]
        psql(cluster, CHARGE.format(answers=json.dumps(answers)), database=DATABASE)
        cls.read = {row[0]: row[1:] for row in rows(cluster, READ, DATABASE)}

    def test_every_bill_is_the_cost_to_the_last_digit(self):
        different = [f"{record['id']} {record['provider']}: {self.read[record['id']]}, not {bill(record)}"
                     for record in self.records
                     if {Decimal(self.read[record["id"]][0]), Decimal(self.read[record["id"]][5])} != {bill(record)}]
        self.assertEqual(different, [])

    def test_by_prices_what_we_charge_is_the_bill_to_the_micro_dollar(self):
        matches, to_the_last_digit, told = 0, 0, []
        for record in self.records:
            reported, cost, match, model, units, _ = self.read[record["id"]]
            off = abs(Decimal(cost) - Decimal(reported)) if cost and match != "fallback" else None
            if off is not None and off < MICRO:
                matches += 1
                to_the_last_digit += off == 0
            else:
                by_hand = " (maybe written by hand)" if "maybe_handwritten" in record["flags"] else ""
                told.append((cause(record, match, units), f"{record['id']} {record['provider']} {model}{by_hand}:"
                             f" billed {reported}, charged {cost or 'unknown'}"))
        say(f"   {matches} of {len(self.records)} bills are what we charge to the micro-dollar,"
            f" {to_the_last_digit} of them to the last digit; the others:")
        for why, count in Counter(why for why, _ in told).most_common():
            say(f"      {count}: {why}")
            for each in sorted(text for because, text in told if because == why):
                say(f"         {each}")
        self.assertGreaterEqual(matches, MATCHES)


if __name__ == "__main__":
    unittest.main()
