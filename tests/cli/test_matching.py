"""pricing match, alias, unpriced and reprice: which price a name means, and calls that had none or a wrong one."""

from support import CliTest


class Matching(CliTest):
    def test_1_a_decision_is_explained(self):
        self.run_cli("pricing", "set", "acme", "rocket", "input", "2")
        shown = self.run_cli("pricing", "match", "acme/rocket-2026-01-31", "--provider", "acme").stdout
        self.assertRegex(shown, r"exact +acme +acme/rocket-2026-01-31 +no")
        self.assertRegex(shown, r"dated +acme +rocket +yes")
        names = self.run_json("pricing", "match", "rocket", "--provider", "acme")
        self.assertEqual([(name["price_match"], name["has_price"]) for name in names], [("exact", True)])

    def test_1_the_limits_that_count_a_name_are_shown(self):
        self.run_cli("account", "set", "counted")
        for name, model in (("rockets", "rocket"), ("comets", "comet")):
            self.run_cli("limit", "set", name, "--account", "counted", "--unit", "tokens", "--cap", "9", "--period", "day",
                         "--model", model, "--provider", "acme")
        match = ["pricing", "match", "rocket-2026-01-31", "--provider", "acme"]
        asked = [*match, "--account", "counted"]
        for name in self.run_json(*asked):
            self.assertEqual(sorted(name["limits"]), ["daily_tokens", "rockets"])
        self.assertRegex(self.run_cli(*asked).stdout, 'Limits of "counted" that count it: .*rockets')
        self.assertNotIn("imits", self.run_cli(*match).stdout)
        self.run_cli("plan", "set", "empty")
        self.run_cli("account", "set", "free-for-all", "--plan", "empty")
        self.assertIn('No limit of "free-for-all" counts it', self.run_cli(*match, "--account", "free-for-all").stdout)

    def test_2_an_alias_and_an_expression(self):
        self.assertIn("no price", self.cost("our-best", fails=True))
        self.run_cli("pricing", "alias", "our-best", "rocket", "--to-provider", "acme")
        made = self.run_json("pricing", "alias", "^x-(.+)$", "$1", "--regex", "--provider", "acme", "--place", "-3")
        self.assertEqual((made["kind"], made["place"]), ("regex", "-3"))
        self.assertIn("2 USD", self.cost("our-best"))
        self.assertIn("2 USD", self.cost("x-rocket"))
        listed = self.run_json("pricing", "aliases")
        self.assertEqual([(rule["kind"], rule["pattern"]) for rule in listed], [("alias", "our-best"), ("regex", "^x-(.+)$")])
        self.run_cli("pricing", "unalias", "our-best")
        self.run_cli("pricing", "unalias", "^x-(.+)$", "--regex", "--provider", "acme")
        self.run_cli("pricing", "unalias", "our-best", code=2)
        refused = self.run_cli("pricing", "alias", "a(b", "rocket", "--regex", code=2)
        self.assertIn("unclosed group", refused.stderr)

    def cost(self, model, fails=False):
        self.run_cli("config", "set", "unknown_model", "refuse" if fails else "fallback")
        done = self.run_cli("cost", model, "1000000", "--provider", "acme", code=2 if fails else 0)
        return (done.stderr.lower() if fails else done.stdout)

    def test_3_what_has_no_price_gets_one_afterwards(self):
        self.run_cli("config", "set", "unknown_model", "record")
        for account, tokens in (("late", "3000000"), ("later", "1000000")):
            self.run_cli("add", account, tokens, "--provider", "acme", "--model", "comet", "--no-enforce")
        self.run_cli("config", "set", "unknown_model", "fallback")
        [model] = [row for row in self.run_json("pricing", "unpriced") if row["model"] == "comet"]
        self.assertEqual((model["missing"], model["input_tokens"]), ('unknown model "comet"', "4000000"))
        self.run_cli("pricing", "set", "acme", "comet", "input", "5", "--from", "2020-01-01 00:00+00", "--allow-past")
        span = ["--from", "2020-01-01", "--to", "2100-01-01", "--provider", "acme", "--unpriced"]
        looked = self.run_cli("pricing", "reprice", *span, "--dry-run").stdout
        self.assertIn("Would change", looked)
        self.assertEqual(self.sql("SELECT count(*) FROM meter.usage_log WHERE adjusts IS NOT NULL"), "0")
        self.assertIn("--yes", self.run_cli("pricing", "reprice", *span, code=2).stderr)
        [done] = self.run_json("pricing", "reprice", *span, "--yes", "--note", "comet came late")
        self.assertEqual((done["calls"], done["changed"], done["difference"]), ("2", "2", "20"), "both accounts")
        self.assertEqual(self.sql("SELECT count(DISTINCT xmin::text) FROM meter.usage_log WHERE adjusts IS NOT NULL"), "2", "each in a transaction of its own")
        self.assertEqual(self.sql("SELECT sum(cost) FROM meter.usage_log WHERE account = 'late'"), "15")
        self.assertEqual([row for row in self.run_json("pricing", "unpriced") if row["model"] == "comet"], [])

    def test_4_a_markup_and_other_units_and_hours(self):
        self.run_cli("plan", "set", "dear", "--markup", "1.5")
        self.run_cli("account", "set", "rich", "--plan", "dear")
        self.run_cli("pricing", "set", "acme", "rocket", "web_search", "10000")
        added = self.run_json("add", "rich", "1000000", "--provider", "acme", "--model", "rocket",
                              "--other-units", '{"web_search": 2}')
        self.assertEqual((float(added["cost"]), float(added["charged_cost"])), (2.02, 3.03))
        self.run_cli("pricing", "set", "acme", "rocket", "input", "1", "--daily", "00:00-12:00")
        shown = self.run_cli("pricing", "show", "acme", "rocket").stdout
        self.assertIn("00:00-12:00", shown)
        night = self.run_cli("cost", "rocket", "1000000", "--provider", "acme", "--at", "2100-01-01 03:00+00").stdout
        self.assertIn("1 USD", night)
        self.run_cli("pricing", "set", "acme", "rocket", "input", "1", "--daily", "noon", code=2)
