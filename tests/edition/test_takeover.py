"""CREATE EXTENSION in a database with the SQL edition takes it over: code by code, and every row stays."""
from __future__ import annotations

import contextlib
import re
import sys
import unittest

from lib.build import version
from lib.database import psql, rows, value
from lib.layout import ROOT
from lib.under_test import cluster
from owned import install, owned_database, run, write

sys.path.append(str(ROOT / "tests" / "upgrade"))
from catalog import catalog  # noqa: E402  (the path comes first)

USAGE = """
SELECT allowed, used FROM meter_add_tokens('ann', 1000, 200, provider => 'openai', model => 'gpt-4o', idempotency_key => 'k1');
SELECT allowed, used, reserved FROM meter_reserve('ann', 100, 100, idempotency_key => 'h1');
"""
# Functions that run as their caller in the library, and in SQL as meter_owner: they call others in schema meter.
OF_SCHEMA_METER = {"meter_now", "meter_estimate_tokens", "meter_extract_usage"}
LOG = "SELECT usage_id, account, tokens, cost, charged FROM meter.usage_log ORDER BY usage_id"


class Takeover(unittest.TestCase):
    maxDiff = 20000

    @classmethod
    def setUpClass(cls):
        cls.said = install_with_usage("taken_over", "boss")
        cls.edition = catalog(cluster(), "taken_over")
        owned_database("by_extension", "boss")
        psql(cluster(), "CREATE EXTENSION token_meter; SELECT meter_init();", database="by_extension")

    def test_1_what_others_made_of_its_functions_stops_it(self):
        run("taken_over", "boss", "CREATE VIEW mine AS SELECT meter_version()")
        with self.assertRaisesRegex(Exception, "(?s)other objects need functions of token_meter's SQL edition.*view mine depends on"):
            psql(cluster(), "CREATE EXTENSION token_meter", database="taken_over")
        self.assertEqual(value(cluster(), "SELECT meter_version()", "taken_over"), f"{version()}+sql")
        run("taken_over", "boss", "DROP VIEW mine")

    def test_2_what_an_app_sees_is_the_same(self):
        """Tables, and of functions all but how they are made: an app does not notice which edition it calls."""
        fresh = catalog(cluster(), "by_extension")
        for kind in fresh:
            with self.subTest(kind):
                edition, extension = comparable(kind, self.edition[kind]), comparable(kind, fresh[kind])
                self.assertEqual([row for row in edition if row not in extension], [row for row in extension if row not in edition])

    def test_3_the_extension_goes_on_with_its_rows(self):
        exported = psql(cluster(), "SELECT meter_export_prices()", database="taken_over")
        before = rows(cluster(), LOG, "taken_over")
        self.assertEqual(len(before), 1)
        psql(cluster(), "CREATE EXTENSION token_meter", database="taken_over")
        self.assertRegex(value(cluster(), "SELECT meter_init()", "taken_over"), r"schema meter is up to date")
        self.assertEqual(rows(cluster(), LOG, "taken_over"), before)
        self.assertEqual(psql(cluster(), "SELECT meter_export_prices()", database="taken_over"), exported)
        self.assertEqual(psql(cluster(), USAGE, database="taken_over"), self.said, "a retry is answered as before")
        self.assertEqual(rows(cluster(), LOG, "taken_over"), before)
        for of in ("meter_verify", "meter_doctor"):
            self.assertEqual(rows(cluster(), f"SELECT * FROM {of}()", "taken_over"), [])
        self.assertEqual(value(cluster(), "SELECT allowed FROM meter_settle(1, 50, 50)", "taken_over"), "t")
        self.assertEqual(rows(cluster(), "SELECT * FROM meter_verify()", "taken_over"), [])
        taken, fresh = catalog(cluster(), "taken_over"), catalog(cluster(), "by_extension")
        for kind in ("functions", "types", "columns", "constraints", "indexes", "policies", "triggers", "given"):
            with self.subTest(kind):
                self.assertEqual(taken[kind], fresh[kind])

    def test_4_and_back(self):
        psql(cluster(), "DROP EXTENSION token_meter", database="taken_over")
        self.assertIn("up to date", install("taken_over", "postgres", write()))
        self.assertEqual(rows(cluster(), "SELECT * FROM meter_verify()", "taken_over"), [])

    def test_5_whoever_owns_the_schema_runs_nothing_as_the_superuser(self):
        """The owner of the database may put anything into the schema, before a superuser makes the extension there."""
        install_with_usage("booby_trapped", "boss")
        run("booby_trapped", "boss", TRAP)
        psql(cluster(), "CREATE EXTENSION token_meter", database="booby_trapped")
        with contextlib.suppress(Exception):  # it may well find that the tables are not its own
            psql(cluster(), "SELECT meter_init()", database="booby_trapped")
        self.assertEqual(value(cluster(), "SELECT rolsuper FROM pg_roles WHERE rolname = 'boss'", "booby_trapped"), "f")


# A view runs the functions in it with the rights of whoever reads it.
TRAP = """
DROP TABLE meter.given CASCADE;
CREATE FUNCTION public.up() RETURNS text LANGUAGE plpgsql AS $$ BEGIN
    IF (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = current_user) THEN ALTER ROLE boss SUPERUSER; END IF;
    RETURN 'x';
END $$;
CREATE VIEW meter.given (kind, object, place, definition, make, change) AS
    SELECT k, CASE k WHEN 'table' THEN public.up() ELSE 'version' END, 0,
           (current_setting('server_version_num')::integer / 10000)::text, NULL::text, NULL::text FROM unnest('{table,server}'::text[]) k;
GRANT SELECT ON meter.given TO PUBLIC;
CREATE FUNCTION meter.not_as_given() RETURNS TABLE (place integer, object text, problem text, expected text, actual text, mend text)
    LANGUAGE sql AS 'SELECT 0, '''', '''', '''', '''', '''' WHERE false';
"""



def install_with_usage(database: str, owner: str) -> str:
    """What the calls answered."""
    owned_database(database, owner)
    assert "schema meter created" in install(database, owner, write())
    return psql(cluster(), USAGE, database=database)


def comparable(kind: str, found: list[list[str]]) -> list[list[str]]:
    """The installer is one role or another, and has rights of their own; the edition has internal functions that are none in the library."""
    rows_ = [[re.sub(r"\b(boss|postgres)\b", "installer", cell) for cell in row] for row in found]
    if kind != "functions":
        return sorted(rows_)
    return sorted(of_function(row) for row in rows_ if not row[0].startswith("meter_internal."))


def of_function(row: list[str]) -> list[str]:
    signature, arguments, answer, volatility, definer, *_, rights, comment = row
    if signature.partition("(")[0] in OF_SCHEMA_METER:
        definer = "-"
    return [signature, arguments, answer, volatility, definer, re.sub(r"installer=[^,}]*,?", "", rights), comment]


if __name__ == "__main__":
    unittest.main()
