"""`usage` and `history`: the numbers of the server, as tables with bars, as CSV and as JSON."""

import csv
import io

from support import CliTest, psql

FORMULA = '=HYPERLINK("http://x")'


class Reports(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add("ann", 1000, 500, "gpt-4o", "2026-03-10 08:00+00")
        cls.add("ann", 4000, 0, "gpt-4o-mini", "2026-03-10 23:30+00")
        cls.add("bob", 2000, 0, "gpt-4o-mini", "2026-03-11 09:00+00")
        cls.add("ann", 10, 0, FORMULA, "2026-03-11 10:00+00")

    @classmethod
    def add(cls, account, given, got, model, at):
        quoted = model.replace("'", "''")
        psql(cls.url, f"SET token_meter.clock = '{at}'; SELECT FROM meter_add_tokens('{account}', {given}, {got},"
                      f" model => '{quoted}', provider => 'openai', enforce => false)")

    def rows(self, *args):
        return list(csv.DictReader(io.StringIO(self.run_cli(*args, "--csv").stdout)))

    def test_the_sums_are_the_server_s(self):
        told = self.run_json("usage", "--by", "model,day", "--account", "ann")
        self.assertEqual([(row["bucket_start"][:10], row["model"], row["tokens"]) for row in told],
                         [("2026-03-10", "gpt-4o", "1500"), ("2026-03-10", "gpt-4o-mini", "4000"), ("2026-03-11", FORMULA, "10")])
        # 1000 at 2.5 and 500 at 10 USD a million
        self.assertEqual(told[0]["cost"], "0.0075")
        everybody = self.run_json("usage", "--to", "2026-03-12")
        self.assertEqual((everybody[0]["requests"], everybody[0]["tokens"]), ("4", "7510"))

    def test_days_are_those_of_the_zone(self):
        told = self.run_json("usage", "--by", "day", "--account", "ann", "--time-zone", "Europe/Berlin")
        self.assertEqual([row["tokens"] for row in told], ["1500", "4010"])

    def test_days_without_usage_are_there_if_asked_for(self):
        told = self.run_json("usage", "--by", "day", "--account", "bob", "--from", "2026-03-09", "--to", "2026-03-12", "--fill")
        self.assertEqual([row["tokens"] for row in told], ["0", "0", "2000"])

    def test_the_bar_is_full_at_the_largest_cost_and_shorter_below_it(self):
        lines = self.run_cli("usage", "--by", "model").stdout.splitlines()
        bars = {line.split()[0]: line.count("█") for line in lines[2:] if line}
        self.assertEqual(bars["gpt-4o"], 20)
        # 6,000 at 0.15 USD a million are 0.0009, 12 % of 0.0075
        self.assertEqual(bars["gpt-4o-mini"], 2)

    def test_a_spreadsheet_runs_nothing_of_a_csv(self):
        models = [row["model"] for row in self.rows("usage", "--by", "model")]
        self.assertIn("'" + FORMULA, models)
        self.assertNotIn(FORMULA, models)
        self.assertEqual({row["input_tokens"] for row in self.rows("history", "ann")}, {"10", "4000", "1000"})

    def test_a_csv_without_rows_still_says_its_columns(self):
        for args in (["usage", "--by", "model,day"], ["usage"], ["history", "ann"]):
            with self.subTest(args):
                full = self.run_cli(*args, "--csv").stdout.splitlines()
                empty = self.run_cli(*args, "--csv", "--from", "2020-01-01", "--to", "2020-01-02").stdout.splitlines()
                self.assertEqual(empty, full[:1])
        self.run_cli("account", "set", "idle")
        self.assertEqual(len(self.run_cli("history", "idle", "--csv").stdout.splitlines()), 1)

    def test_an_account_that_there_is_not_is_no_empty_report(self):
        for args in (["usage", "--account", "typo"], ["usage", "--account", "typo", "--by", "day", "--fill", "--from", "2026-03-01", "--to", "2026-03-03"],
                     ["usage", "--account", "typo", "--csv"], ["usage", "--account", "typo", "--json"], ["history", "typo"], ["history", "typo", "--csv"],
                     ["export", "--from", "2026-03-01", "--account", "typo"]):
            with self.subTest(args):
                done = self.run_cli(*args, code=2)
                self.assertEqual(done.stdout, "")
                self.assertIn('there is no account "typo"', done.stderr)

    def test_an_account_that_left_is_reported_by_its_new_name(self):
        self.add("left", 70, 0, "gpt-4o", "2026-03-13 08:00+00")
        name = self.run_json("account", "forget", "left", "--yes")["forgotten_as"]
        self.assertEqual(self.run_json("usage", "--account", name)[0]["tokens"], "70")
        exported = self.run_cli("export", "--from", "2026-03-01", "--account", name).stdout
        self.assertEqual(len(exported.splitlines()), 2)

    def test_a_number_below_zero_stays_one(self):
        self.add("refunded", 1000000, 0, "gpt-4o", "2026-03-12 08:00+00")
        self.sql("SELECT FROM meter_refund('refunded', (SELECT max(usage_id) FROM meter.usage_log))")
        self.assertEqual([row["cost"] for row in self.rows("usage", "--account", "refunded")], ["0.0"])

    def test_history_goes_on_from_page_to_page(self):
        seen, cursor = [], []
        for page in range(3):
            rows = self.run_json("history", "ann", "--page-size", "1", *cursor)
            seen.append(rows[0]["model"])
            cursor = ["--before", rows[0]["next_cursor"]] if rows[0]["next_cursor"] else []
            self.assertEqual(cursor == [], page == 2)
        self.assertEqual(seen, [FORMULA, "gpt-4o-mini", "gpt-4o"])
        table = self.run_cli("history", "ann", "--page-size", "1").stdout
        self.assertIn("next: --before ", table)
        self.assertNotIn("next:", self.run_cli("history", "ann").stdout)

    def test_what_is_wrong_is_told_with_what_is_right(self):
        for args, told in [
            (["usage", "--by", "colour"], "provider, model, operation"),
            (["usage", "--by", "day,hour"], "one of hour, day, week, month at a time"),
            (["usage", "--from", "2026-03-11", "--to", "2026-03-10"], "from_at"),
            (["usage", "--by", "day", "--time-zone", "Mars/Base"], "Mars/Base"),
            (["usage", "--csv", "--json"], "cannot be used with"),
            (["usage", "--descendants"], "--account"),
            (["history", "ann", "--page-size", "0"], "1,000"),
            (["history", "ann", "--before", "nonsense"], "next_cursor"),
            (["history", "ann", "--type", "calls"], "usage, denial, hold, grant, alert"),
        ]:
            with self.subTest(args):
                self.assertIn(told, self.run_cli(*args, code=2).stderr)
