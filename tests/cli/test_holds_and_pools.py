"""pool, key-source, hold, refund, alerts and denials: what is listed is what SQL has done, and what is taken back is gone."""

from support import CliTest


class HoldsAndPools(CliTest):
    def used(self, account):
        return [limit["used"] for limit in self.run_json("account", "show", account)["limits"]]

    def test_a_pool_is_charged_by_others_until_it_is_removed(self):
        self.run_cli("account", "set", "bought")
        self.run_cli("limit", "set", "credits", "--account", "bought", "--unit", "tokens", "--cap", "1000", "--period", "never")
        pool = self.run_json("pool", "set", "bought", "openai")
        self.assertEqual(pool, {"account": "bought", "provider": "openai", "for_account": None})
        self.run_cli("add", "p1", "100", "--provider", "openai")
        credits = [limit for limit in self.run_json("account", "show", "bought")["limits"] if limit["limit_name"] == "credits"]
        self.assertEqual(credits[0]["used"], "100")
        self.assertEqual([row["account"] for row in self.run_json("pool", "list", "--provider", "openai")], ["bought"])
        self.assertEqual(self.run_json("pool", "list", "--provider", "anthropic"), [])

        self.run_cli("pool", "remove", "bought", "openai", code=2)
        self.assertEqual(self.run_json("pool", "remove", "bought", "openai", "--yes")["account"], "bought")
        self.assertEqual(self.run_json("pool", "list", "--provider", "openai"), [])

    def test_a_key_of_its_own_is_not_limited_until_it_is_forgotten(self):
        self.run_cli("account", "set", "k1")
        self.run_cli("key-source", "set", "k1", "anthropic", "own")
        self.assertEqual(self.run_json("add", "k1", "5000000", "--provider", "anthropic")["reason"], "own_key")
        self.assertEqual(self.run_json("key-source", "list", "--account", "k1"),
                         [{"account": "k1", "provider": "anthropic", "key_source": "own"}])
        self.run_cli("key-source", "remove", "k1", "anthropic")
        self.assertEqual(self.run_json("key-source", "list", "--account", "k1"), [])
        self.run_cli("add", "k1", "5000000", "--provider", "anthropic", code=1)

    def test_a_hold_is_listed_while_it_is_open_and_released_once(self):
        hold = self.sql("SELECT hold_id FROM meter_reserve('h1', 2000, 1000, model => 'gpt-4o-mini', provider => 'openai')")
        listed = self.run_json("hold", "list", "--account", "h1")
        self.assertEqual([(row["hold_id"], row["state"], row["input_tokens"]) for row in listed], [(hold, "open", "2000")])
        self.run_cli("hold", "release", hold, "--account", "somebody_else", code=2)
        self.assertEqual(self.run_json("hold", "release", hold)["reason"], "released")
        self.assertEqual(self.run_json("hold", "list", "--account", "h1"), [])
        self.assertEqual([row["state"] for row in self.run_json("hold", "list", "--account", "h1", "--all")], ["released"])

    def test_a_refund_gives_back_once(self):
        call = self.run_json("add", "r1", "1200", "300")
        self.assertEqual(self.used("r1"), ["1500"])
        refund = self.run_json("refund", "r1", call["usage_id"], "--note", "empty answer", "--idempotency-key", "t1")
        self.assertEqual((refund["refunds"], refund["input_tokens"]), (call["usage_id"], "-1200"))
        self.assertEqual(self.used("r1"), ["0"])
        again = self.run_json("refund", "r1", call["usage_id"], "--note", "empty answer", "--idempotency-key", "t1")
        self.assertEqual(again["usage_id"], refund["usage_id"])
        self.run_cli("refund", "r1", call["usage_id"], code=2)
        self.assertEqual(self.used("r1"), ["0"])

    def test_alerts_are_taken_once_and_stay_listed(self):
        self.run_cli("add", "a1", "33000")
        untaken = self.run_json("alerts", "list", "--account", "a1", "--untaken")
        self.assertEqual([(row["threshold"], row["used"], row["taken_at"]) for row in untaken], [("80", "33000", None)])
        self.assertIn("a1", [row["account"] for row in self.run_json("alerts", "take")])
        self.assertEqual(self.run_json("alerts", "take"), [])
        self.assertEqual(self.run_json("alerts", "list", "--account", "a1", "--untaken"), [])
        self.assertIsNotNone(self.run_json("alerts", "list", "--account", "a1")[0]["taken_at"])

    def test_denials_tell_what_was_asked_for_and_who_refused(self):
        for tokens in ("50000", "60000"):
            self.run_cli("add", "d1", tokens, "--model", "gpt-4o", "--provider", "openai", code=1)
        listed = self.run_json("denials", "--account", "d1")
        self.assertEqual([(row["requested"], row["cap"], row["payer"], row["model"]) for row in listed],
                         [("60000", "40000", "d1", "gpt-4o"), ("50000", "40000", "d1", "gpt-4o")])
        self.assertEqual(len(self.run_json("denials", "--account", "d1", "--limit", "1")), 1)
        self.assertEqual(self.run_json("denials", "--account", "d1", "--to", "2020-01-01"), [])
        self.assertIn("over_limit", self.run_cli("denials", "--account", "d1").stdout)

    def test_a_plan_and_its_limits_are_shown(self):
        self.run_cli("plan", "set", "shown", "--description", "To be seen")
        for name, unit in (("t", "tokens"), ("c", "cost")):
            self.run_cli("limit", "set", name, "--plan", "shown", "--unit", unit, "--cap", "5", "--period", "day")
        shown = self.run_json("plan", "show", "shown")
        self.assertEqual(shown["plan"]["description"], "To be seen")
        self.assertEqual([limit["limit_name"] for limit in shown["limits"]], ["c", "t"])
        self.assertEqual(self.run_json("limit", "list", "--plan", "shown"),
                         [{"account": None, "expires_at": None, "on_excess": "refuse"} | limit for limit in shown["limits"]])
        self.run_cli("limit", "remove", "c", "--plan", "shown", "--yes")
        self.assertEqual([limit["limit_name"] for limit in self.run_json("limit", "list", "--plan", "shown")], ["t"])

    def test_stats_are_those_of_sql(self):
        self.run_cli("add", "s1", "1200", "300", "--model", "gpt-4o-mini", "--provider", "openai", "--operation", "chat")
        stats = self.run_json("account", "stats", "s1")
        self.assertEqual((stats["totals"]["tokens"], stats["totals"]["cost"].rstrip("0")), ("1500", "0.00036"))
        self.assertEqual([row["operation"] for row in stats["by_operation"]], ["chat"])
        shown = self.run_cli("account", "stats", "s1").stdout
        for words in ("Of all time", "By operation", "gpt-4o-mini", "1,500 / 40,000 tokens", "Balances\n(none)"):
            self.assertIn(words, shown)
        self.run_cli("account", "stats", "s1", "--at", "2020-01-01")
        models = self.run_json("account", "cheaper", "s1")
        costs = {row["model"]: row for row in models if row["provider"] == "openai"}
        self.assertEqual(costs["gpt-4o-mini"]["difference"].strip("0.") or "0", "0")
        self.assertTrue(costs["gpt-4.1-nano"]["difference"].startswith("-"))
