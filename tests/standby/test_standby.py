"""What only reads works on a standby, and what writes says why it cannot."""
from __future__ import annotations

import time
import unittest

from lib import under_test
from lib.database import metered_database, psql, rows, value
from lib.report import Failure
from lib.throwaway import throwaway

DATABASE = "standby"
REPLAY_SECONDS_MAX = 60


class Standby(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.primary = under_test.cluster()
        metered_database(cls.primary, DATABASE)
        psql(cls.primary, "SELECT FROM meter_add_tokens('ann', 30000, 5000)", database=DATABASE)
        for call in ("meter_set_plan('credits')", "meter_set_limit('credits', 'tokens', 1000, 'never', plan => 'credits')",
                     "meter_set_account('raised', plan => 'credits')", "meter_add_tokens('raised', 600)",
                     "meter_set_limit('credits', cap => 5000, unit => 'tokens', period => 'never', account => 'raised', "
                     "expires_at => now() + interval '1 hour')",
                     "meter_add_tokens('raised', 300)"):
            psql(cls.primary, f"SELECT FROM {call}", database=DATABASE)
        standby = throwaway(cls.primary.server, "standby", follows=cls.primary)
        cls.standby = standby.__enter__()
        cls.addClassCleanup(standby.__exit__, None, None, None)

    def ask(self, sql: str) -> list[list[str]]:
        return rows(self.standby, sql, DATABASE)

    def test_it_is_one(self):
        self.assertEqual(self.ask("SELECT pg_is_in_recovery()"), [["t"]])

    def test_checks_costs_and_gauges(self):
        self.assertEqual(self.ask("SELECT allowed, used FROM meter_check_quota('ann', 5000)"), [["t", "35000"]])
        self.assertEqual(self.ask("SELECT allowed, reason FROM meter_check_quota('ann', 5001)"),
                         [["f", "over_limit"]])
        self.assertEqual(self.ask("SELECT allowed, used FROM meter_check_quota('never seen')"), [["t", "0"]])
        self.assertEqual(self.ask("SELECT meter_cost('gpt-4o-mini', 1200, 300, 'openai')"), [["0.00036"]])
        self.assertEqual(self.ask("SELECT used, level FROM meter_status('ann')"), [["35000", "warning"]])

    def test_a_limit_expires(self):
        self.assertEqual(self.ask("SELECT used, cap FROM meter_status('raised')"), [["900", "5000"]])
        later = "CASE WHEN set_config('token_meter.clock', (now() + interval '2 hours')::text, false) <> '' THEN 'raised' END"
        self.assertEqual(self.ask(f"SELECT used, cap FROM meter_status({later})"), [["900", "1000"]])
        self.assertEqual(self.ask(f"SELECT allowed FROM meter_check_quota({later}, 100)"), [["t"]])
        self.assertEqual(self.ask(f"SELECT allowed FROM meter_check_quota({later}, 101)"), [["f"]])

    def test_follows_the_primary(self):
        psql(self.primary, "SELECT FROM meter_add_tokens('bob', 77)", database=DATABASE)
        written = value(self.primary, "SELECT pg_current_wal_insert_lsn()")
        deadline = time.monotonic() + REPLAY_SECONDS_MAX
        while value(self.standby, f"SELECT pg_last_wal_replay_lsn() >= '{written}'") != "t":
            self.assertLess(time.monotonic(), deadline, "the standby does not catch up")
            time.sleep(0.05)
        self.assertEqual(self.ask("SELECT used FROM meter_status('bob')"), [["77"]])

    def test_writers_are_refused_by_name(self):
        for call in ("meter_add_tokens('ann', 1)", "meter_set_plan('x')", "meter_reset_due()"):
            name = call.split("(")[0]
            with self.subTest(name), self.assertRaisesRegex(Failure, rf"cannot execute {name}\(\)"):
                self.ask(f"SELECT FROM {call}")
