"""Accounts and months that leave."""

from support import CliTest


class Leaving(CliTest):
    def setUp(self):
        super().setUp()
        self.run_cli("account", "set", "ann", "--metadata", '{"name": "Ann Lee"}')
        self.run_cli("add", "ann", "1000")

    def test_a_renamed_account_keeps_what_it_used(self):
        self.run_cli("account", "rename", "ann", "anna")
        self.assertEqual(self.run_json("account", "stats", "anna")["totals"]["tokens"], "1000")
        self.run_cli("account", "show", "ann", code=2)

    def test_a_forgotten_account_is_asked_for_and_stays_in_the_sums(self):
        self.assertIn("needs --yes", self.run_cli("account", "forget", "ann", code=2).stderr)
        self.assertEqual(self.sql("SELECT metadata ->> 'name' FROM meter.accounts WHERE account = 'ann'"), "Ann Lee")
        before = self.sql("SELECT sum(tokens) FROM meter_usage()")
        name = self.run_json("account", "forget", "ann", "--yes")["forgotten_as"]
        self.assertRegex(name, "^forgotten ")
        self.assertEqual(self.sql("SELECT sum(tokens) FROM meter_usage()"), before)
        self.assertEqual(self.sql("SELECT count(*) FROM meter.accounts a WHERE a::text LIKE '%Ann Lee%'"), "0")

    def test_only_an_account_that_used_nothing_is_removed(self):
        self.run_cli("account", "set", "bea")
        self.assertEqual(self.run_json("account", "remove", "bea", "--yes"), {"removed": True})
        refused = self.run_cli("account", "remove", "ann", "--yes", code=2).stderr
        self.assertIn("ann", refused)
        self.assertIn("there is no account", self.run_cli("account", "remove", "nobody", "--yes", code=2).stderr)

    def test_an_old_month_leaves_the_log_and_stays_in_reports(self):
        self.sql("SELECT meter.make_partition('2020-03-01')")
        self.sql("SET token_meter.clock = '2020-03-10 12:00+00'; SELECT FROM meter_add_tokens('old', 70)")
        self.run_cli("maintain")
        self.assertIn("needs --yes", self.run_cli("log", "detach", "--before", "2020-04-01", code=2).stderr)
        self.assertEqual(self.run_json("log", "detach", "--before", "2020-04-01", "--yes"),
                         [{"partition": "usage_log_202003", "month": "2020-03-01", "row_count": "1"}])
        self.assertGreater(int(self.run_json("log", "rebuild")["sums"]), 0)
        self.assertEqual(self.sql("SELECT tokens FROM meter_usage('old')"), "70")
        self.assertIn("only months that have ended", self.run_cli("log", "detach", "--before", "2999-01-01", "--yes", code=2).stderr)
