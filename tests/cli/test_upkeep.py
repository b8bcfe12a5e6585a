"""grant, account grants, maintain, verify."""

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


class Upkeep(CliTest):
    def test_maintain_tells_what_it_has_done(self):
        self.run_cli("add", "yesterday", "700", "--at", self.sql("SELECT now() - interval '1 day'"))
        done = {row["task"]: row["done"] for row in self.run_json("maintain")}
        self.assertEqual(done["periods_closed"], "1")
        done = {row["task"]: row["done"] for row in self.run_json("maintain", "--batch", "5")}
        self.assertEqual(done["periods_closed"], "0")
        self.run_cli("maintain", "--batch", "0", code=2)

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
