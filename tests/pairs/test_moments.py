"""Moments: what the library makes of a call's, a price's and the clock's, beside the twins in SQL."""
from __future__ import annotations

import random
import unittest
from datetime import datetime, timedelta

from difference import DIFFERENCE
from lib import under_test
from lib.database import metered_database, psql, rows
from lib.layout import ROOT
from lib.seed import seed

DATABASE = "pairs_moments"
BAD_MOMENTS = ["infinity", "-infinity", "10000-01-01 00:00+00", "0001-12-31 23:59:59.999999+00 BC", "294276-01-01 00:00+00", "4713-02-01 00:00+00 BC",
               None]
EDGES = ["0001-01-01 00:00+00", "9999-12-31 23:59:59.999999+00"]

SETUP = DIFFERENCE + """
CREATE SCHEMA twin;
-- What the library checks only within a call: how late usage may be, and from when on a price may hold.
CREATE FUNCTION late_in_library(at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM meter_add_tokens('late', 0, at => at);
    RETURN 'taken';
END $$;
CREATE FUNCTION late_in_sql(at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM meter.check_late(meter.moment(at), (SELECT value::integer FROM meter.settings WHERE setting = 'late_usage_days'));
    RETURN 'taken';
END $$;
CREATE FUNCTION price_from_in_library(at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM meter_import_prices('"provider,model,component,price_per_million\\nca,m,input,1"', 'csv', effective_from => at, dry_run => true);
    RETURN 'taken';
END $$;
CREATE FUNCTION price_from_in_sql(at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM meter.effective_from(at);
    RETURN 'taken';
END $$;
"""


def quoted(value) -> str:
    return "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"


def utc(moment: datetime) -> str:
    return moment.isoformat(" ") + "+00"


class Moments(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        cls.seed = seed()
        metered_database(cls.cluster, DATABASE)
        twins = (ROOT / "sql/edition/time.sql").read_text()
        twins = twins.replace("CREATE FUNCTION meter_internal.", "CREATE FUNCTION twin.").replace("CREATE FUNCTION meter_", "CREATE FUNCTION twin.meter_")
        psql(cls.cluster, SETUP + twins, database=DATABASE)

    def assert_same(self, of_library: str, of_twin: str, calls: list[list], settings: str = "") -> None:
        called = ",\n".join("($q$" + ", ".join(map(quoted, arguments)) + "$q$)" for arguments in calls)
        asked = rows(self.cluster, f"SET timezone = 'UTC'; {settings} SELECT d FROM (VALUES {called}) c (arguments), "
                                   f"difference({quoted(of_library)}, {quoted(of_twin)}, arguments) d WHERE d IS NOT NULL LIMIT 10", DATABASE)
        self.assertEqual([difference for (difference,) in asked], [], f"again: SEED={self.seed}")

    def test_moments(self):
        dice = random.Random(self.seed)
        for _ in range(20):
            now = datetime(2026, 5, 1) + timedelta(seconds=dice.randrange(10_000_000), microseconds=dice.choice([0, 1, 120, 5_000, 999_999]))
            near = [now + timedelta(seconds=dice.choice([0, -60, 300, -61, 301]), microseconds=dice.choice([0, 1, -1, 1000])) for _ in range(20)]
            moments = [[utc(at)] for at in near] + [[at] for at in BAD_MOMENTS + EDGES]
            clock = f"SET token_meter.clock = '{utc(now)}';"
            self.assert_same("meter_internal._meter_moment", "twin._meter_moment", moments, clock)
            self.assert_same("meter_now", "twin.meter_now", [[]], clock)
            late = [[now - timedelta(days=90) + timedelta(microseconds=dice.choice([-1, 0, 1, -7_200_000_000, -123_000]))] for _ in range(10)]
            self.assert_same("late_in_library", "late_in_sql", [[utc(at)] for (at,) in late], clock)
            self.assert_same("price_from_in_library", "price_from_in_sql", moments, clock)
        for clock in ["infinity", "-infinity", "10000-01-01", "0001-01-01 BC", "yesterday noon", "what"]:
            self.assert_same("meter_now", "twin.meter_now", [[]], f"SET token_meter.clock = '{clock}';")

    def test_a_clock_that_anybody_could_set_counts_for_administrators_only(self):
        # a session in which nothing has loaded the library: there the setting is a placeholder
        psql(self.cluster, "DROP ROLE IF EXISTS pairs_login; CREATE ROLE pairs_login LOGIN IN ROLE meter_owner;", database=DATABASE)
        self.addCleanup(psql, self.cluster, "DROP ROLE pairs_login;")
        now = "SET SESSION AUTHORIZATION pairs_login; SET token_meter.clock = '2001-02-03 04:05+00'; SELECT meter.now_at() = '2001-02-03 04:05+00'"
        self.assertEqual(rows(self.cluster, now, DATABASE), [["f"]])
        psql(self.cluster, "GRANT meter_admin TO pairs_login;")
        self.assertEqual(rows(self.cluster, now, DATABASE), [["t"]])


if __name__ == "__main__":
    unittest.main()
