"""Many clients on one account: a hard cap is reached exactly and never passed."""
from __future__ import annotations

import unittest

from lib import under_test
from lib.database import metered_database, psql, rows
from lib.pgbench import load

DATABASE = "concurrency"
CLIENTS = 16
CALLS_PER_CLIENT = 100
CAP = 10_000

SETUP = """
SELECT FROM meter_set_plan('{account}');
SELECT FROM meter_set_limit('cap', 'tokens', {cap}, 'never', plan => '{account}');
SELECT FROM meter_set_limit('calls', 'requests', NULL, 'day', plan => '{account}');
"""
TALLY = """
SELECT (SELECT used FROM meter.counters c JOIN meter.limits l USING (limit_id)
         WHERE c.account = '{account}' AND l.limit_name = 'cap'),
       (SELECT used FROM meter.counters c JOIN meter.limits l USING (limit_id)
         WHERE c.account = '{account}' AND l.limit_name = 'calls'),
       sum(tokens), count(*), (SELECT count(*) FROM meter.denials WHERE account = '{account}')
  FROM meter.usage_log WHERE account = '{account}'
"""


class OneAccount(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        metered_database(cls.cluster, DATABASE)

    def prepare(self, account: str, cap: int = CAP) -> None:
        """A plan with the cap; the account is made before, or by the race itself."""
        psql(self.cluster, SETUP.format(account=account, cap=cap), database=DATABASE)

    def race(self, script: str, *options: str) -> None:
        calls = CLIENTS * CALLS_PER_CLIENT
        done = load(self.cluster, DATABASE, {"race": (1, script)}, *options, clients=CLIENTS, calls=calls)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn(f"actually processed: {calls}/{calls}", done.stdout)

    def tally(self, account: str) -> list[int]:
        (counts,) = rows(self.cluster, TALLY.format(account=account), DATABASE)
        return [int(count) for count in counts]

    def test_ends_exactly_at_the_cap(self):
        self.prepare("exact")
        psql(self.cluster, "SELECT FROM meter_set_account('exact', plan => 'exact')",
             database=DATABASE)
        self.race("SELECT * FROM meter_add_tokens('exact', 7, 3);")
        used, calls, logged, rows_logged, denials = self.tally("exact")
        self.assertEqual((used, logged), (CAP, CAP))
        self.assertEqual((calls, rows_logged), (CAP // 10, CAP // 10))
        self.assertEqual(denials, CLIENTS * CALLS_PER_CLIENT - CAP // 10)

    def test_amounts_that_do_not_divide_the_cap_never_pass_it(self):
        self.prepare("uneven")
        psql(self.cluster, "SELECT FROM meter_set_account('uneven', plan => 'uneven')",
             database=DATABASE)
        self.race("\\set n random(1, 37)\nSELECT * FROM meter_add_tokens('uneven', :n);")
        used, calls, logged, rows_logged, denials = self.tally("uneven")
        self.assertLessEqual(used, CAP)
        self.assertGreater(used, CAP - 37)
        self.assertEqual((logged, rows_logged), (used, calls))
        self.assertEqual(rows_logged + denials, CLIENTS * CALLS_PER_CLIENT)

    def test_the_first_calls_of_a_new_account_race_too(self):
        self.prepare("newcomer")
        psql(self.cluster, "SELECT FROM meter_set_plan('newcomer', is_default => true)",
             database=DATABASE)
        self.race("SELECT * FROM meter_add_tokens('newcomer', 10);")
        used, calls, logged, rows_logged, _ = self.tally("newcomer")
        self.assertEqual((used, logged), (CAP, CAP))
        self.assertEqual((calls, rows_logged), (CAP // 10, CAP // 10))

    def test_rolled_back_calls_leave_no_trace(self):
        self.prepare("undecided", cap=1_000_000)
        psql(self.cluster, "SELECT FROM meter_set_account('undecided', plan => 'undecided')",
             database=DATABASE)
        self.race("\\set keep random(0, 1)\n"
                  "BEGIN;\nSELECT * FROM meter_add_tokens('undecided', 10);\n"
                  "\\if :keep\nCOMMIT;\n\\else\nROLLBACK;\n\\endif\n")
        used, calls, logged, rows_logged, denials = self.tally("undecided")
        self.assertEqual((used, logged), (10 * rows_logged, 10 * rows_logged))
        self.assertEqual((calls, denials), (rows_logged, 0))
        self.assertGreater(rows_logged, 0)
        self.assertLess(rows_logged, CLIENTS * CALLS_PER_CLIENT)

    def test_repeatable_read_retries_until_it_is_exact(self):
        self.prepare("repeatable")
        psql(self.cluster, "SELECT FROM meter_set_account('repeatable', plan => 'repeatable')",
             database=DATABASE)
        self.race("BEGIN ISOLATION LEVEL REPEATABLE READ;\n"
                  "SELECT * FROM meter_add_tokens('repeatable', 10);\nCOMMIT;\n",
                  "--max-tries=100000")
        used, calls, logged, rows_logged, _ = self.tally("repeatable")
        self.assertEqual((used, logged), (CAP, CAP))
        self.assertEqual((calls, rows_logged), (CAP // 10, CAP // 10))
