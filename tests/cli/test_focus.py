"""`export --format focus`: what a cost tool that knows FOCUS 1.2 makes of it."""

import csv
import io
import json
from decimal import Decimal

import focus_1_2
from support import CliTest, psql

COSTS = ("BilledCost", "ContractedCost", "EffectiveCost", "ListCost")
# of the specification, beside the mandatory ones
OTHERS = {
    "ChargeFrequency", "ConsumedQuantity", "ConsumedUnit", "PricingCategory", "ResourceId", "ResourceName", "ResourceType", "ServiceSubcategory",
    "SkuId", "SubAccountId", "SubAccountName", "Tags",
}


class Focus(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        psql(cls.url, "SELECT FROM meter_set_setting('unknown_model', 'record')")
        cls.add("ann", 1000, 500, "'gpt-4o'", "'2026-03-10 08:30+00'", """, metadata => '{"team": "ops", "n": 1, "list": [1]}'""")  # 1
        cls.add("ann", 2000, 0, "'gpt-4o'", "'2026-03-31 23:59:59+00'", ", key_source => 'own'")                                  # 2
        cls.add("bob", 10, 0, "'=2+2'", "'2026-03-11 10:00+00'")                                                                 # 3, no price
        psql(cls.url, "SELECT FROM meter_refund('ann', 1)")                                                                      # 4, months later
        cls.add("ann", 4000, 0, "'gpt-4o'", "now()::text")                                                                       # 5, this month
        psql(cls.url, "SELECT FROM meter_refund('ann', 5)")                                                                      # 6

    @classmethod
    def add(cls, account, given, got, model, at, more=""):
        psql(cls.url, f"SELECT set_config('token_meter.clock', {at}, false); SELECT FROM meter_add_tokens('{account}', {given}, {got},"
                      f" model => {model}, provider => 'openai', enforce => false {more})")

    def rows(self, *args):
        done = self.run_cli("export", "--format", "focus", *args)
        return {row["x_UsageId"]: row for row in csv.DictReader(io.StringIO(done.stdout))}, done.stderr

    def test_names_types_and_what_may_be_empty_are_those_of_the_specification(self):
        self.add("eve", 10, 0, "NULL", "'2026-03-12 10:00+00'", ", other_units => '{\"web_search\": 1}', reported_cost => 0.01")  # no model
        rows, _ = self.rows("--from", "2026-03-01")
        self.assertGreater(len(rows), 5)
        for row in rows.values():
            self.assertEqual(focus_1_2.problems(row), [], row)
        names = list(rows["1"])
        own = [name for name in names if name.startswith("x_")]
        self.assertEqual(set(names) - set(own), {name for name, (level, _, _) in focus_1_2.COLUMNS.items() if level == "Mandatory"} | OTHERS)
        self.assertEqual(names, sorted(set(names) - set(own)) + sorted(own))
        self.assertEqual([row["ResourceId"] for row in rows.values() if row["SubAccountId"] == "eve"], [""])

    def test_a_column_that_lacks_or_holds_something_else_is_noticed(self):
        row = self.rows("--from", "2026-03-01")[0]["1"]
        for change, told in (({"BilledCost": "1,000.5"}, "no Decimal"), ({"ChargePeriodStart": "2026-03-10 08:00"}, "no Date/Time"), ({"Tags": '{"a": [1]}'}, "several parts"),
                             ({"ServiceName": ""}, "is empty"), ({"Colour": "red"}, "no column"), ({"ChargeClass": "Refund"}, "may not say"), ({"PricingUnit": ""}, "together")):
            self.assertIn(told, " ".join(focus_1_2.problems(row | change)))
        del row["ListCost"]
        self.assertEqual(focus_1_2.problems(row), ["ListCost lacks"])

    def test_a_call_is_usage_of_a_model_by_an_account(self):
        call = self.rows("--from", "2026-03-01", "--billing-account", "acme-llm")[0]["1"]
        self.assertEqual({name: call[name] for name in (
            "BilledCost", "BillingAccountId", "BillingCurrency", "BillingPeriodStart", "BillingPeriodEnd", "ChargeCategory", "ChargeClass",
            "ChargePeriodStart", "ChargePeriodEnd", "ConsumedQuantity", "ConsumedUnit", "PricingQuantity", "PricingUnit", "ProviderName",
            "ResourceId", "ServiceCategory", "SkuId", "SubAccountId", "x_InputTokens", "x_OutputTokens")}, {
            # 1000 at 2.5 and 500 at 10 USD a million
            "BilledCost": "0.0075", "BillingAccountId": "acme-llm", "BillingCurrency": "USD", "BillingPeriodStart": "2026-03-01T00:00:00Z",
            "BillingPeriodEnd": "2026-04-01T00:00:00Z", "ChargeCategory": "Usage", "ChargeClass": "", "ChargePeriodStart": "2026-03-10T08:00:00Z",
            "ChargePeriodEnd": "2026-03-10T09:00:00Z", "ConsumedQuantity": "1500", "ConsumedUnit": "Tokens", "PricingQuantity": "1500",
            "PricingUnit": "Tokens", "ProviderName": "openai", "ResourceId": "gpt-4o", "ServiceCategory": "AI and Machine Learning",
            "SkuId": "openai/gpt-4o", "SubAccountId": "ann", "x_InputTokens": "1000", "x_OutputTokens": "500"})
        # values of tags are no objects and no arrays
        self.assertEqual(json.loads(call["Tags"]), {"team": "ops", "n": 1, "list": "[1]"})

    def test_what_the_user_s_own_key_pays_costs_the_operator_nothing(self):
        own = self.rows("--from", "2026-03-01")[0]["2"]
        self.assertEqual([Decimal(own[name]) for name in COSTS], [0, 0, 0, 0])
        self.assertEqual(own["x_ProviderCost"], "0.005")

    def test_a_refund_is_negative_usage_and_a_correction_where_the_bill_was_closed(self):
        rows, _ = self.rows("--from", "2026-03-01")
        late, same = rows["4"], rows["6"]
        self.assertEqual((late["ChargeCategory"], late["ChargeClass"], late["BilledCost"]), ("Usage", "Correction", "-0.0075"))
        # of the time of its call, on the bill of the month in which it was made
        self.assertEqual(late["ChargePeriodStart"], "2026-03-10T08:00:00Z")
        self.assertEqual(late["BillingPeriodStart"], self.sql("SELECT to_char(date_trunc('month', now() AT TIME ZONE 'UTC'), 'YYYY-MM-DD') || 'T00:00:00Z'"))
        self.assertEqual(json.loads(late["Tags"])["team"], "ops")
        self.assertEqual((same["ChargeClass"], same["BilledCost"]), ("", "-0.01"))
        self.assertEqual(sum(Decimal(rows[row]["BilledCost"]) for row in ("1", "4", "5", "6")), 0)

    def test_what_has_no_known_cost_is_left_out_and_counted(self):
        rows, told = self.rows("--from", "2026-03-01")
        self.assertNotIn("3", rows)
        self.assertIn("1 call without a known cost is left out", told)
        _, told = self.rows("--from", "2026-03-12")
        self.assertEqual(told, "")

    def test_a_price_that_comes_later_brings_the_call_in(self):
        self.add("cat", 1000, 0, "'late-model'", "'2026-02-11 10:00+00'")
        self.assertIn("1 call", self.rows("--from", "2026-02-01", "--to", "2026-03-01")[1])
        self.sql("SELECT FROM meter_set_price('openai', 'late-model', 'input', 3, effective_from => '2020-01-01', allow_past => true);"
                 "SELECT FROM meter_reprice('2026-02-01', '2026-03-01')")
        rows, told = self.rows("--from", "2026-02-01", "--to", "2026-03-01")
        self.assertEqual(told, "")
        [row] = rows.values()
        self.assertEqual((row["BilledCost"], row["ChargeClass"], row["PricingQuantity"]), ("0.003", "Correction", "0"))
