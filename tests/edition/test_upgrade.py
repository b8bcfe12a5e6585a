"""From an older SQL edition to this one, and from the SQL edition to the extension: no row is lost, and catalogs are those of a fresh one."""
from __future__ import annotations

import sys
import unittest

from lib.database import psql, value
from lib.edition import edition, parts_of_it
from lib.layout import ROOT
from lib.under_test import cluster
from owned import install, owned_database, run, write

sys.path.append(str(ROOT / "tests" / "upgrade"))
from catalog import catalog  # noqa: E402  (the path comes first)

def older(changes: dict[str, tuple[str, str]]) -> str:
    """The edition as it may once have been: file → what stood there instead of what."""
    parts = parts_of_it()
    for file, (now, then) in changes.items():
        assert now in parts[file], (file, now)
        parts[file] = parts[file].replace(now, then, 1)
    return edition(partial=True, parts=parts)[0]


class OlderEdition(unittest.TestCase):
    maxDiff = 6000

    @classmethod
    def setUpClass(cls):
        cls.text = write()
        owned_database("fresh_edition", "boss")
        assert "schema meter created" in install("fresh_edition", "boss", cls.text)

    def installed(self, database: str, changes: dict[str, tuple[str, str]]):
        """A database of an older edition, in which an operator has a view of a function that stays as it is."""
        owned_database(database, "boss")
        self.assertIn("schema meter created", install(database, "boss", older(changes)))

    def test_functions_that_are_others_are_made_anew(self):
        header = "CREATE OR REPLACE FUNCTION meter_set_pool(account text"
        gone = "CREATE OR REPLACE FUNCTION meter_gone() RETURNS integer LANGUAGE sql RETURN 1;\n"
        self.installed("old_functions", {"api/pools.sql": (header, f"{gone}{header.replace('account', 'whose')}")})
        self.assertEqual(value(cluster(), "SELECT to_regproc('meter_gone') IS NULL", "old_functions"), "f")
        run("old_functions", "boss", "CREATE VIEW mine AS SELECT meter_gone(); CREATE VIEW stays AS SELECT meter_version() AS version")
        said = install("old_functions", "boss", self.text)
        self.assertIn("2BP01: other objects need functions of token_meter that this version makes anew or drops", said)
        self.assertIn("view public.mine depends on function public.meter_gone()", said)
        run("old_functions", "boss", "DROP VIEW mine")
        self.assertIn("up to date", install("old_functions", "boss", self.text))
        self.assertEqual(value(cluster(), "SELECT version = meter_version() FROM stays", "old_functions"), "t")
        self.assert_alike("old_functions", "fresh_edition")

    def test_where_a_type_is_another_all_functions_are_made_anew(self):
        lost = "CREATE TYPE meter_lost AS (x integer);\nCREATE TYPE meter_pool AS (account text, was text"
        self.installed("old_types", {"api/types.sql": ("CREATE TYPE meter_pool AS (account text", lost)})
        run("old_types", "boss", "CREATE VIEW mine AS SELECT meter_version() AS version")
        self.assertIn("view public.mine depends on function public.meter_version()", install("old_types", "boss", self.text))
        run("old_types", "boss", "DROP VIEW mine")
        self.assertIn("up to date", install("old_types", "boss", self.text))
        self.assert_alike("old_types", "fresh_edition")

    def assert_alike(self, one: str, other: str):
        mine, others = catalog(cluster(), one), catalog(cluster(), other)
        for kind in others:
            with self.subTest(kind):
                self.assertEqual(mine[kind], others[kind])


if __name__ == "__main__":
    unittest.main()
