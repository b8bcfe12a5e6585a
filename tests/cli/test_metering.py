"""add, check, cost, reset-due, and account show."""

from support import CliTest


class Metering(CliTest):
    def test_a_charge_has_exact_cost_and_a_gauge(self):
        verdict = self.run_json("add", "charged", "1200", "300", "--provider", "openai", "--model", "gpt-4o-mini")
        self.assertIs(verdict["allowed"], True)
        self.assertEqual(verdict["reason"], "ok")
        self.assertEqual(verdict["tokens"], "1500")
        self.assertEqual(verdict["cost"].rstrip("0"), "0.00036")
        self.assertEqual((verdict["used"], verdict["cap"]), ("1500", "40000"))

        shown = self.run_cli("account", "show", "charged").stdout
        self.assertIn("1,500 / 40,000 tokens", shown)
        self.assertIn("3.75 %", shown)
        self.assertIn("[█" + "░" * 19 + "]", shown)
        account = self.run_json("account", "show", "charged")
        self.assertEqual(account["account"]["plan"], "free")
        self.assertEqual([limit["used"] for limit in account["limits"]], ["1500"])

    def test_what_remains_is_told_in_percent_too(self):
        self.run_cli("account", "set", "rest")
        self.run_cli("limit", "set", "month", "--account", "rest", "--unit", "tokens", "--cap", "1000000", "--period", "month")
        self.run_cli("limit", "set", "calls", "--account", "rest", "--unit", "requests", "--cap", "unlimited", "--period", "month")
        self.run_cli("limit", "set", "daily_tokens", "--account", "rest", "--unit", "tokens", "--cap", "0", "--period", "day", "--soft")
        self.run_cli("add", "rest", "45230")
        shown = {line.split()[0]: line for line in self.run_cli("account", "show", "rest").stdout.splitlines() if line}
        self.assertRegex(shown["month"], r"4\.52 %  45,230 / 1,000,000 tokens +954,770 \(95\.48 %\)")
        self.assertRegex(shown["calls"], r"1 / unlimited requests +-  ")
        self.assertNotRegex(shown["daily_tokens"], r"\(")
        left = {limit["limit_name"]: limit["percent_left"] for limit in self.run_json("account", "show", "rest")["limits"]}
        self.assertEqual((left["month"], left["calls"]), ("95.48", None))

    def test_a_refusal_exits_1_and_charges_nothing(self):
        self.run_cli("add", "refused", "30000")
        verdict = self.run_json("add", "refused", "10001", code=1)
        self.assertIs(verdict["allowed"], False)
        self.assertEqual(verdict["reason"], "over_limit")
        self.assertEqual(verdict["limit_name"], "daily_tokens")
        self.assertTrue(verdict["resets_at"])
        told = self.run_cli("check", "refused", "10001", code=1).stdout
        self.assertRegex(told, r"allowed +no")
        self.assertRegex(told, r"resets at +\d{4}-\d\d-\d\d ")
        self.run_cli("check", "refused", "10000")
        self.assertEqual(self.run_json("account", "show", "refused")["limits"][0]["used"], "30000")
        self.assertEqual(self.run_json("status")["denials"], "1")

    def test_what_is_spent_already_is_recorded_whatever_the_limits_say(self):
        verdict = self.run_json("add", "overspent", "50000", "--no-enforce")
        self.assertIs(verdict["allowed"], True)
        self.assertEqual(verdict["used"], "50000")

    def test_a_repeated_key_charges_once(self):
        first = self.run_json("add", "repeated", "100", "--idempotency-key", "k1")
        self.assertEqual(self.run_json("add", "repeated", "100", "--idempotency-key", "k1"), first)
        self.assertEqual(self.run_json("account", "show", "repeated")["limits"][0]["used"], "100")

    def test_bad_input_is_told_as_the_server_tells_it(self):
        done = self.run_cli("add", "u1", "-5", code=2)
        self.assertIn("SQLSTATE:  22023", done.stderr)
        self.assertRegex(done.stderr, r"(?m)^ERROR:  ")
        self.assertRegex(done.stderr, r"(?m)^HINT:  ")
        self.run_cli("add", "u1", "many", code=2)
        self.run_cli("add", "u1", "1", "--metadata", "{not json", code=2)
        self.run_cli("account", "show", "nobody of that name", code=2)

    def test_cost_keeps_every_digit(self):
        self.run_cli("pricing", "set", "tiny", "model", "input", "0.000000000001")
        cost = self.run_json("cost", "model", "1", "--provider", "tiny")["cost"]
        self.assertEqual(cost.rstrip("0"), "0.000000000000000001")
        self.assertIn("0.000000000000000001", self.run_cli("cost", "model", "1", "--provider", "tiny").stdout)

    def test_an_unknown_model_is_the_marked_fallback_or_an_error(self):
        self.assertEqual(self.run_json("cost", "no-such-model", "1000000", "1000000")["cost"].rstrip("0"), "0.3")
        changed = self.run_json("config", "set", "unknown_model", "refuse")
        self.assertEqual(changed, {"setting": "unknown_model", "value": "refuse"})
        self.addCleanup(self.run_cli, "config", "set", "unknown_model", "fallback")
        self.run_cli("cost", "no-such-model", "1", code=2)
        self.run_cli("config", "set", "unknown_model", "shrug", code=2)

    def test_reset_due_names_what_it_closed(self):
        self.assertEqual(self.run_json("reset-due"), [])
        self.assertEqual(self.run_cli("reset-due").stdout, "(none)\n")


class ResetDue(CliTest):
    def test_an_ended_period_is_closed_once(self):
        self.run_cli("add", "yesterday", "700", "--at", self.sql("SELECT now() - interval '1 day'"))
        closed = self.run_json("reset-due")
        self.assertEqual([(row["account"], row["used"]) for row in closed], [("yesterday", "700")])
        self.assertEqual(self.run_json("reset-due"), [])
