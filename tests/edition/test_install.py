"""token_meter.sql on a plain server: who may install it, what a second run does, and what it refuses."""
from __future__ import annotations

import re
import sys
import unittest

from lib.build import version
from lib.database import psql, rows, value
from lib.layout import ROOT
from lib.under_test import cluster
from owned import install, owned_database, run, write

sys.path.append(str(ROOT / "tests" / "docs"))
from blocks import blocks_of, trimmed  # noqa: E402  (the path comes first)

NOTHING = "SELECT to_regnamespace('meter') IS NULL AND to_regnamespace('meter_internal') IS NULL"
MEMBERS = "SELECT pg_has_role('{}', 'meter_owner', 'USAGE'), pg_has_role('{}', 'meter_admin', 'USAGE')"


class Installing(unittest.TestCase):
    """In this order: roles are the cluster's, and the first installation makes them."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.text = write()

    def test_1_without_createrole_it_says_what_is_to_be_done(self):
        owned_database("no_createrole", "plain", "")
        said = install("no_createrole", "plain", self.text)
        self.assertIn('42501: role "plain" may not create the roles of token_meter', said)
        self.assertEqual(value(cluster(), NOTHING, "no_createrole"), "t")
        psql(cluster(), re.search(r"(CREATE ROLE meter_owner;.*WITH ADMIN OPTION;)", said)[1])
        self.assertIn("schema meter created", install("no_createrole", "plain", self.text))
        self.assertEqual(rows(cluster(), "SELECT * FROM meter_doctor()", "no_createrole"), [])
        self.assertIn("up to date", run("no_createrole", "plain", "SELECT meter_init()").stdout)
        psql(cluster(), "DROP DATABASE no_createrole")
        psql(cluster(), "DROP ROLE meter_owner, meter_app, meter_admin, meter_reader")

    def test_2_an_owner_with_createrole_installs_it_twice(self):
        owned_database("owned", "boss")
        self.assertRegex(install("owned", "boss", self.text),
                         rf"token_meter {re.escape(version())}, SQL edition, in schema public; schema meter created \(version \d+\), \d+ prices set")
        before = rows(cluster(), "SELECT p.oid FROM pg_proc p WHERE p.proname ~ '^_?meter_' ORDER BY 1", "owned")
        self.assertRegex(install("owned", "boss", self.text), r"schema meter is up to date \(version \d+\)\n")
        self.assertEqual(rows(cluster(), "SELECT p.oid FROM pg_proc p WHERE p.proname ~ '^_?meter_' ORDER BY 1", "owned"), before)
        self.assertEqual(rows(cluster(), "SELECT * FROM meter_doctor()", "owned"), [])
        self.assertIn('42501: token_meter was installed by role "boss", and this is role "postgres"', install("owned", "postgres", self.text))
        self.assertEqual(value(cluster(), "SELECT meter_version()", "owned"), f"{version()}+sql")

    def test_3_what_was_lent_is_given_back(self):
        self.assertEqual(rows(cluster(), MEMBERS.format("boss", "boss"), "owned"), [["f", "t"]])
        owns = "SELECT has_schema_privilege('meter_owner', s, 'CREATE') FROM unnest('{public,meter_internal}'::text[]) s"
        self.assertEqual(rows(cluster(), owns, "owned"), [["f"], ["f"]])
        self.assertIn("permission denied", run("owned", "boss", "DELETE FROM meter.usage_log").stdout)
        self.assertIn("permission denied", run("owned", "boss", "SET ROLE meter_owner").stdout)

    def test_4_the_first_examples_of_the_readme_run(self):
        for block in blocks_of(ROOT / "README.md")[:3]:
            self.assertEqual(trimmed(run("owned", "boss", block.sql).stdout), block.expected, block.sql)

    def test_5_within_a_migrations_transaction(self):
        self.assertIn("up to date", run("owned", "boss", f"BEGIN; CREATE TABLE others (); {self.text}; SELECT FROM others; COMMIT;").stdout)
        self.assertEqual(value(cluster(), "SELECT current_setting('search_path')", "owned"), '"$user", public')
        owned_database("rolled_back", "boss")
        self.assertIn("schema meter created", run("rolled_back", "boss", f"BEGIN; {self.text}; ROLLBACK;").stdout)
        self.assertEqual(value(cluster(), NOTHING, "rolled_back"), "t")

    def test_5_in_a_schema_of_its_own_whatever_the_session_has_set(self):
        owned_database("own_schema", "boss")
        odd = 'CREATE SCHEMA "My Meter"; SET search_path = "My Meter", public; SET quote_all_identifiers = on; SET standard_conforming_strings = off;'
        said = run("own_schema", "boss", f"{odd}\n{self.text}\nSHOW quote_all_identifiers; SHOW search_path; SHOW check_function_bodies").stdout
        self.assertIn('SQL edition, in schema "My Meter"; schema meter created', said)
        self.assertRegex(said, r'(?s) on\n.*"My Meter", public\n.* on\n')
        self.assertEqual(rows(cluster(), """SELECT "My Meter".meter_version() FROM "My Meter".meter_doctor() RIGHT JOIN (SELECT) x ON true""", "own_schema"), [[f"{version()}+sql"]])
        self.assertIn("up to date", install("own_schema", "boss", self.text), "it stays where it is")
        self.assertEqual(value(cluster(), "SELECT count(*) FROM pg_proc WHERE proname = 'meter_version'", "own_schema"), "1")

    def test_6_the_roles_of_another_owner(self):
        """Since 16 who has made a role may hand it on: another owner of a database of this cluster must know, and cannot use it."""
        owned_database("another", "neighbour")
        said = install("another", "neighbour", self.text)
        if cluster().server.major >= 16:
            self.assertIn("0P000: the roles of token_meter cannot be trusted", said)
            self.assertIn("boss may grant meter_app to others", said)
        else:
            self.assertIn("schema meter created", said)

    def test_7_where_something_is_in_its_place(self):
        owned_database("taken", "boss")
        run("taken", "boss", "CREATE FUNCTION meter_set_plan(integer) RETURNS integer LANGUAGE sql RETURN 1")
        self.assertIn("42723: functions of the names of token_meter's exist already", install("taken", "boss", self.text))
        run("taken", "boss", "DROP FUNCTION meter_set_plan; CREATE SCHEMA meter_internal")
        self.assertIn('42P06: schema "meter_internal" exists already', install("taken", "boss", self.text))
        self.assertEqual(value(cluster(), "SELECT to_regnamespace('meter') IS NULL", "taken"), "t")

    def test_8_a_newer_version_and_the_extension_are_left_alone(self):
        older = self.text.replace(f"'{version()}'", "'0.1.9'")
        self.assertIn(f"55000: token_meter {version()} is installed, and this file is of 0.1.9", install("owned", "boss", older))
        owned_database("extended", "boss")
        psql(cluster(), "CREATE EXTENSION token_meter", database="extended")
        self.assertIn("55000: the extension token_meter is installed", install("extended", "postgres", self.text))

    def test_9_default_privileges_hand_nothing_out(self):
        owned_database("hosted", "boss")
        run("hosted", "boss", "CREATE ROLE anon; ALTER DEFAULT PRIVILEGES GRANT ALL ON FUNCTIONS TO anon; ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO anon;"
                              "ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO anon")
        self.assertIn("schema meter created", install("hosted", "boss", self.text))
        self.assertEqual(rows(cluster(), "SELECT p.proname FROM pg_proc p WHERE p.proname ~ '^_?meter_' AND has_function_privilege('anon', p.oid, 'EXECUTE')", "hosted"), [])
        self.assertEqual(value(cluster(), "SELECT has_schema_privilege('anon', 'meter_internal', 'USAGE') OR has_schema_privilege('anon', 'meter', 'USAGE')", "hosted"), "f")


if __name__ == "__main__":
    unittest.main()
