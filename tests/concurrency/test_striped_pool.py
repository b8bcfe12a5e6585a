"""64 clients to the cap of a pool that is dealt out to stripes: it ends exactly there, nothing is refused while there is room
anywhere, thresholds and grants are met on the way, and nobody meets an error, at one call a transaction and at three."""
from __future__ import annotations

import os
import unittest

from lib import under_test
from lib.database import metered_database, psql, rows
from lib.pgbench import load

CLIENTS = 64
CALLS = int(os.environ.get("STRIPED_POOL_CALLS", 16_000))
TOKENS_MAX = 40
OWN = CALLS * TOKENS_MAX // 8  # less than half of what all ask for; two grants come after it
GRANTS = (OWN // 2, OWN // 4 + 1)
CAP = OWN + sum(GRANTS)

SETUP = f"""
SELECT FROM meter_set_plan('none');
SELECT FROM meter_set_account('pool', plan => 'none');
SELECT FROM meter_set_limit('bought', 'tokens', {OWN}, 'never', account => 'pool', stripes => 64, thresholds => '{{25,50,80,95,100}}');
SELECT FROM meter_set_pool('pool', 'openai');
SELECT meter_grant('pool', 'bought', {GRANTS[0]}), meter_grant('pool', 'bought', {GRANTS[1]}, priority => 1);
SELECT FROM generate_series(1, {CLIENTS}) n, LATERAL meter_set_account('m' || n, plan => 'none');
"""
ADD = "SELECT FROM meter_add_tokens('m' || (1 + :client_id), {}, provider => 'openai');\n"


class OneCall(unittest.TestCase):
    """A transaction of one call."""
    DATABASE = "striped pool"
    CALL = f"\\set n random(1, {TOKENS_MAX})\n" + ADD.format(":n")
    TRANSACTIONS = CALLS
    RETRIES = "--max-tries=1"

    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        metered_database(cls.cluster, cls.DATABASE)
        psql(cls.cluster, SETUP, database=cls.DATABASE)
        run = lambda script, calls: load(cls.cluster, cls.DATABASE, {"call": (1, script)}, "--protocol=prepared", cls.RETRIES,
                                         clients=CLIENTS, calls=calls)
        cls.done = run(cls.CALL, cls.TRANSACTIONS)
        cls.drained = run(ADD.format(1), CLIENTS * TOKENS_MAX)

    def of(self, sql):
        return rows(self.cluster, sql, self.DATABASE)

    def test_nobody_meets_an_error(self):
        for done in (self.done, self.drained):
            self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn(f"actually processed: {self.TRANSACTIONS}/{self.TRANSACTIONS}", self.done.stdout)

    def test_the_pool_ends_exactly_at_its_cap(self):
        self.assertEqual(self.of("SELECT used, cap, remaining FROM meter_status('pool')"), [[str(CAP), str(CAP), "0"]])
        self.assertEqual(self.of("SELECT sum(tokens) FROM meter.usage_log"), [[str(CAP)]])

    def test_nothing_was_refused_while_there_was_room(self):
        self.assertEqual(self.of("SELECT count(*) > 0, bool_and(used + input_tokens > cap) FROM meter.denials"), [["t", "t"]])

    def test_each_threshold_was_told_once(self):
        self.assertEqual(self.of("SELECT threshold, count(*), bool_and(used * 100 >= threshold * cap) FROM meter.alerts GROUP BY 1 ORDER BY 1"),
                         [[str(threshold), "1", "t"] for threshold in (25, 50, 80, 95, 100)])

    def test_each_grant_paid_what_it_had(self):
        self.assertEqual(self.of("SELECT spent, remaining FROM meter_grants('pool') ORDER BY priority"),
                         [[str(amount), "0"] for amount in GRANTS])
        self.assertEqual(self.of("SELECT g.grant_id, sum(g.amount) FROM meter.usage_log u, unnest(u.grant_ids, u.grant_amounts)"
                                 " g (grant_id, amount) GROUP BY 1 ORDER BY 1"),
                         [[str(n), str(amount)] for n, amount in enumerate(GRANTS, 1)])

    def test_every_sum_is_what_its_rows_say(self):
        self.assertEqual(self.of("SELECT * FROM meter_verify()"), [])


class ThreeCalls(OneCall):
    """A transaction of three calls: two that both need all of the counter may have to be run again."""
    DATABASE = "striped pool, three calls"
    CALL = f"\\set n random(1, {TOKENS_MAX // 3})\nBEGIN;\n" + 3 * ADD.format(":n") + "COMMIT;\n"
    TRANSACTIONS = CALLS // 2
    RETRIES = "--max-tries=100"
