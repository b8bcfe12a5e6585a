"""Clients die between meter_reserve and meter_settle, a thousand times: when their time is up, nothing is reserved."""
from __future__ import annotations

import unittest

from lib import under_test
from lib.database import metered_database, psql, rows
from lib.pgbench import kill_amid

DATABASE = "killed clients"
ROUNDS = 20
CLIENTS = 50
HOLD = 7
CAP = ROUNDS * HOLD  # of each account; all of it gets reserved

SETUP = f"""
SELECT FROM meter_set_plan('plan');
SELECT FROM meter_set_limit('total', 'tokens', {CAP}, 'never', plan => 'plan');
SELECT FROM meter_set_limit('calls', 'requests', {ROUNDS}, 'day', plan => 'plan');
SELECT FROM generate_series(0, {CLIENTS - 1}) n, LATERAL meter_set_account('a' || n, plan => 'plan');
"""
RESERVE = f"SELECT FROM meter_reserve('a' || :client_id, {HOLD}, ttl => '10 minutes');\n"
CALL_OF_THE_MODEL = "\\sleep 1000 s\n"
# the first die with what they reserved committed, the others with it in an open transaction
COMMITTED = RESERVE + CALL_OF_THE_MODEL
OPEN = "BEGIN;\n" + RESERVE + CALL_OF_THE_MODEL + "COMMIT;\n"

COMMITTED_HOLDS = "SELECT count(*) FROM meter.holds"
WAITING_IN_TRANSACTION = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'"
LATER = "SET token_meter.clock = '{}';\n"


class KilledClients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        metered_database(cls.cluster, DATABASE)
        psql(cls.cluster, SETUP, database=DATABASE)
        kill_amid(cls.cluster, DATABASE, OPEN, WAITING_IN_TRANSACTION, str(CLIENTS), CLIENTS)
        for turn in range(1, ROUNDS + 1):
            kill_amid(cls.cluster, DATABASE, COMMITTED, COMMITTED_HOLDS, str(turn * CLIENTS), CLIENTS)
        # the clock of the checks below stands where the last of the holds has just ended
        cls.end = rows(cls.cluster, "SELECT max(expires_at) FROM meter.holds", DATABASE)[0][0]

    def numbers(self, sql: str, at: str = "") -> list[list[str]]:
        return rows(self.cluster, (LATER.format(at) if at else "") + sql, DATABASE)

    def test_a_thousand_have_died(self):
        self.assertEqual(self.numbers("SELECT count(*), count(*) FILTER (WHERE settled_at IS NULL) FROM meter.holds"),
                         [[str(ROUNDS * CLIENTS)] * 2])

    def test_what_they_reserved_is_kept_until_their_time_is_up(self):
        self.assertEqual(self.numbers("SELECT reserved, remaining FROM meter_status('a1') WHERE limit_name = 'total'"),
                         [[str(CAP), "0"]])
        self.assertEqual(self.numbers("SELECT allowed, reason FROM meter_check_quota('a1', 1)"), [["f", "over_limit"]])

    def test_then_nothing_is_reserved_though_nobody_has_cleaned_up(self):
        reserved = ("SELECT sum(reserved), min(remaining) FILTER (WHERE limit_name = 'total')"
                    f" FROM generate_series(1, {CLIENTS - 1}) n, LATERAL meter_status('a' || n)")
        self.assertEqual(self.numbers(reserved, at=self.end), [["0", str(CAP)]])

    def test_and_all_of_it_can_be_used(self):
        used = f"SELECT used, reserved, remaining FROM meter_add_tokens('a0', {CAP})"
        self.assertEqual(self.numbers(used, at=self.end)[-1], [str(CAP), "0", "0"])
        self.assertEqual(self.numbers("SELECT * FROM meter_verify()"), [])
