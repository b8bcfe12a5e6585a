"""Plans, overrides and periods change while many clients charge: afterwards every count is what the log says."""
from __future__ import annotations

import random
import subprocess
import tempfile
import unittest
from pathlib import Path

from lib import under_test
from lib.database import metered_database, psql, rows
from lib.report import say

DATABASE = "changing rules"
CLIENTS = 12
CALLS_PER_CLIENT = 150
ACCOUNTS = 4

SETUP = """
SELECT FROM meter_set_plan('one');
SELECT FROM meter_set_plan('two');
SELECT FROM meter_set_limit('total', 'tokens', 200000, 'never', plan => 'one');
SELECT FROM meter_set_limit('daily', 'requests', 900, 'day', plan => 'one');
SELECT FROM meter_set_limit('total', 'tokens', 150000, 'month', plan => 'two');
SELECT FROM meter_set_limit('spend', 'cost', 0.05, 'never', plan => 'two');
SELECT FROM generate_series(1, {accounts}) n, LATERAL meter_set_account('a' || n, plan => 'one');
"""
# weight, script: what an app, an administrator and a job do
SCRIPTS = {
    "add": (60, "SELECT FROM meter_add_tokens('a' || :a, :n, 5, model => 'gpt-4o-mini', provider => 'openai');"),
    "late": (8, "SELECT FROM meter_add_tokens('a' || :a, :n, at => now() - interval '1 day' * :d);"),
    "rolled_back": (6, "BEGIN;\nSELECT FROM meter_add_tokens('a' || :a, :n);\nROLLBACK;"),
    "savepoint": (6, "BEGIN;\nSELECT FROM meter_add_tokens('a' || :a, :n);\nSAVEPOINT s;\n"
                     "SELECT FROM meter_add_tokens('a' || :a, :n);\nROLLBACK TO s;\nCOMMIT;"),
    "repeatable": (6, "BEGIN ISOLATION LEVEL REPEATABLE READ;\n"
                      "SELECT FROM meter_add_tokens('a' || :a, :n);\nCOMMIT;"),
    "plan_one": (4, "SELECT FROM meter_set_account('a' || :a, plan => 'one');"),
    "plan_two": (4, "SELECT FROM meter_set_account('a' || :a, plan => 'two');"),
    "override": (3, "SELECT FROM meter_set_limit('total', 'tokens', 250000, 'never', account => 'a' || :a);"),
    "unit": (2, "SELECT FROM meter_set_limit('total', 'output_tokens', 9000, 'day', account => 'a' || :a);"),
    "unforced": (2, "SELECT FROM meter_add_tokens('a' || :a, :n, enforce => false);"),
    "reset": (1, "SELECT FROM meter_reset_due();"),
}
# there may be no override to remove
REMOVE = ("DO $$ BEGIN PERFORM meter_remove_limit('total', account => 'a{n}');\n"
          "EXCEPTION WHEN invalid_parameter_value THEN NULL; END $$;")

RECEIPTS = """
SELECT c.account, l.limit_name, c.period_start, c.used, c.seeded + coalesce(sum(amount), 0)
  FROM meter.counters c JOIN meter.limits l USING (limit_id)
  LEFT JOIN LATERAL (SELECT meter.amount(l.unit, u.requests, u.input_tokens, u.output_tokens, u.cost) AS amount FROM meter.usage_log u
                      WHERE u.account = c.account AND c.counter_id = ANY (u.charged)) u ON true
 GROUP BY c.counter_id, l.limit_name HAVING c.used <> c.seeded + coalesce(sum(amount), 0)
"""
LOGGED = """
SELECT c.account, l.limit_name, c.period_start, c.used, meter.logged(c.account, l, c.period_start, c.period_end)
  FROM meter.accounts a, meter.limits_of(a.account, a.plan) l, meter.counters c
 WHERE c.account = a.account AND c.limit_id = l.limit_id
   AND c.used <> meter.logged(c.account, l, c.period_start, c.period_end)
"""
OVERLAPS = """
SELECT a.counter_id, b.counter_id FROM meter.counters a JOIN meter.counters b USING (account, limit_id)
 WHERE a.counter_id < b.counter_id AND a.period_start < b.period_end AND b.period_start < a.period_end
"""


class ChangingRules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        metered_database(cls.cluster, DATABASE)
        psql(cls.cluster, SETUP.format(accounts=ACCOUNTS), database=DATABASE)
        cls.load()

    @classmethod
    def load(cls):
        seed = random.randrange(2**31)
        say(f"   pgbench --random-seed={seed}")
        draw = f"\\set a random(1, {ACCOUNTS})\n\\set n random(1, 400)\n\\set d random(0, 3)\n"
        with tempfile.TemporaryDirectory() as folder:
            scripts = {name: (weight, draw + sql) for name, (weight, sql) in SCRIPTS.items()}
            for n in range(1, ACCOUNTS + 1):
                scripts[f"remove{n}"] = (1, REMOVE.format(n=n))
            options = []
            for name, (weight, sql) in scripts.items():
                path = Path(folder) / f"{name}.sql"
                path.write_text(sql)
                options.append(f"--file={path}@{weight}")
            cls.done = subprocess.run(
                [cls.cluster.server.program("pgbench"), "--no-vacuum", f"--client={CLIENTS}", "--jobs=2",
                 f"--transactions={CALLS_PER_CLIENT}", f"--random-seed={seed}", "--max-tries=10000", *options,
                 DATABASE],
                env=cls.cluster.env(), stdin=subprocess.DEVNULL, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)

    def none_of(self, sql: str) -> None:
        self.assertEqual(rows(self.cluster, sql, DATABASE), [])

    def test_nobody_meets_an_error(self):
        self.assertEqual(self.done.returncode, 0, self.done.stdout)
        calls = CLIENTS * CALLS_PER_CLIENT
        self.assertIn(f"actually processed: {calls}/{calls}", self.done.stdout)

    def test_every_counter_is_the_sum_of_its_receipts(self):
        self.none_of(RECEIPTS)

    def test_every_counter_in_force_is_what_the_log_holds(self):
        self.none_of(LOGGED)

    def test_periods_never_overlap(self):
        self.none_of(OVERLAPS)
