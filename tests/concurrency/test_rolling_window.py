"""64 clients add, reserve and settle on one team's window of a minute, whose slices are of a second: slices begin under them, holds go with the window,
and what was used a minute ago makes room again. No minute holds more than the cap."""
from __future__ import annotations

import unittest

from lib import under_test
from lib.database import metered_database, psql, rows
from lib.pgbench import failed, load

DATABASE = "rolling window"
CLIENTS = 64
CALLS = 3_200
TOKENS_MAX = 10
CAP = CALLS * TOKENS_MAX // 6
SETUP = f"""
SELECT FROM meter_set_plan('none');
SELECT FROM meter_set_account('team', plan => 'none');
SELECT FROM meter_set_limit('recent', 'tokens', {CAP}, '1 minute', account => 'team', rolling => true, stripes => 16);
SELECT FROM generate_series(1, {CLIENTS}) n, LATERAL meter_set_account('m' || n, plan => 'none', parent => 'team');
"""
# half of the cap, which leaves the window while the clients are at it
BEFORE = f"""
SELECT set_config('token_meter.clock', (clock_timestamp() - interval '58 seconds')::text, false);
SELECT FROM meter_add_tokens('m1', {CAP // 2});
"""
ADD = f"""\\set n random(1, {TOKENS_MAX})
SELECT FROM meter_add_tokens('m' || (1 + :client_id), :n);
"""
SETTLE = f"""\\set n random(1, {TOKENS_MAX})
\\set used random(0, :n)
SELECT coalesce(hold_id, 0) AS hold FROM meter_reserve('m' || (1 + :client_id), :n) \\gset
\\if :hold > 0
SELECT FROM meter_settle(:hold, :used);
\\endif
"""
# of each slice, what it has used itself, and what the slices of the minute before it have
MINUTES = """
WITH slices AS (SELECT c.period_start, meter.used_of(c) - c.earlier AS used FROM meter.counters c WHERE c.account = 'team')
SELECT count(*), max((SELECT sum(x.used) FROM slices x WHERE x.period_start BETWEEN s.period_start - interval '60 seconds' AND s.period_start))
  FROM slices s
"""


class RollingWindow(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        metered_database(cls.cluster, DATABASE)
        psql(cls.cluster, SETUP, database=DATABASE)
        psql(cls.cluster, BEFORE, database=DATABASE)
        cls.loaded = load(cls.cluster, DATABASE, {"add": (1, ADD), "settle": (1, SETTLE)}, "--max-tries=1", clients=CLIENTS, calls=CALLS)

    def of(self, sql):
        return rows(self.cluster, sql, DATABASE)

    def test_nobody_meets_an_error(self):
        self.assertEqual("", failed(self.loaded))

    def test_no_minute_holds_more_than_the_cap(self):
        [[slices, most]] = self.of(MINUTES)
        self.assertGreater(int(slices), 2)
        self.assertLessEqual(int(most), CAP)
        self.assertGreater(int(most), CAP * 9 // 10)  # and what there is can be spent

    def test_all_that_was_used_is_in_a_slice(self):
        self.assertEqual(self.of("SELECT sum(meter.used_of(c) - c.earlier) FROM meter.counters c WHERE c.account = 'team'"),
                         self.of("SELECT sum(tokens) FROM meter.usage_log"))
        self.assertEqual(self.of("SELECT sum(meter.reserved_of(c)) FROM meter.counters c"), [["0"]])
        self.assertEqual(self.of("SELECT * FROM meter_verify()"), [])
