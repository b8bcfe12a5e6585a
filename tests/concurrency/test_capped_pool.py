"""64 clients reserve on one pool whose limit caps, and settle what fitted: together they use exactly its cap, and nobody waits in a circle at the limit
beside it, which is dealt out to stripes as well."""
from __future__ import annotations

import unittest

from lib import under_test
from lib.database import metered_database, psql, rows
from lib.pgbench import failed, load

DATABASE = "capped pool"
CLIENTS = 64
CALLS = 6_400
TOKENS_MAX = 40
CAP = CALLS * TOKENS_MAX // 4 + 1

SETUP = f"""
SELECT FROM meter_set_plan('none');
SELECT FROM meter_set_account('pool', plan => 'none');
SELECT FROM meter_set_limit('all', 'tokens', {10 * CAP}, 'never', account => 'pool', stripes => 64);
SELECT FROM meter_set_limit('bought', 'tokens', {CAP}, 'never', account => 'pool', stripes => 64, on_excess => 'cap');
SELECT FROM meter_set_pool('pool', 'openai');
SELECT FROM generate_series(1, {CLIENTS}) n, LATERAL meter_set_account('m' || n, plan => 'none');
"""
SETTLE = f"""\\set n random(1, {TOKENS_MAX})
SELECT coalesce(hold_id, 0) AS hold, tokens FROM meter_reserve('m' || (1 + :client_id), 0, :n, provider => 'openai') \\gset
\\if :hold > 0
SELECT FROM meter_settle(:hold, 0, :tokens);
\\endif
"""


class CappedPool(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        metered_database(cls.cluster, DATABASE)
        psql(cls.cluster, SETUP, database=DATABASE)
        cls.loaded = load(cls.cluster, DATABASE, {"settle": (1, SETTLE)}, "--max-tries=1", clients=CLIENTS, calls=CALLS)

    def of(self, sql):
        return rows(self.cluster, sql, DATABASE)

    def test_nobody_meets_an_error(self):
        self.assertEqual("", failed(self.loaded))

    def test_exactly_the_cap_is_used(self):
        self.assertEqual(self.of("SELECT limit_name, used, reserved FROM meter_status('pool') ORDER BY limit_name"),
                         [["all", str(CAP), "0"], ["bought", str(CAP), "0"]])
        self.assertEqual(self.of("SELECT sum(tokens), bool_and(enforced) FROM meter.usage_log"), [[str(CAP), "t"]])

    def test_every_sum_is_what_its_rows_say(self):
        self.assertEqual(self.of("SELECT * FROM meter_verify()"), [])
