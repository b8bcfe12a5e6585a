"""64 clients reserve on one pool that is dealt out to stripes, and settle, release, forget or die: what was used is exactly what was settled, what
was forgotten is room again when its time is up, and then the pool can be spent to the last token."""
from __future__ import annotations

import unittest

from lib import under_test
from lib.database import metered_database, psql, rows
from lib.pgbench import failed, kill_amid, load

DATABASE = "pool of holds"
CLIENTS = 64
CALLS = 6_400
TOKENS_MAX = 40
OWN = CALLS * TOKENS_MAX // 8
GRANTS = (OWN // 8, OWN // 16 + 1)
CAP = OWN + sum(GRANTS)

SETUP = f"""
SELECT FROM meter_set_plan('none');
SELECT FROM meter_set_account('pool', plan => 'none');
SELECT FROM meter_set_limit('bought', 'tokens', {OWN}, 'never', account => 'pool', stripes => 64, thresholds => '{{50,100}}');
SELECT FROM meter_set_pool('pool', 'openai');
SELECT meter_grant('pool', 'bought', {GRANTS[0]}), meter_grant('pool', 'bought', {GRANTS[1]}, priority => 1);
SELECT FROM generate_series(1, {CLIENTS}) n, LATERAL meter_set_account('m' || n, plan => 'none');
"""
RESERVE = f"""\\set n random(1, {TOKENS_MAX})
SELECT coalesce(hold_id, 0) AS hold FROM meter_reserve('m' || (1 + :client_id), :n, provider => 'openai', ttl => '10 minutes') \\gset
"""
SETTLE = RESERVE + "\\set used random(0, :n)\n\\if :hold > 0\nSELECT FROM meter_settle(:hold, :used);\n\\endif\n"
RELEASE = RESERVE + "\\if :hold > 0\nSELECT FROM meter_release(:hold);\n\\endif\n"
# how many die with what they have reserved and settled in an open transaction
DYING = "BEGIN;\n" + SETTLE + RESERVE + "\\sleep 1000 s\nCOMMIT;\n"
IDLE = "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'"
LATER = "SET token_meter.clock = '{}';\n"
ADD = "SELECT FROM meter_add_tokens('m' || (1 + :client_id), 1, provider => 'openai');\n"


class PoolOfHolds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        metered_database(cls.cluster, DATABASE)
        psql(cls.cluster, SETUP, database=DATABASE)
        cls.run_load({"settle": (1, SETTLE)}, CLIENTS)  # dealt out
        kill_amid(cls.cluster, DATABASE, DYING, IDLE, "t", CLIENTS // 4)
        cls.loaded = cls.run_load({"settle": (6, SETTLE), "release": (1, RELEASE), "forget": (1, RESERVE)}, CALLS)
        [[cls.used, cls.reserved, settled, open_holds]] = rows(cls.cluster, """
            SELECT s.used, s.reserved, (SELECT coalesce(sum(u.tokens), 0) FROM meter.usage_log u),
                   (SELECT sum(h.input_tokens) FROM meter.holds h WHERE num_nonnulls(h.settled_at, h.released_at) = 0)
              FROM meter_status('pool') s""", DATABASE)
        cls.settled, cls.open_holds = settled, open_holds
        cls.verified = rows(cls.cluster, "SELECT * FROM meter_verify()", DATABASE)
        # the clock stands where the last of the forgotten holds has just ended
        cls.end = rows(cls.cluster, "SELECT max(expires_at) FROM meter.holds", DATABASE)[0][0]
        cls.left = CAP - int(settled)
        cls.drained = cls.run_load({"add": (1, LATER.format(cls.end) + ADD)}, cls.left + CLIENTS)

    @classmethod
    def run_load(cls, scripts, calls):
        return load(cls.cluster, DATABASE, scripts, "--max-tries=1", clients=CLIENTS, calls=-(-calls // CLIENTS) * CLIENTS)

    def of(self, sql):
        return rows(self.cluster, LATER.format(self.end) + sql, DATABASE)

    def test_nobody_meets_an_error(self):
        for done in (self.loaded, self.drained):
            self.assertEqual("", failed(done))

    def test_used_is_what_was_settled_and_reserved_what_was_forgotten(self):
        self.assertEqual((self.used, self.reserved), (self.settled, self.open_holds))
        self.assertEqual(self.verified, [])

    def test_the_pool_ends_exactly_at_its_cap_with_nothing_reserved(self):
        self.assertEqual(self.of("SELECT used, reserved, cap, remaining FROM meter_status('pool')"), [[str(CAP), "0", str(CAP), "0"]])
        self.assertEqual(self.of("SELECT sum(tokens) FROM meter.usage_log"), [[str(CAP)]])

    def test_nothing_was_refused_while_there_was_room(self):
        self.assertEqual(self.of(f"SELECT count(*) > 0, bool_and(used = cap) FROM meter.denials WHERE at >= '{self.end}'"), [["t", "t"]])

    def test_each_grant_paid_what_it_had(self):
        self.assertEqual(self.of("SELECT spent, remaining FROM meter_grants('pool') ORDER BY priority"),
                         [[str(amount), "0"] for amount in GRANTS])

    def test_every_sum_is_what_its_rows_say(self):
        self.assertEqual(self.of("SELECT * FROM meter_verify()"), [])
