"""grant, grant void, account grants, reset-due, maintain, verify, doctor."""

from support import CliTest


class Grants(CliTest):
    def test_a_grant_is_spent_after_the_cap_and_listed(self):
        self.run_cli("account", "set", "buyer")
        self.run_cli("limit", "set", "tokens", "--account", "buyer", "--unit", "tokens", "--cap", "10", "--period", "never")
        self.run_cli("add", "buyer", "11", code=1)
        granted = self.run_json("grant", "buyer", "tokens", "100", "--kind", "top-up", "--note", "paid in May",
                                "--expires-at", "2099-01-01T00:00:00Z", "--idempotency-key", "invoice-1")
        self.assertEqual((granted["kind"], granted["amount"], granted["remaining"]), ("top_up", "100", "100"))
        again = self.run_json("grant", "buyer", "tokens", "100", "--kind", "top-up", "--note", "paid in May",
                              "--expires-at", "2099-01-01T00:00:00Z", "--idempotency-key", "invoice-1")
        self.assertEqual(again["grant_id"], granted["grant_id"])
        self.run_cli("add", "buyer", "30")
        listed = self.run_json("account", "grants", "buyer")
        self.assertEqual([(row["spent"], row["remaining"], row["note"]) for row in listed], [("20", "80", "paid in May")])

    def test_what_cannot_be_granted_is_said(self):
        self.run_cli("add", "plain", "1")
        self.assertIn("daily_tokens", self.run_cli("grant", "plain", "no_such_limit", "5", code=2).stderr)
        self.run_cli("grant", "plain", "daily_tokens", "-5", code=2)
        self.run_cli("grant", "plain", "daily_tokens", "lots", code=2)
        self.assertEqual(self.run_json("account", "grants", "plain"), [])


    def bought(self, account, spent):
        """The id of a grant of 100 tokens to an account that has no other cap, and has spent some."""
        self.run_cli("account", "set", account)
        self.run_cli("limit", "set", "tokens", "--account", account, "--unit", "tokens", "--cap", "0", "--period", "never")
        grant_id = self.run_json("grant", account, "tokens", "100")["grant_id"]
        self.run_cli("add", account, str(spent))
        return grant_id

    def test_a_grant_is_taken_back(self):
        grant_id = self.bought("typo", 30)
        voided = self.run_json("grant", "void", grant_id, "--note", "meant 30", "--yes")
        self.assertEqual([voided[name] for name in ("voided", "spent", "remaining", "owed")], ["70", "30", "0", "0"])
        self.run_cli("check", "typo", code=1)
        again = self.run_json("grant", "void", grant_id, "--yes")
        self.assertEqual(again, voided)
        charged_back = self.run_json("grant", "void", grant_id, "--amount", "100", "--yes")
        self.assertEqual((charged_back["voided"], charged_back["owed"]), ("100", "30"))
        listed = self.run_json("account", "grants", "typo")
        self.assertEqual([(row["voided"], row["void_note"]) for row in listed], [("100", "meant 30")])
        self.assertEqual(self.run_json("verify"), [])

    def test_a_grant_is_taken_back_only_where_somebody_says_yes(self):
        grant_id = self.bought("asked", 0)
        self.run_cli("grant", "void", grant_id, code=2, stdin="y\n")
        for answer, code, left in (("n\n", 2, "100"), ("y\n", 0, "60")):
            ended, screen = self.run_on_terminal("grant", "void", grant_id, "--amount", "40", answer=answer)
            self.assertEqual(ended, code, screen)
            self.assertIn(f"taking 40 of grant {grant_id} back? [y/N]", screen)
            self.assertEqual(self.run_json("account", "grants", "asked")[0]["remaining"], left)
        for wrong in ("101", "0", "-1", "some"):
            self.run_cli("grant", "void", grant_id, "--amount", wrong, "--yes", code=2)

    def test_an_account_may_be_named_as_the_verb_is(self):
        self.run_cli("account", "set", "void")
        self.run_cli("grant", "void", "daily_tokens", "5", code=2)
        self.run_cli("grant", "--", "void", "daily_tokens", "5")
        self.assertEqual([row["amount"] for row in self.run_json("account", "grants", "void")], ["5"])
        self.run_cli("grant", code=2)


class Upkeep(CliTest):
    def test_maintain_tells_what_it_has_done(self):
        self.run_cli("add", "yesterday", "700", "--at", self.sql("SELECT now() - interval '1 day'"))
        done = {row["task"]: row["done"] for row in self.run_json("maintain")}
        self.assertEqual(done["periods_closed"], "1")
        done = {row["task"]: row["done"] for row in self.run_json("maintain", "--batch", "5")}
        self.assertEqual(done["periods_closed"], "0")
        self.run_cli("maintain", "--batch", "0", code=2)

    def test_an_account_that_cannot_be_dealt_with_is_told_by_the_exit_code(self):
        self.run_cli("plan", "set", "daily")
        self.run_cli("limit", "set", "d", "--plan", "daily", "--unit", "tokens", "--cap", "10", "--period", "day",
                     "--carry-over-cap", "5")
        for account in ("ill", "well"):
            self.run_cli("account", "set", account, "--plan", "daily")
            self.run_cli("add", account, "1", "--at", self.sql("SELECT now() - interval '1 day'"))
        self.sql("ALTER TABLE meter.grants ADD CONSTRAINT house_rule CHECK (account <> 'ill')")
        done = {row["task"]: row["done"] for row in self.run_json("maintain", code=4)}
        self.assertEqual(done["accounts_failed"], "1")
        failed = {row["account"]: row["failed"] for row in self.run_json("reset-due", code=4)}
        self.assertEqual(list(failed), ["ill"])
        self.assertIn("house_rule", failed["ill"])
        self.sql("ALTER TABLE meter.grants DROP CONSTRAINT house_rule")
        self.assertEqual([row["failed"] for row in self.run_json("reset-due")], [None])
        self.run_cli("maintain")

    def test_verify_names_a_difference_and_fails(self):
        self.run_cli("add", "exact", "700")
        self.assertEqual(self.run_json("verify"), [])
        self.assertEqual(self.run_cli("verify").stdout, "(none)\n")
        self.sql("UPDATE meter.counters SET used = used + 1 WHERE account = 'exact'")
        self.addCleanup(self.sql, "UPDATE meter.counters SET used = used - 1 WHERE account = 'exact'")
        found = self.run_json("verify", code=4)
        self.assertEqual([(row["account"], row["expected"], row["actual"]) for row in found], [("exact", "700", "701")])
        self.assertIn("exact", self.run_cli("verify", code=4).stdout)

    def test_doctor_names_what_was_taken_away_and_how_to_mend_it(self):
        self.assertEqual(self.run_json("doctor"), [])
        self.sql("ALTER TABLE meter.settings DROP CONSTRAINT setting_known")
        found = self.run_json("doctor", code=4)
        self.assertEqual(len(found), 1)
        self.assertIn("setting_known", found[0]["object"])
        self.assertIn("setting_known", self.run_cli("doctor", code=4).stdout)
        self.sql(found[0]["mend"])
        self.assertEqual(self.run_json("doctor"), [])
