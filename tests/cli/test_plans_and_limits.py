"""plan, limit and account: what an operator sets is what is shown and what holds."""

from support import CliTest


class PlansAndLimits(CliTest):
    def test_a_plan_with_a_limit_holds_for_the_accounts_on_it(self):
        plan = self.run_json("plan", "set", "team", "--description", "Small teams")
        self.assertEqual((plan["plan"], plan["description"], plan["is_default"]), ("team", "Small teams", False))
        limit = self.run_json(
            "limit", "set", "spend", "--plan", "team", "--unit", "cost", "--cap", "0.5", "--period", "month",
            "--thresholds", "50,90",
        )
        self.assertEqual((limit["cap"], limit["thresholds"], limit["hard"]), ("0.5", ["50", "90"], True))

        self.run_cli("account", "set", "t1", "--plan", "team", "--time-zone", "Asia/Kolkata", "--metadata", '{"a": 1}')
        account = self.run_json("account", "show", "t1")
        self.assertEqual(account["account"]["time_zone"], "Asia/Kolkata")
        self.assertEqual(account["account"]["metadata"], {"a": "1"})
        self.assertEqual([limit["limit_name"] for limit in account["limits"]], ["spend"])
        self.assertIn("0 / 0.5 USD", self.run_cli("account", "show", "t1").stdout)
        self.assertEqual([row["account"] for row in self.run_json("account", "list", "--plan", "team")], ["t1"])

        plans = self.run_json("plan", "list")
        self.assertIn("team", [plan["plan"] for plan in plans["plans"]])
        self.assertIn(("team", "spend"), [(limit["plan"], limit["limit_name"]) for limit in plans["limits"]])

    def test_an_override_of_one_account_can_be_unlimited_and_removed_again(self):
        self.run_cli("account", "set", "vip")
        set_limit = ["limit", "set", "daily_tokens", "--account", "vip", "--unit", "tokens", "--period", "day"]
        limit = self.run_json(*set_limit, "--cap", "unlimited")
        self.assertIsNone(limit["cap"])
        self.run_cli("add", "vip", "1000000")
        self.assertIn("1,000,000 / unlimited tokens", self.run_cli("account", "show", "vip").stdout)

        removed = self.run_json("limit", "remove", "daily_tokens", "--account", "vip", "--yes")
        self.assertEqual(removed["limit_name"], "daily_tokens")
        self.run_cli("check", "vip", code=1)

    def test_a_limit_can_roll(self):
        self.run_cli("account", "set", "rolling")
        limit = self.run_json("limit", "set", "recent", "--account", "rolling", "--unit", "tokens", "--cap", "9", "--period", "300 minutes", "--rolling")
        self.assertEqual("5 hours", limit["period"])
        self.assertEqual("5 hours", self.run_json("limit", "set", "recent", "--account", "rolling", "--cap", "8")["period"])
        error = self.run_cli("limit", "set", "other", "--account", "rolling", "--unit", "tokens", "--cap", "9", "--period", "5 hours", code=2).stderr
        self.assertIn("--rolling", error)
        self.assertEqual("day", self.run_json("limit", "set", "recent", "--account", "rolling", "--period", "day")["period"])

    def test_an_override_can_expire(self):
        self.run_cli("account", "set", "raised")
        raised = ["limit", "set", "daily_tokens", "--account", "raised"]
        limit = self.run_json(*raised, "--unit", "tokens", "--cap", "9", "--period", "day", "--expires-at", "2999-01-01 00:00+00")
        self.assertTrue(limit["expires_at"].startswith("2999-01-01"), limit)
        self.assertTrue(self.run_json(*raised, "--cap", "8")["expires_at"].startswith("2999-01-01"))
        listed = self.run_json("limit", "list", "--account", "raised")
        self.assertTrue(listed[0]["expires_at"].startswith("2999-01-01"), listed)
        self.assertIsNone(self.run_json(*raised, "--expires-at", "never")["expires_at"])
        self.assertIn("invalid expires_at", self.run_cli(*raised, "--expires-at", "2020-01-01", code=2).stderr)

    def test_a_soft_limit_warns_and_allows(self):
        self.run_cli("plan", "set", "soft")
        self.run_cli(
            "limit", "set", "calls", "--plan", "soft", "--unit", "requests", "--cap", "1", "--period", "day", "--soft"
        )
        self.run_cli("account", "set", "s1", "--plan", "soft")
        self.run_cli("add", "s1", "1")
        verdict = self.run_json("add", "s1", "1")
        self.assertEqual((verdict["allowed"], verdict["reason"]), (True, "soft_limit"))
        self.assertIn("soft", self.run_cli("account", "show", "s1").stdout)

    def test_what_is_not_given_of_a_limit_stays(self):
        self.run_cli("plan", "set", "kept")
        self.run_cli(
            "limit", "set", "warn", "--plan", "kept", "--unit", "tokens", "--cap", "100", "--period", "month", "--soft",
            "--thresholds", "50,90", "--anchored", "--provider", "openai", "--carry-over-cap", "40", "--stripes", "8",
        )
        limit = self.run_json("limit", "set", "warn", "--plan", "kept", "--cap", "200")
        self.assertEqual(
            [limit[name] for name in ("cap", "unit", "period", "hard", "thresholds", "anchored", "provider", "carry_over_cap", "stripes")],
            ["200", "tokens", "month", False, ["50", "90"], True, "openai", "40", "8"],
        )
        listed = [row for row in self.run_json("plan", "list")["limits"] if row["plan"] == "kept"]
        self.assertEqual([listed[0][name] for name in ("anchored", "carry_over_cap", "stripes")], [True, "40", "8"])
        taken = self.run_json("limit", "set", "warn", "--plan", "kept", "--carry-over-cap", "none", "--stripes", "auto")
        self.assertEqual((taken["carry_over_cap"], taken["stripes"]), (None, None))
        changed = self.run_json("limit", "set", "warn", "--plan", "kept", "--hard")
        self.assertEqual((changed["limit_id"], changed["hard"], changed["cap"]), (limit["limit_id"], True, "200"))
        self.assertIn("A new limit needs --unit", self.run_cli("limit", "set", "new", "--plan", "kept", code=2).stderr)
        self.assertIn("a plain number", self.run_cli("limit", "set", "warn", "--plan", "kept", "--cap", "100k", code=2).stderr)

    def test_a_limit_may_cap(self):
        self.run_cli("plan", "set", "capped")
        capped = ["limit", "set", "daily", "--plan", "capped"]
        self.assertEqual(self.run_json(*capped, "--unit", "tokens", "--cap", "9", "--period", "day")["on_excess"], "refuse")
        self.assertEqual(self.run_json(*capped, "--on-excess", "cap")["on_excess"], "cap")
        self.assertEqual(self.run_json(*capped, "--cap", "8")["on_excess"], "cap")
        self.assertEqual(self.run_json("limit", "list", "--plan", "capped")[0]["on_excess"], "cap")
        self.assertIn("invalid on_excess", self.run_cli(*capped, "--on-excess", "trim", code=2).stderr)

    def test_a_limit_needs_one_owner(self):
        args = ["limit", "set", "x", "--unit", "tokens", "--cap", "1", "--period", "day"]
        self.run_cli(*args, code=2)
        self.run_cli(*args, "--plan", "free", "--account", "u1", code=2)
        self.run_cli(*args, "--plan", "no such plan", code=2)


class Destructive(CliTest):
    def limits(self):
        return sorted(limit["limit_name"] for limit in self.run_json("plan", "list")["limits"])

    def test_without_yes_and_without_a_terminal_nothing_changes(self):
        before = self.limits()
        done = self.run_cli("limit", "remove", "daily_tokens", "--plan", "free", code=2, stdin="y\n")
        self.assertIn("--yes", done.stderr)
        self.assertIn("Nothing was changed", done.stderr)
        self.assertEqual(self.limits(), before)

    def test_on_a_terminal_it_asks(self):
        before = self.limits()
        remove = ["limit", "remove", "monthly_tokens", "--plan", "max"]
        code, screen = self.run_on_terminal(*remove, answer="n\n")
        self.assertEqual(code, 2, screen)
        self.assertIn('limit "monthly_tokens" of plan "max"? [y/N]', screen)
        self.assertEqual(self.limits(), before)

        code, screen = self.run_on_terminal(*remove, answer="y\n")
        self.assertEqual(code, 0, screen)
        self.assertEqual(len(self.limits()), len(before) - 1)
