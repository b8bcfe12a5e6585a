"""Many clients on one team's pool, four limits a call: the pool ends exactly at its cap, and nobody meets an error."""
from __future__ import annotations

import os
import unittest

from lib import under_test
from lib.database import metered_database, psql, rows
from lib.pgbench import load

DATABASE = "team pool"
CLIENTS = 32
CALLS = int(os.environ.get("TEAM_POOL_CALLS", 16_000))  # 200,000 take minutes
MEMBERS = 50
TOKENS = 10
CAP = CALLS * TOKENS * 3 // 4

# what every member is charged: a day and a month of his own, the team's month, the pool
SETUP = f"""
SELECT FROM meter_set_plan('member');
SELECT FROM meter_set_plan('none');
SELECT FROM meter_set_limit('day', 'tokens', 1000000000, 'day', plan => 'member');
SELECT FROM meter_set_limit('month', 'requests', NULL, 'month', plan => 'member');
SELECT FROM meter_set_account('team', plan => 'none');
SELECT FROM meter_set_limit('team month', 'tokens', 1000000000, 'month', account => 'team');
SELECT FROM meter_set_account('pool', plan => 'none');
SELECT FROM meter_set_limit('bought', 'tokens', 0, 'never', account => 'pool');
SELECT FROM meter_grant('pool', 'bought', {CAP});
SELECT FROM meter_set_pool('pool', 'openai');
SELECT FROM generate_series(1, {MEMBERS}) n, LATERAL meter_set_account('m' || n, plan => 'member', parent => 'team');
"""
CALL = f"""\\set m random(1, {MEMBERS})
SELECT FROM meter_add_tokens('m' || :m, {TOKENS}, provider => 'openai');
"""


class TeamPool(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        metered_database(cls.cluster, DATABASE)
        psql(cls.cluster, SETUP, database=DATABASE)
        cls.done = load(cls.cluster, DATABASE, {"call": (1, CALL)}, "--protocol=prepared", clients=CLIENTS, calls=CALLS)

    def test_nobody_meets_an_error(self):
        self.assertEqual(self.done.returncode, 0, self.done.stdout)
        self.assertIn(f"actually processed: {CALLS}/{CALLS}", self.done.stdout)

    def test_the_pool_ends_exactly_at_its_cap(self):
        self.assertEqual(rows(self.cluster, "SELECT used, cap FROM meter_status('pool') WHERE limit_name = 'bought'", DATABASE),
                         [[str(CAP), str(CAP)]])
        self.assertEqual(rows(self.cluster, "SELECT sum(tokens), count(*) FROM meter.usage_log", DATABASE),
                         [[str(CAP), str(CAP // TOKENS)]])
        self.assertEqual(rows(self.cluster, "SELECT count(*) FROM meter.denials WHERE payer = 'pool'", DATABASE),
                         [[str(CALLS - CAP // TOKENS)]])

    def test_every_sum_is_what_its_rows_say(self):
        self.assertEqual(rows(self.cluster, "SELECT * FROM meter_verify()", DATABASE), [])
