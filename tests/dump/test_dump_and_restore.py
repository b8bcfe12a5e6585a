"""A database with usage in it goes through pg_dump and pg_restore into a new cluster."""
from __future__ import annotations

import subprocess
import tempfile
import unittest
from pathlib import Path

from fingerprint import fingerprint
from lib import under_test
from lib.cluster import Cluster
from lib.database import create_database, metered_database, psql, rows
from lib.report import say
from lib.throwaway import throwaway
from lib.under_edition import is_sql

DATABASE = "metered"

# Roles belong to a cluster, not to a database: those of the application are made before.
ROLES = "CREATE ROLE analyst;"

USAGE = """
SELECT FROM meter_set_plan('tiny', description => 'for the dump');
SELECT FROM meter_set_limit('hourless', 'tokens', 5000, 'never', plan => 'tiny');
SELECT FROM meter_set_limit('money', 'cost', 0.5, 'month', plan => 'tiny', hard => false);
SELECT FROM meter_set_account('ann', plan => 'tiny', time_zone => 'Asia/Tokyo');
SELECT FROM meter_set_limit('calls', 'requests', 100, 'day', account => 'ann');
SELECT FROM meter_set_price('acme', 'rocket-1', 'input', 1.234567890123456789);
SELECT FROM meter_set_price('acme', 'rocket-1', 'output', 0.000001);
SELECT FROM generate_series(1, 60) n,
    LATERAL meter_add_tokens('ann', n, n / 3, model => 'rocket-1', provider => 'acme',
                             metadata => '{"n": 1}');
SELECT FROM meter_add_tokens('bob', 30000, 5000, model => 'gpt-4o-mini', provider => 'openai');
SELECT FROM meter_add_tokens('bob', 30000, 5000, model => 'gpt-4o-mini', provider => 'openai');
SELECT FROM meter_add_tokens('bob', 10, 5, model => 'no-such-model');
SELECT FROM meter_add_tokens('carl', 5000, idempotency_key => 'once');
GRANT USAGE ON SCHEMA meter TO analyst;
GRANT SELECT (account, tokens, at) ON meter.usage_log TO analyst;
CREATE POLICY analyst_reads_paying ON meter.usage_log FOR SELECT TO analyst
    USING (plan <> 'free');
"""

# What happens next must be the same on both sides: ids go on, caps still hold.
NEXT = """
SELECT 'added', allowed, reason, used, remaining, cost, usage_id
  FROM meter_add_tokens('bob', 1000, 0, model => 'gpt-4o-mini', provider => 'openai');
SELECT 'refused', allowed, reason, limit_name, used, remaining FROM meter_add_tokens('bob', 40000);
SELECT 'price', price_id, provider, model, component, price_per_million
  FROM meter_set_price('acme', 'rocket-1', 'reasoning', 3);
SELECT 'limit', limit_id, limit_name FROM meter_set_limit('more', 'tokens', 1, 'day', plan => 'tiny');
SELECT 'denial', max(denial_id) FROM meter.denials;
SELECT 'init', meter_init() IS NOT NULL;
"""


class DumpAndRestore(unittest.TestCase):
    """The new cluster has never heard of token_meter: its roles come with the extension."""

    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.old = under_test.cluster()
        metered_database(cls.old, DATABASE)
        psql(cls.old, ROLES + USAGE, database=DATABASE)
        restored = throwaway(cls.old.server, "restored")
        cls.new = restored.__enter__()
        cls.addClassCleanup(restored.__exit__, None, None, None)
        create_database(cls.new, DATABASE)
        psql(cls.new, ROLES)
        if is_sql():  # where an extension makes its roles when it is restored, those of the SQL edition are in the dump of the roles
            psql(cls.new, cls.run_program(cls.old, "pg_dumpall", "--roles-only").replace("CREATE ROLE postgres;", "").replace("CREATE ROLE analyst;", ""))
        with tempfile.TemporaryDirectory() as folder:
            dump = Path(folder) / "metered.dump"
            cls.run_program(cls.old, "pg_dump", "--format=custom", f"--file={dump}", DATABASE)
            cls.complaints = cls.run_program(cls.new, "pg_restore", f"--dbname={DATABASE}", dump)
        cls.before = fingerprint(cls.old, DATABASE)
        cls.after = fingerprint(cls.new, DATABASE)

    @staticmethod
    def run_program(cluster: Cluster, program: str, *options) -> str:
        """What the program prints, or complains about."""
        done = subprocess.run([cluster.server.program(program), *options], env=cluster.env(),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        return done.stdout + done.stderr

    def test_no_step_of_the_restore_fails(self):
        self.assertEqual(self.complaints, "")

    def test_there_was_something_to_lose(self):
        (ann, bob, carl) = self.before["sums"]
        self.assertEqual((ann[0], bob[0], carl[0]), ("ann", "bob", "carl"))
        self.assertEqual(rows(self.old, "SELECT count(*) FROM meter.denials", DATABASE), [["1"]])

    def test_everything_arrives(self):
        self.assertEqual(self.before.keys(), self.after.keys())
        for name, before in self.before.items():
            with self.subTest(name):
                self.assertEqual(before, self.after[name])
        say(f"   compared: {', '.join(self.before)}")

    def test_the_restored_tables_are_as_given(self):
        self.assertEqual(rows(self.new, "SELECT object, problem, expected, actual FROM meter_doctor()", DATABASE), [])
        self.assertEqual(rows(self.new, "SELECT * FROM meter_verify()", DATABASE), [])

    def test_users_own_policy_still_hides_rows(self):
        seen = "SET ROLE analyst; SELECT DISTINCT account FROM meter.usage_log"
        for cluster in (self.old, self.new):
            self.assertEqual(rows(cluster, seen, DATABASE), [["ann"]])

    def test_z_metering_goes_on_alike(self):
        """Last by name: it changes both databases."""
        self.assertEqual(psql(self.old, NEXT, database=DATABASE),
                         psql(self.new, NEXT, database=DATABASE))
