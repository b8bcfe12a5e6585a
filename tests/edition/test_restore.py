"""A dump that the owner of a database, no superuser, makes and restores, by the commands of docs/sql-edition.md."""
from __future__ import annotations

import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from lib.database import create_database, rows, value
from lib.layout import ROOT
from lib.under_test import cluster
from owned import install, owned_database, run, write

DOCS = (ROOT / "docs" / "sql-edition.md").read_text(encoding="utf-8")


def commands(first_words: str) -> str:
    """The block of the documentation that has these words."""
    return next(block for block in re.findall(r"```sql,norun\n(.*?)```", DOCS, re.DOTALL) if first_words in block)


class RestoredByItsOwner(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        owned_database("dumped", "boss")
        install("dumped", "boss", write())
        run("dumped", "boss", "SELECT FROM meter_add_tokens('ann', 700), meter_reserve('ann', 50)")
        run("dumped", "boss", "GRANT meter_owner TO CURRENT_USER")
        owned_database("restored", "boss")
        run("restored", "boss", commands("CREATE SCHEMA meter;"))
        with tempfile.TemporaryDirectory() as folder:
            dump = Path(folder) / "metered.dump"
            cls.program("pg_dump", "--username=boss", "--format=custom", f"--file={dump}", "dumped")
            cls.complaints = cls.program("pg_restore", "--username=boss", "--dbname=restored", str(dump))
        cls.after = run("restored", "boss", commands("REVOKE CREATE ON SCHEMA")).stdout

    @staticmethod
    def program(name: str, *options: str) -> str:
        done = subprocess.run([cluster().server.program(name), *options], env=cluster().env(), stdin=subprocess.DEVNULL, capture_output=True, text=True)
        return done.stdout + done.stderr

    def test_functions_of_another_owner_refuse(self):
        # without their owner and their privileges they would have a superuser's rights, for everybody who can log in
        create_database(cluster(), "bare")
        with tempfile.TemporaryDirectory() as folder:
            dump = Path(folder) / "bare.dump"
            self.program("pg_dump", "--format=custom", f"--file={dump}", "dumped")
            self.program("pg_restore", "--no-owner", "--no-privileges", "--dbname=bare", str(dump))
        for call in ("meter_grant('ann', 'daily_tokens', 1000000)", "meter_add_tokens('ann', 1)", "meter_set_limit('daily_tokens', cap => NULL, plan => 'free')"):
            self.assertIn("belong to another role", run("bare", "boss", f"SELECT FROM {call}").stdout)
        self.assertEqual(value(cluster(), "SELECT sum(used) FROM meter.counters", "bare"), "700")

    def test_only_the_schemas_are_there_already(self):
        self.assertEqual(re.findall(r'error: could not execute query: (.*)', self.complaints),
                         ['ERROR:  schema "meter" already exists', 'ERROR:  schema "meter_internal" already exists'])

    def test_all_is_as_it_was(self):
        self.assertEqual(rows(cluster(), "SELECT * FROM meter_doctor()", "restored"), [], self.after)
        self.assertEqual(rows(cluster(), "SELECT * FROM meter_verify()", "restored"), [])
        self.assertEqual(rows(cluster(), "SELECT used, reserved FROM meter_status('ann')", "restored"), [["700", "50"]])
        self.assertEqual(value(cluster(), "SELECT has_schema_privilege('meter_owner', 'public', 'CREATE')", "restored"), "f")
        self.assertIn("up to date", install("restored", "boss", write()))
