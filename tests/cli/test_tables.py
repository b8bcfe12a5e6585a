"""Tables for people: what no sum has is said below them, and a terminal that is narrow gets whole numbers and words."""

import re
import unicodedata

from support import CliTest, psql

LONG = "meta-llama/llama-4-maverick-17b-128e-instruct-fp8-throughput"
WIDE = "模型" * 40


class Tables(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        psql(cls.url, "SELECT FROM meter_set_setting('unknown_model', 'record')")
        for account, model, at in (
            ("ann", "gpt-4o", "2026-03-10 08:00+00"), ("ann", LONG, "2026-03-10 23:30+00"), ("ann", "no price at all", "2026-03-11 10:00+00"),
            ("ann", "no price at all", "2026-04-02 10:00+00"), ("wide", WIDE, "2026-03-10 10:00+00"), ("full", "gpt-4o", "2026-03-10 10:00+00"),
        ):
            psql(cls.url, f"SET token_meter.clock = '{at}'; SELECT FROM meter_add_tokens('{account}', 1234567, 1111111, model => '{model}',"
                          " provider => 'openai', enforce => false)")
        psql(cls.url, "SELECT FROM meter_add_tokens('full', 1000, 1, model => 'gpt-4o', provider => 'openai', enforce => false)")

    def lines(self, *args, columns=80):
        code, screen = self.run_on_terminal(*args, "--color", "never", columns=columns)
        self.assertEqual(code, 0, screen)
        lines = screen.splitlines()
        for line in lines:
            if not line.startswith(("next:", "The cost")):
                width = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)
                self.assertLessEqual(width, columns, screen)
        return lines

    def test_calls_of_unknown_cost_are_told_below_the_sums(self):
        told = "The cost of 3 calls is not known, and in no sum."
        for args in (["usage", "--account", "ann"], ["usage", "--by", "month", "--account", "ann"], ["account", "stats", "ann"]):
            with self.subTest(args):
                self.assertEqual(self.run_cli(*args).stdout.count(told), 1)
        by_model = self.run_cli("usage", "--by", "model", "--account", "ann").stdout
        self.assertRegex(by_model, "unpriced")
        self.assertNotIn("not known", self.run_cli("usage", "--account", "full").stdout)
        self.assertNotIn("not known", self.run_cli("usage", "--account", "ann", "--csv").stdout)

    def test_calls_taken_back_and_refused_are_told_too(self):
        self.run_cli("account", "set", "bea")
        self.sql("SELECT FROM meter_add_tokens('bea', 10); SELECT FROM meter_refund('bea', (SELECT max(usage_id) FROM meter.usage_log))")
        self.run_cli("add", "bea", "99999999", code=1)
        told = self.run_cli("usage", "--account", "bea").stdout
        self.assertIn("1 call taken back is in no sum.", told)
        self.assertIn("1 call was refused.", told)

    def test_a_bucket_is_told_as_the_calendar_has_it(self):
        for by, zone, start in (("day", "UTC", "2026-03-10"), ("month", "UTC", "2026-03"), ("hour", "UTC", "2026-03-10 08:00"),
                                ("day", "America/New_York", "2026-03-10"), ("hour", "Asia/Kolkata", "2026-03-10 13:00"),
                                ("month", "Asia/Kolkata", "2026-03")):
            with self.subTest((by, zone)):
                lines = self.run_cli("usage", "--account", "ann", "--by", by, "--time-zone", zone).stdout.splitlines()
                self.assertRegex(lines[2], rf"^{start}  +1 ?|^{start}  ")

    def test_a_narrow_terminal_gets_whole_numbers_and_shorter_names(self):
        for columns in (80, 70):
            screen = "\n".join(self.lines("usage", "--by", "model,day", "--account", "ann", columns=columns))
            self.assertIn("2026-03-10", screen)
            self.assertIn("2,345,678", screen)
            self.assertRegex(screen, "(?m)^meta-llama[^ ]*…  |  meta-llama[^ ]*…  ")
        self.assertIn("Too narrow for: ", screen)
        screen = "\n".join(self.lines("usage", "--by", "model", "--account", "wide"))
        self.assertRegex(screen, "模型…")

    def test_history_and_stats_fit_too(self):
        screen = "\n".join(self.lines("history", "ann"))
        self.assertIn("2026-03-10 23:30:00+00", screen)
        self.assertIn("2,345,678", screen)
        self.lines("account", "stats", "ann")
        self.lines("pricing", "list", "--provider", "openai")
        self.lines("account", "list")

    def test_what_is_no_terminal_gets_all_of_it(self):
        told = self.run_cli("usage", "--by", "model,day", "--account", "ann").stdout
        self.assertIn(LONG, told)
        self.assertNotIn("…", told)
        self.assertIn("charged", told)
        self.assertIn(WIDE, self.run_cli("history", "wide").stdout)

    def test_averages_are_four_digits_for_people_and_all_for_programs(self):
        exact = self.run_json("account", "stats", "full")["totals"]["average_cost"]
        self.assertGreater(len(exact), 8)
        shown = self.run_cli("account", "stats", "full").stdout
        self.assertNotIn(exact, shown)
        self.assertRegex(shown, r"(?m) 7\.1$")
