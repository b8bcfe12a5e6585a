"""A database of an older release becomes one of this version, and is then no other than a fresh one, but for its rows."""
from __future__ import annotations

import re
import unittest
from pathlib import Path

from catalog import catalog
from lib import under_test
from lib.build import version
from lib.database import create_database, psql, rows, value
from lib.layout import ROOT

HERE = Path(__file__).parent
RELEASE = "0.1.0"
OLD, FRESH = "upgraded", "fresh"

# What an operator had added to the tables of the old release: it stays theirs.
OPERATORS = {"accounts.crm_id", "accounts_crm", "our_plans"}

# Functions that the old release is said to have made and that this version does not have: one that nobody needs, and one that an
# operator's view is made of.
GONE = """
CREATE FUNCTION meter.gone() RETURNS integer LANGUAGE sql RETURN 1;
CREATE FUNCTION meter.in_use() RETURNS integer LANGUAGE sql RETURN 1;
ALTER FUNCTION meter.gone() OWNER TO meter_owner; ALTER FUNCTION meter.in_use() OWNER TO meter_owner;
INSERT INTO meter.given (kind, object, place, definition) SELECT 'function', x, 15, '' FROM unnest('{meter.gone(),meter.in_use()}'::text[]) x;
CREATE VIEW public.made_of_it AS SELECT meter.in_use();
"""

# The usage of an account whose every period, hold and grant goes on after the upgrade.
NEXT = """
SET token_meter.clock = '2026-04-02 09:00+00'; SET timezone = 'UTC';
SELECT allowed, tokens FROM meter_add_tokens('ann', 1000, 200, provider => 'openai', model => 'gpt-4o');
SELECT allowed, used FROM meter_add_tokens('ann', 1000, 200, provider => 'openai', model => 'gpt-4o', operation => 'chat',
                                              idempotency_key => 'k1');
SELECT allowed FROM meter_reserve('ann', 10, 10, model => 'gpt-4o');
SELECT count(*) FROM meter_maintain();
"""


def install_release(cluster, database: str) -> None:
    """CREATE EXTENSION of the release, whose library is gone: its functions in C are none that can be called."""
    script = (ROOT / "sql" / "releases" / f"token_meter--{RELEASE}.sql").read_text()
    script = re.sub(r"^LANGUAGE c .*\nAS 'MODULE_PATHNAME', '\w+';", "LANGUAGE internal AS 'pg_backend_pid';", script, flags=re.MULTILINE)
    installed = cluster.server.sharedir / "extension" / f"token_meter--{RELEASE}.sql"
    installed.write_text(script)
    installed.chmod(0o644)
    try:
        psql(cluster, f"CREATE EXTENSION token_meter VERSION '{RELEASE}';", database=database)
    finally:
        installed.unlink()
    psql(cluster, (HERE / f"meter_{RELEASE}.sql").read_text(), database=database)


class Upgrade(unittest.TestCase):
    maxDiff = 6000

    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        create_database(cls.cluster, FRESH)
        psql(cls.cluster, "CREATE EXTENSION token_meter; SELECT meter_init();", database=FRESH)
        create_database(cls.cluster, OLD)
        psql(cls.cluster, "CREATE ROLE analyst;")
        install_release(cls.cluster, OLD)
        psql(cls.cluster, GONE, database=OLD)
        cls.rows_before = cls.rows_of_the_log()
        psql(cls.cluster, "ALTER EXTENSION token_meter UPDATE", database=OLD)
        cls.refused = psql(cls.cluster, r"\set ON_ERROR_STOP off" "\nSELECT meter_add_tokens('ann', 1);\n\\echo :LAST_ERROR_SQLSTATE",
                           database=OLD).strip()
        cls.report = value(cls.cluster, "SELECT meter_init()", OLD)
        cls.left = value(cls.cluster, "SELECT string_agg(p.proname, ',') FROM pg_proc p WHERE p.proname IN ('gone', 'in_use')", OLD)
        psql(cls.cluster, "DROP VIEW made_of_it; DROP FUNCTION meter.in_use();", database=OLD)
        cls.again = value(cls.cluster, "SELECT meter_init()", OLD)

    @classmethod
    def rows_of_the_log(cls):
        return rows(cls.cluster, "SELECT count(*), sum(tokens), sum(cost), sum(charged_cost) FROM meter.usage_log", OLD)

    def test_code_without_its_tables_says_what_to_do(self):
        self.assertEqual(self.refused, "55000")

    def test_it_says_what_it_did(self):
        self.assertIn(f"schema meter upgraded from version 1 ({RELEASE}) to ", self.report)
        self.assertIn(f"({version()})", self.report)
        self.assertRegex(self.report, r"\b\d+ prices set")
        self.assertRegex(self.again, r"^schema meter is up to date \(version \d+\)$")

    def test_a_function_that_is_gone_is_dropped_unless_others_use_it(self):
        self.assertEqual(self.left, "in_use")
        dropped = re.search(r"; dropped: ([^;]+)", self.report)[1]
        # beside the one that the test has made: one that has other arguments now, and those that answered rows column by column
        self.assertCountEqual(dropped.split(", "), [
            "meter.gone()", "meter.lock_counters(bigint[],timestamp with time zone)", "meter.limits_of(text,text)",
            "meter.calls_between(timestamp with time zone,timestamp with time zone,text,text,text)",
            "meter.recount(text,timestamp with time zone)", "meter.keep_spent(meter.limits,numeric,timestamp with time zone)",
            "meter.after_giving_back(bigint[],timestamp with time zone)",
            "meter.columns_now()", "meter.constraints_now()", "meter.rules_now()", "meter.rights_now()"])
        self.assertIn("in use by others, and left: meter.in_use()", self.report)

    def test_catalogs_are_those_of_a_fresh_installation(self):
        upgraded, fresh = catalog(self.cluster, OLD), catalog(self.cluster, FRESH)
        for kind in fresh:
            with self.subTest(kind):
                mine = [line for line in upgraded[kind] if not OPERATORS.intersection(line)]
                self.assertEqual(mine, fresh[kind])

    def test_what_an_operator_added_is_there_and_theirs(self):
        self.assertEqual(value(self.cluster, "SELECT count(*) FROM pg_attribute WHERE attrelid = 'meter.accounts'::regclass AND attname = 'crm_id'", OLD), "1")
        self.assertEqual(value(self.cluster, "SELECT count(*) FROM meter.given WHERE object ~ 'crm|our_plans'", OLD), "0")
        self.assertEqual(value(self.cluster, "SELECT has_column_privilege('analyst', 'meter.usage_log', 'tokens', 'SELECT')", OLD), "t")

    def test_nothing_is_lost_and_metering_goes_on(self):
        self.assertEqual(self.rows_of_the_log(), self.rows_before)
        self.assertEqual(rows(self.cluster, "SELECT * FROM meter_verify()", OLD), [])
        self.assertEqual(rows(self.cluster, "SELECT * FROM meter_doctor()", OLD), [])
        answers = rows(self.cluster, NEXT, OLD)
        self.assertEqual(answers[:3], [["t", "1200"], ["t", "1200"], ["t"]], "the second is answered as before the upgrade")
        self.assertEqual(rows(self.cluster, "SELECT * FROM meter_verify()", OLD), [])


if __name__ == "__main__":
    unittest.main()
